/**
 * Words that join what is said and carry no subject: articles, pronouns, prepositions, auxiliaries, connectives, and nouns that stand in
 * fixed phrases (by the way, a lot). Negations and contrasts (not, but, although) are left out on purpose: they change what is said.
 */
const english =
  'a an the this that these those such same other another each every all both any some few many much more most own ' +
  'i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one ones who whom whose which what ' +
  'myself ourselves yourself itself themselves someone something anyone anything ' +
  'of in on at by for from to into onto with within about above across after against along among around as before behind below beside besides ' +
  'between beyond during inside near off out outside over per since through toward towards under until up upon via down ' +
  'and or so than then thus hence therefore also too moreover furthermore further meanwhile again already yet still just only even ever else ' +
  'because if when where while whether how why there here now once always often ' +
  'am is are was were be been being do does did doing done have has had having will would shall should can could may might must ' +
  'very quite rather really well way ways thing things kind kinds sort bit lot lots like get gets got go goes let please';

const others =
  'der die das den dem des ein eine einen einem einer und oder auch dann also so wie als ist sind war im in am an auf aus bei mit nach von vor zu zum zur für über unter es er sie wir ihr ich du ' +
  'le la les l un une des du de d et ou aussi puis est sont était au aux dans en par pour sur avec ce cette ces il elle on nous vous ils elles je tu que qui ' +
  'el los las unos unas del al y o también es son era con por para su sus este esta yo se lo ' +
  'il gli i uno dello della dei delle e anche è sono nel nella da di per si che ' +
  'os as um uma do da dos das no na nos nas ao com que se foi ' +
  'de het een en of ook is zijn was op te van voor met bij dat die deze dit ik je hij ze we';

const known: ReadonlySet<string> = new Set(
  [...english.split(' '), ...others.split(' ')].filter((word) => word !== 'no'),
);

/** Words parted by blanks, all of them function words. */
export const areFunctionWords = (words: string): boolean =>
  words.split(' ').every((word) => known.has(word.toLowerCase()));
