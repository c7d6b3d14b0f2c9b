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

/** Only lengths within this factor of the limit are compared: far from it a curve of the wrong shape makes a step. */
const NEAR = 2;

/** Where cut and whole texts meet; a few words that are many tokens do not move it. */
function meetingPoint(words: ArrayLike<number>, cut: ArrayLike<number>): number {
  const of = (state: number): Float64Array =>
    Float64Array.from(words)
      .filter((_, row) => cut[row] === state)
      .sort();
  return Math.sqrt((quantileOfSorted(of(1), 0.05) + 1) * (quantileOfSorted(of(0), 0.95) + 1));
}

/**
 * Is a text that was cut wrong more often than its length explains? Logistic regression of "wrong" on "cut" and log length with a slope
 * of its own on each side, among lengths within a factor of two of where cut and whole texts meet (a local linear regression discontinuity;
 * a curve over all lengths called 4 of 60 harmless cuts harmful: docs/thresholds/text-audits.md); `p` is one-sided. Rows whose state is not
 * known (0 in neither) are left out by the caller. Null when there are too few rows or errors near the limit, or when length alone decides
 * what was cut so that the two cannot be told apart.
 *
 * Imbens and Lemieux 2008 (Journal of Econometrics 142:615); Gelman and Imbens 2019 (JBES 37:447) on curves of higher order.
 */
export function harmOfCut(
  words: ArrayLike<number>,
  cut: ArrayLike<number>,
  wrong: ArrayLike<number>,
): { readonly logOdds: number; readonly standardError: number; readonly p: number } | null {
  const cutRows = Array.from(cut).filter((one) => one === 1).length;
  if (cutRows < LEAST_ROWS || cut.length - cutRows < LEAST_ROWS) return null;
  const limit = meetingPoint(words, cut);
  const near: number[] = [];
  for (let row = 0; row < wrong.length; row++)
    if (Math.abs(Math.log((words[row]! + 1) / limit)) <= Math.log(NEAR)) near.push(row);
  const nearCut = near.filter((row) => cut[row] === 1).length;
  const errors = near.filter((row) => wrong[row] === 1).length;
  if (nearCut < LEAST_ROWS || near.length - nearCut < LEAST_ROWS) return null;
  if (errors < LEAST_WRONG || near.length - errors < LEAST_WRONG) return null;
  const isCut = Float64Array.from(near, (row) => cut[row]!);
  const length = Float64Array.from(near, (row) => Math.log((words[row]! + 1) / limit));
  const fit = logisticRegression(
    [isCut, length, length.map((x, i) => x * isCut[i]!)],
    Uint8Array.from(near, (row) => wrong[row]!),
  );
  if (fit === null) return null;
  const [logOdds, standardError] = [fit.coefficients[1]!, fit.standardErrors[1]!];
  return { logOdds, standardError, p: normalCdf(-logOdds / standardError) };
}
