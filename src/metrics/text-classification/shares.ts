import type { Tally } from './counts.ts';

/**
 * Smoothed shares of the cells, for standard errors only; the scores themselves are never smoothed. Each label present
 * gets half a made-up row: a quarter right, a quarter wrong, the wrong part spread evenly over the other labels. Without
 * it a label whose few rows all came out right would count as certain.
 */
export interface Shares {
  readonly total: number;
  readonly present: readonly number[];
  /** Of all mass: reference is the label. */
  readonly reference: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
}

/** Rows imagined right, and as many wrong, for each label. Chosen by coverage: docs/metrics/intervals.md. */
export const imagined = 0.25;

export function smoothedShares(counts: Tally, pseudo = imagined): Shares {
  const size = counts.labels.length;
  const reference = new Float64Array(size);
  const predicted = new Float64Array(size);
  const right = new Float64Array(size);
  const others = counts.present.length - 1;
  let total = counts.n;
  let spread = 0;
  for (const i of counts.present) {
    reference[i] = counts.support[i]! + 2 * pseudo;
    right[i] = counts.truePositives[i]! + pseudo;
    // The wrong half goes to every other label; taking back the own share here saves a loop over pairs.
    predicted[i] = counts.predicted[i]! + pseudo - (others > 0 ? pseudo / others : 0);
    if (others > 0) spread += pseudo / others;
    total += 2 * pseudo;
  }
  for (const i of counts.present) {
    reference[i] = reference[i]! / total;
    right[i] = right[i]! / total;
    predicted[i] = (predicted[i]! + spread) / total;
  }
  return { total, present: counts.present, reference, predicted, right };
}

/**
 * First-order effect of one more example of reference i and prediction j on a score, as a sum
 * `byReference[i] + byPredicted[j] + (i = j ? ifRight[i] : 0)`. Every score here has that form because it depends on the
 * cells through margins and diagonal only.
 */
export interface Influence {
  readonly byReference: Float64Array;
  readonly byPredicted: Float64Array;
  readonly ifRight: Float64Array;
}

export const noInfluence = (size: number): Influence => ({
  byReference: new Float64Array(size),
  byPredicted: new Float64Array(size),
  ifRight: new Float64Array(size),
});

/**
 * Variance of a score over samples of n examples, by the delta method (infinitesimal jackknife, Efron 1982, chapter 6):
 * the mean square of the influence under the pseudo shares, divided by n. O(non-empty cells).
 */
export function varianceOf(counts: Tally, influence: Influence, pseudo = imagined): number {
  const { byReference, byPredicted, ifRight } = influence;
  const { reference, predicted, count } = counts.cells;
  let sum = 0;
  let total = 0;
  for (let k = 0; k < count.length; k++) {
    const i = reference[k]!;
    const j = predicted[k]!;
    const effect = byReference[i]! + byPredicted[j]! + (i === j ? ifRight[i]! : 0);
    sum += count[k]! * effect * effect;
    total += count[k]!;
  }
  let first = 0;
  let second = 0;
  for (const j of counts.present) {
    first += byPredicted[j]!;
    second += byPredicted[j]! ** 2;
  }
  const others = counts.present.length - 1;
  for (const i of counts.present) {
    const own = byPredicted[i]!;
    const base = byReference[i]!;
    sum += pseudo * (base + own + ifRight[i]!) ** 2;
    sum +=
      others > 0
        ? pseudo * (base * base + (2 * base * (first - own) + second - own * own) / others)
        : pseudo * base * base;
    total += 2 * pseudo;
  }
  return sum / (total * total);
}
