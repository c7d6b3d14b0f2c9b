import { logisticRegression, normalCdf, quantileOfSorted } from '../../stats/index.ts';

/** A word that a tokenizer makes at least one token of: it holds a letter, a digit, punctuation or a symbol. */
const WORD = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Words between blanks. A tokenizer never makes fewer tokens of a text, as it does not join what a blank separates. */
export function countWords(text: string): number {
  let count = 0;
  for (const part of text.split(/\s+/)) if (part !== '' && WORD.test(part)) count++;
  return count;
}

const encoder = new TextEncoder();
const NOT_ASCII = /[\u0080-\uffff]/;

/** Bytes of a text without blanks: no tokenizer makes more tokens of it than that. */
export function countBytes(text: string): number {
  const dense = text.replace(/\s+/g, '');
  return NOT_ASCII.test(dense) ? encoder.encode(dense).length : dense.length;
}

/** Median, 95 % quantile and maximum. */
export function spreadOf(values: Float64Array): {
  readonly median: number;
  readonly q95: number;
  readonly max: number;
} {
  const sorted = values.slice().sort();
  const at = (q: number): number => Math.round(quantileOfSorted(sorted, q));
  return { median: at(0.5), q95: at(0.95), max: sorted.at(-1) ?? 0 };
}

/** The values at 0, 1, …, 100 % of the rows: enough to compute with lengths, and small enough to keep. */
export function quantilesOf(values: Float64Array): readonly number[] {
  const sorted = values.slice().sort();
  return Array.from({ length: 101 }, (_, i) => sorted[Math.round((i / 100) * (sorted.length - 1))] ?? 0);
}

/** Fewer rows than this on a side, or fewer wrong ones, cannot carry a test. */
const LEAST_ROWS = 30;
const LEAST_WRONG = 10;

/**
 * Is a text that was cut wrong more often than its length explains? Logistic regression of "wrong" on log length, its square,
 * and "cut"; `p` is one-sided. Rows whose state is not known (0 in neither) are left out by the caller. Null when there are
 * too few rows or errors, or when length alone decides what was cut so that the two cannot be told apart.
 */
export function harmOfCut(
  words: ArrayLike<number>,
  cut: ArrayLike<number>,
  wrong: ArrayLike<number>,
): { readonly logOdds: number; readonly standardError: number; readonly p: number } | null {
  const rows = wrong.length;
  let cutRows = 0;
  let errors = 0;
  let mean = 0;
  for (let row = 0; row < rows; row++) {
    cutRows += cut[row]!;
    errors += wrong[row]!;
    mean += Math.log(words[row]! + 1) / rows;
  }
  if (cutRows < LEAST_ROWS || rows - cutRows < LEAST_ROWS) return null;
  if (errors < LEAST_WRONG || rows - errors < LEAST_WRONG) return null;
  const length = Float64Array.from({ length: rows }, (_, row) => Math.log(words[row]! + 1) - mean);
  const fit = logisticRegression(
    [Float64Array.from({ length: rows }, (_, row) => cut[row]!), length, length.map((x) => x * x)],
    wrong,
  );
  if (fit === null) return null;
  const [logOdds, standardError] = [fit.coefficients[1]!, fit.standardErrors[1]!];
  return { logOdds, standardError, p: normalCdf(-logOdds / standardError) };
}
