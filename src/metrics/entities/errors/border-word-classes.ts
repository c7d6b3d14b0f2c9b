/** Words at which annotators and models part ways, by what they are. Lower case. */
const lists: readonly (readonly [name: string, words: string])[] = [
  [
    'title',
    'mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor sir lord lady dame rev rev. st st. gen gen. general col col. capt capt. captain ' +
      'lt lt. sgt sgt. president chancellor minister senator sen sen. governor gov gov. mayor king queen prince princess pope judge ambassador ' +
      'secretary chairman ceo cfo herr frau hr hr. fr fr. präsident kanzler minister ministre président m. mme mlle monsieur madame señor señora sr sr. sra sra. don doña signor',
  ],
  [
    'determiner',
    'a an the this that these those his her its their our my your der die das den dem des ein eine einen einem einer le la les l un une des el los las un una unos unas ' +
      'il lo gli i uno o os as um uma de het een',
  ],
  [
    'legal form',
    'inc inc. corp corp. corporation co co. company ltd ltd. limited llc llp plc lp ag gmbh se kg kgaa ohg ev e.v. sa s.a. sarl sas nv n.v. bv b.v. spa s.p.a. srl ab oy oyj asa as a/s aps pty pte kk group holding holdings',
  ],
  [
    'unit',
    '% percent pct per-cent prozent pourcent bn bn. billion billions million millions mn m trillion thousand k hundred mio mio. mrd mrd. milliarden millionen tonnes tonne tons ton ' +
      'kg g km m cm mm miles mile barrels barrel shares share points point basis bps years year months month days day hours hour minutes weeks week',
  ],
  [
    'currency',
    '$ € £ ¥ ₹ ₽ ₩ usd eur gbp jpy chf cny inr us$ a$ c$ hk$ dollar dollars euro euros pound pounds sterling yen yuan rupees rupee francs franc cents cent',
  ],
  ['hyphen', '- – — ‐ ‑ −'],
  ['possessive', "'s ’s ' ’"],
  ['conjunction', 'and or & und oder et ou y e and/or en'],
];

const classes: ReadonlyMap<string, string> = new Map(
  // The first list that has a word names it.
  [...lists].reverse().flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)),
);

const PUNCTUATION = /^[^\p{L}\p{M}\p{N}]+$/u;

/** `title`, `determiner`, `legal form`, `unit`, `currency`, `hyphen`, `possessive`, `conjunction`, `punctuation`, or null. */
export function borderClassOf(word: string): string | null {
  const known = classes.get(word);
  if (known !== undefined) return known;
  return PUNCTUATION.test(word) ? 'punctuation' : null;
}
