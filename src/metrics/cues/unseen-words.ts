import { exactMantelHaenszel, type FourCounts, fisherExact } from '../../stats/index.ts';
import { forEachToken } from '../words/index.ts';
import { type ClassifiedTexts, distinctTexts } from './distinct-texts.ts';
import { type RateOfRows, rateOf } from './rate-of-rows.ts';

/** Training texts with a word below which it is rare. */
const RARE_BELOW = 5;
/** Lengths are compared in so many equal parts: a long text holds more words that are new. */
const PARTS = 8;
const LEAST_ROWS = 30;
const MOST_WORDS = 10;

/** Numbers are nearly all unseen and say nothing. */
const NUMBER = /\p{N}/u;

export interface UnseenWord {
  readonly word: string;
  readonly wrong: number;
  readonly right: number;
}

export interface UnseenWords {
  /** Wrong rows, and those of them that hold a word of no training text; the same of the right rows. */
  readonly errors: RateOfRows;
  readonly rightRows: RateOfRows;
  /** Error rate of rows by the rarest of their words. */
  readonly unseen: RateOfRows;
  readonly rare: RateOfRows;
  readonly known: RateOfRows;
  /** Unseen against all others, one-sided: Fisher's exact test, and exact within reference labels and eighths of the length. */
  readonly p: number;
  readonly stratifiedP: number;
  readonly rareBelow: number;
  /** Unseen words on most wrong rows. */
  readonly words: readonly UnseenWord[];
  /** Wrong rows with an unseen word. */
  readonly examples: Uint32Array;
}

/**
 * Are texts with words that no training text holds wrong more often? Numbers do not count. Equal texts count once. A reason instead
 * when there are fewer than 30 rows on a side.
 */
export function unseenWords(
  input: Omit<ClassifiedTexts, 'probabilities' | 'labels'>,
  training: readonly (string | null)[],
): UnseenWords | { readonly reason: string } {
  const { rows } = distinctTexts(input);
  const frequency = new Map<string, number>();
  for (const text of training) {
    if (text === null) continue;
    const own = new Set<string>();
    forEachToken(text, (word) => own.add(word));
    for (const word of own) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const length = new Uint32Array(rows.length);
  const rarest = new Float64Array(rows.length);
  const words = new Map<string, { wrong: number; right: number }>();
  const wrong = Uint8Array.from(rows, (row) => (input.reference[row] === input.predicted[row] ? 0 : 1));
  for (const [i, row] of rows.entries()) {
    let least = Number.POSITIVE_INFINITY;
    const unseen = new Set<string>();
    forEachToken(input.texts[row]!, (word) => {
      length[i]!++;
      if (NUMBER.test(word)) return;
      const seen = frequency.get(word) ?? 0;
      least = Math.min(least, seen);
      if (seen === 0) unseen.add(word);
    });
    rarest[i] = least;
    for (const word of unseen) {
      const count = words.get(word) ?? { wrong: 0, right: 0 };
      if (wrong[i] === 1) count.wrong++;
      else count.right++;
      words.set(word, count);
    }
  }
  const band = (from: number, to: number): RateOfRows => {
    let [n, errors] = [0, 0];
    for (let i = 0; i < rows.length; i++)
      if (rarest[i]! >= from && rarest[i]! < to) {
        n++;
        errors += wrong[i]!;
      }
    return rateOf(errors, n);
  };
  const unseen = band(0, 1);
  const allWrong = wrong.reduce((sum, one) => sum + one, 0);
  const others = rows.length - unseen.rows;
  if (unseen.rows < LEAST_ROWS || others < LEAST_ROWS)
    return {
      reason: `${unseen.rows} rows hold an unseen word and ${others} do not; ${LEAST_ROWS} of each are compared`,
    };
  const sorted = length.slice().sort();
  const cuts = Array.from(
    { length: PARTS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * rows.length) / PARTS)]!,
  );
  const strata = new Map<number, [number, number, number, number]>();
  for (const [i, row] of rows.entries()) {
    const key = input.reference[row]! * PARTS + cuts.filter((cut) => length[i]! >= cut).length;
    const table = strata.get(key) ?? [0, 0, 0, 0];
    table[(rarest[i]! < 1 ? 0 : 2) + (wrong[i] === 1 ? 0 : 1)]!++;
    strata.set(key, table);
  }
  return {
    errors: rateOf(unseen.wrong, allWrong),
    rightRows: rateOf(unseen.rows - unseen.wrong, rows.length - allWrong),
    unseen,
    rare: band(1, RARE_BELOW),
    known: band(RARE_BELOW, Number.POSITIVE_INFINITY),
    p: fisherExact(
      unseen.wrong,
      unseen.rows - unseen.wrong,
      allWrong - unseen.wrong,
      others - (allWrong - unseen.wrong),
      'greater',
    ),
    stratifiedP: exactMantelHaenszel([...strata.values()] as readonly FourCounts[]),
    rareBelow: RARE_BELOW,
    words: [...words]
      .filter(([, count]) => count.wrong > 0)
      .map(([word, count]) => ({ word, ...count }))
      .sort((a, b) => b.wrong - a.wrong || a.right - b.right || (a.word < b.word ? -1 : 1))
      .slice(0, MOST_WORDS),
    examples: rows.filter((_, i) => wrong[i] === 1 && rarest[i]! < 1),
  };
}
