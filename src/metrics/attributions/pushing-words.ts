import type { WordWeights } from '../../model/attributions.ts';
import type { Interval } from '../../model/outcome.ts';
import {
  benjaminiHochberg,
  binomialTest,
  createRandom,
  kruskalWallis,
  median,
  wilson,
} from '../../stats/index.ts';
import { wordsOfText } from './text-words.ts';

/** Limits of docs/metrics/attributions.md. */
export const pushingRule = {
  /** Errors with different texts that hold the word. */
  leastRows: 8,
  /** Fewer words in a text have no upper half. */
  leastWords: 4,
  /** Median share of all weight in its texts. */
  leastShare: 0.1,
  alpha: 0.01,
} as const;

/** A word and how it pushed in the errors that were called `label`. */
export interface PushingWord {
  readonly term: string;
  readonly label: number;
  /** Errors with the word, and in how many it pushed to the label, more than most words of its text. */
  readonly rows: number;
  readonly pushing: number;
  readonly interval: Interval;
  /** Median of its weight over the sum of all sizes of weights in its text: −1 … 1. */
  readonly share: number;
  /** Exact sign test, one-sided, and adjusted over all words tested. */
  readonly p: number;
  readonly q: number;
  /** The same word in examples of other labels that are right, weighed towards the same label; p of the difference. Null without three. */
  readonly right: { readonly rows: number; readonly share: number; readonly p: number } | null;
}

export interface PushScan {
  /** All that were tested, the smallest q first. */
  readonly tested: readonly PushingWord[];
  /** Those that pushed. */
  readonly pushing: readonly PushingWord[];
  /** Errors and right examples with different texts that were weighed. */
  readonly errors: number;
  readonly right: number;
  readonly method: string;
}

/** Row i of the columns is an examined row; rows of the weights are such rows. */
export interface WeighedTexts {
  readonly texts: readonly (string | null)[];
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly weights: WordWeights;
}

interface Seen {
  readonly term: string;
  readonly label: number;
  readonly wrong: { readonly share: number; readonly leads: boolean }[];
  readonly right: number[];
}

/**
 * Words that pushed errors towards the label they were wrongly given. The question of the test is one of order within a text, so that errors, which
 * are pushed as a whole, do not speak for every word in them: were the words of a text alike, each would be in its upper half at
 * most every second time.
 */
export function pushingWords({ texts, reference, predicted, weights }: WeighedTexts): PushScan {
  const seen = new Map<string, Seen>();
  const known = new Set<string>();
  let [errors, right] = [0, 0];
  weights.rows.forEach((row, at) => {
    const text = texts[row] ?? null;
    const label = weights.toward[at]!;
    const isWrong = predicted[row] !== reference[row];
    if (text === null || known.has(`${label} ${text}`)) return;
    known.add(`${label} ${text}`);
    const [from, to] = [weights.first[at]!, weights.first[at + 1]!];
    const words = wordsOfText(
      text,
      weights.start.subarray(from, to),
      weights.end.subarray(from, to),
      weights.weight.subarray(from, to),
    );
    const size = words.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
    if (words.length < pushingRule.leastWords || !(size > 0)) return;
    if (isWrong) errors++;
    else right++;
    const middle = median(words.map(({ weight }) => weight));
    for (const { term, weight } of words) {
      const key = `${label} ${term}`;
      const entry = seen.get(key) ?? { term, label, wrong: [], right: [] };
      seen.set(key, entry);
      const share = weight / size;
      if (isWrong) entry.wrong.push({ share, leads: weight > middle && weight > 0 });
      else entry.right.push(share);
    }
  });
  const tried = [...seen.values()].filter(({ wrong }) => wrong.length >= pushingRule.leastRows);
  const counts = tried.map(({ wrong }) => wrong.reduce((sum, { leads }) => sum + (leads ? 1 : 0), 0));
  const p = tried.map(({ wrong }, i) => binomialTest(counts[i]!, wrong.length, 0.5, 'greater'));
  const q = benjaminiHochberg(p);
  const tested = tried
    .map(
      (one, i): PushingWord => ({
        term: one.term,
        label: one.label,
        rows: one.wrong.length,
        pushing: counts[i]!,
        interval: wilson(counts[i]!, one.wrong.length),
        share: median(one.wrong.map(({ share }) => share)),
        p: p[i]!,
        q: q[i]!,
        right: inRightExamples(one),
      }),
    )
    .sort((a, b) => a.q - b.q || b.share - a.share || (a.term < b.term ? -1 : 1));
  return {
    tested,
    pushing: tested.filter((one) => one.q < pushingRule.alpha && one.share >= pushingRule.leastShare),
    errors,
    right,
    method:
      'exact sign test of the upper half of each text, one-sided, Benjamini–Hochberg over all words and labels',
  };
}

const LEAST_RIGHT = 3;
const SEED = 1;

function inRightExamples({ wrong, right }: Seen): PushingWord['right'] {
  if (right.length < LEAST_RIGHT) return null;
  const values = Float64Array.from([...wrong.map(({ share }) => share), ...right]);
  const group = Int32Array.from(values, (_, i) => (i < wrong.length ? 0 : 1));
  return {
    rows: right.length,
    share: median(right),
    p: kruskalWallis(values, group, createRandom(SEED))?.p ?? 1,
  };
}
