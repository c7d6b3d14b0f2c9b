/** A group of people that texts can speak of, and the English words taken as a sign of it. */
export interface IdentityGroup {
  readonly topic: string;
  readonly group: string;
  readonly words: readonly string[];
  /** Everyday meanings that the words also have. */
  readonly caution: string | null;
}

const group = (topic: string, name: string, words: string, caution: string | null = null): IdentityGroup => ({
  topic,
  group: name,
  words: words.split(' '),
  caution,
});

/**
 * English only, neutral words only, chosen after the kinds of terms of Dixon et al. 2018 (AIES). Words whose everyday meaning is
 * more frequent (straight, old, young, Indian summer, …) are left out, or the group says so.
 */
export const identityGroups: readonly IdentityGroup[] = [
  group(
    'gender',
    'women',
    'woman women female females girl girls she her hers herself lady ladies mother mothers wife wives daughter daughters sister sisters',
  ),
  group(
    'gender',
    'men',
    'man men male males boy boys he him his himself gentleman gentlemen father fathers husband husbands son sons brother brothers',
  ),
  group(
    'gender identity',
    'transgender and non-binary people',
    'transgender transgendered trans nonbinary genderqueer',
  ),
  group(
    'sexual orientation',
    'gay, lesbian and bisexual people',
    'gay gays lesbian lesbians bisexual bisexuals homosexual homosexuals queer lgbt lgbtq',
  ),
  group('sexual orientation', 'heterosexual people', 'heterosexual heterosexuals'),
  group(
    'religion',
    'Christians',
    'christian christians christianity catholic catholics protestant protestants evangelical',
    'Christian is also a first name',
  ),
  group('religion', 'Muslims', 'muslim muslims islam islamic'),
  group('religion', 'Jews', 'jew jews jewish judaism'),
  group(
    'religion',
    'Hindus, Buddhists and Sikhs',
    'hindu hindus hinduism buddhist buddhists buddhism sikh sikhs',
  ),
  group('religion', 'atheists', 'atheist atheists atheism'),
  group('origin', 'Black people', 'black blacks african africans', 'black is also a colour'),
  group('origin', 'white people', 'white whites caucasian caucasians', 'white is also a colour'),
  group(
    'origin',
    'Asian people',
    'asian asians chinese japanese korean koreans indian indians',
    'also said of things and countries',
  ),
  group(
    'origin',
    'Hispanic and Latino people',
    'hispanic hispanics latino latinos latina latinas latinx mexican mexicans',
    'also said of things and countries',
  ),
  group(
    'origin',
    'Arab and Middle Eastern people',
    'arab arabs arabic persian persians',
    'also said of languages and things',
  ),
  group('origin', 'migrants', 'immigrant immigrants migrant migrants refugee refugees'),
  group(
    'disability',
    'disabled people',
    'disabled disability disabilities blind deaf paralysed paralyzed wheelchair autistic autism',
    'disabled and blind are also said of things',
  ),
  group('age', 'older people', 'elderly senior seniors', 'senior is also a rank'),
  group('age', 'younger people', 'teen teens teenager teenagers adolescent adolescents'),
];
