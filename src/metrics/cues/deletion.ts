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

const cut = (text: string, spans: readonly (readonly [number, number])[]): string =>
  [...spans]
    .reverse()
    .reduce((left, [start, end]) => left.slice(0, start) + left.slice(end), text)
    .replace(/[ \t]{2,}/g, ' ')
    .trim();

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
  const frequency = new Map<string, number>();
  let own = 0;
  for (const text of texts) {
    if (text === null) continue;
    const words = new Set<string>();
    forEachToken(text, (word) => words.add(word));
    for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    if (spansOf(text, term).length > 0) own++;
  }
  const random = createRandom(seed);
  const parts = new Set(term.split(' '));
  return Array.from(rows).flatMap((row) => {
    const text = texts[row] ?? null;
    if (text === null) return [];
    const spans = spansOf(text, term);
    const words = new Set<string>();
    forEachToken(text, (word) => {
      if (!parts.has(word)) words.add(word);
    });
    if (spans.length === 0 || words.size === 0) return [];
    const distance = (word: string): number => Math.abs(Math.log(frequency.get(word)! / own));
    const ordered = [...words].sort((a, b) => distance(a) - distance(b));
    const near = ordered.filter((word) => distance(word) <= Math.log(3));
    const other = near.length > 0 ? near[random.integer(near.length)]! : ordered[0]!;
    return [{ row, withoutTerm: cut(text, spans), withoutOther: cut(text, spansOf(text, other)), other }];
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
