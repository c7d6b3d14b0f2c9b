import { argmax, type Scores } from '../../predictions/scores.ts';

export type ScoreKind =
  | 'probabilities'
  | 'percentages'
  | 'log-probabilities'
  | 'logits'
  | 'independent'
  | 'none';

/** Share of rows that must look alike, so that a few broken rows do not turn probabilities into logits. */
const MOST = 0.99;
/** Rounding to two decimals in ten classes moves a sum by up to 0.05, by 0.02 seldom. */
const SUM_TOLERANCE = 0.02;

/** What the numbers are, by their range and their sums over a row. */
export function scoreKind(values: Float32Array, classes: number): ScoreKind {
  let rows = 0;
  let unit = 0;
  let sumsToOne = 0;
  let sumsToHundred = 0;
  let logSumsToOne = 0;
  for (let start = 0; start < values.length; start += classes) {
    let sum = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = start; at < start + classes; at++) {
      const value = values[at]!;
      sum += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (Number.isNaN(sum)) continue;
    rows++;
    if (low >= -1e-6 && high <= 1 + 1e-6) unit++;
    if (low >= -1e-6 && Math.abs(sum - 1) <= SUM_TOLERANCE) sumsToOne++;
    if (low >= -1e-4 && Math.abs(sum - 100) <= 100 * SUM_TOLERANCE) sumsToHundred++;
    if (high <= 1e-6 && Math.abs(sumOfExponentials(values, start, classes) - 1) <= SUM_TOLERANCE)
      logSumsToOne++;
  }
  if (rows === 0) return 'none';
  if (sumsToOne >= rows * MOST) return 'probabilities';
  if (sumsToHundred >= rows * MOST) return 'percentages';
  if (logSumsToOne >= rows * MOST) return 'log-probabilities';
  return unit >= rows * MOST ? 'independent' : 'logits';
}

function sumOfExponentials(values: Float32Array, start: number, classes: number): number {
  let sum = 0;
  for (let at = start; at < start + classes; at++) sum += Math.exp(values[at]!);
  return sum;
}

/** How many scored rows have their highest score at the predicted label. */
export function countAgreement(
  scores: Scores,
  predicted: Int16Array,
): { readonly agree: number; readonly rows: number } {
  let agree = 0;
  let rows = 0;
  for (let row = 0; row < predicted.length; row++) {
    const code = predicted[row]!;
    if (code < 0) continue;
    const best = argmax(scores, row);
    if (best < 0) continue;
    rows++;
    // A tie is agreement with either: the writer may have rounded.
    if (
      best === code ||
      scores.values[row * scores.classes + best] === scores.values[row * scores.classes + code]
    )
      agree++;
  }
  return { agree, rows };
}
