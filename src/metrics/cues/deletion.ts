import { createRandom, type PairedShareDifference, pairedShareDifference } from '../../stats/index.ts';
import { forEachToken, spansOf } from '../words/index.ts';

/** A row with the term taken out, and with another word taken out instead. */
export interface DeletionPair {
  readonly row: number;
  readonly withoutTerm: string;
  readonly withoutOther: string;
  /** The other word. */
  readonly other: string;
}

const ALPHA = 0.01;
const LEAST_DIFFERENCE = 0.1;
const LEAST_PAIRS = 20;

type Place = readonly [start: number, end: number];

const tidied = (text: string): string => text.replace(/[ \t]{2,}/g, ' ').trim();

const cut = (text: string, spans: readonly Place[]): string =>
  tidied([...spans].reverse().reduce((left, [start, end]) => left.slice(0, start) + left.slice(end), text));

/** What is taken out of a text. */
interface Taken {
  /** Ascending; none where the text does not hold it. */
  places(text: string): readonly Place[];
  without(text: string, places: readonly Place[]): string;
  isPart(word: string): boolean;
}

/**
 * Level c of a cue is a question to the model: what does it answer when the term is gone? These are the texts to ask it: each row
 * without the term, and without another word of the row that is about as frequent among all texts (up to three times, else the
 * nearest), chosen by the seed. Rows that do not hold the term, or nothing else, are left out.
 */
export function deletionPairs(
  texts: readonly (string | null)[],
  rows: ArrayLike<number>,
  term: string,
  seed = 1,
): readonly DeletionPair[] {
  const parts = new Set(term.split(' '));
  return pairs(
    texts,
    rows,
    { places: (text) => spansOf(text, term), without: cut, isPart: (word) => parts.has(word) },
    seed,
  );
}

/** The same for negations, whose places `negations` finds: `is not` becomes `is`, `isn’t` becomes `is`, `without` becomes `with`. */
export function negationPairs(
  texts: readonly (string | null)[],
  rows: ArrayLike<number>,
  negations: (text: string) => readonly Place[],
  seed = 1,
): readonly DeletionPair[] {
  return pairs(
    texts,
    rows,
    {
      places: negations,
      without: (text, places) =>
        tidied(
          [...places]
            .reverse()
            .reduce(
              (left, [start, end]) =>
                left.slice(0, start) + affirmed(left.slice(start, end)) + left.slice(end),
              text,
            ),
        ),
      isPart: () => false,
    },
    seed,
  );
}

const IRREGULAR: Readonly<Record<string, string>> = {
  cannot: 'can',
  cant: 'can',
  "can't": 'can',
  wont: 'will',
  "won't": 'will',
  without: 'with',
  aint: 'is',
  "ain't": 'is',
};

/** What is left of a negation: the verb of a contraction, nothing of a word that only negates. */
function affirmed(negation: string): string {
  const plain = negation.toLowerCase().replaceAll('’', "'");
  if (Object.hasOwn(IRREGULAR, plain)) return IRREGULAR[plain]!;
  const contraction = /^(\p{L}{2,})n'?t$/u.exec(plain);
  return contraction === null ? '' : negation.slice(0, contraction[1]!.length);
}

function pairs(
  texts: readonly (string | null)[],
  rows: ArrayLike<number>,
  taken: Taken,
  seed: number,
): readonly DeletionPair[] {
  const frequency = new Map<string, number>();
  let own = 0;
  for (const text of texts) {
    if (text === null) continue;
    const words = new Set<string>();
    forEachToken(text, (word) => words.add(word));
    for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    if (taken.places(text).length > 0) own++;
  }
  const random = createRandom(seed);
  return Array.from(rows).flatMap((row) => {
    const text = texts[row] ?? null;
    if (text === null) return [];
    const places = taken.places(text);
    const words = new Set<string>();
    forEachToken(text, (word, start, end) => {
      if (!taken.isPart(word) && !places.some(([from, to]) => start < to && end > from)) words.add(word);
    });
    if (places.length === 0 || words.size === 0) return [];
    const distance = (word: string): number => Math.abs(Math.log(frequency.get(word)! / own));
    const ordered = [...words].sort((a, b) => distance(a) - distance(b));
    const near = ordered.filter((word) => distance(word) <= Math.log(3));
    const other = near.length > 0 ? near[random.integer(near.length)]! : ordered[0]!;
    return [
      { row, withoutTerm: taken.without(text, places), withoutOther: cut(text, spansOf(text, other)), other },
    ];
  });
}

export interface DeletionTest {
  /** Rows that were asked, and of how many the answer changed without the term and without the other word. */
  readonly rows: number;
  readonly changed: number;
  readonly changedByOther: number;
  /** Share changed by the term minus that by the other word, on the same rows. */
  readonly difference: PairedShareDifference;
  /** At least 20 rows, 10 points more, McNemar p < 0.01. */
  readonly relied: boolean;
}

/** Judges the answers to `deletionPairs`: 1 where the answer is no longer the one that was given to the whole text. */
export function judgeDeletion(changed: ArrayLike<number>, changedByOther: ArrayLike<number>): DeletionTest {
  let [term, other, onlyTerm, onlyOther] = [0, 0, 0, 0];
  for (let i = 0; i < changed.length; i++) {
    const [a, b] = [changed[i] === 1, changedByOther[i] === 1];
    if (a) term++;
    if (b) other++;
    if (a && !b) onlyTerm++;
    if (b && !a) onlyOther++;
  }
  const difference = pairedShareDifference(onlyOther, onlyTerm, changed.length);
  return {
    rows: changed.length,
    changed: term,
    changedByOther: other,
    difference,
    relied:
      changed.length >= LEAST_PAIRS && difference.difference >= LEAST_DIFFERENCE && difference.p < ALPHA,
  };
}
