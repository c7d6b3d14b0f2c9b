import { ascendingOrder } from '../../stats/index.ts';

/**
 * Average precision by scikit-learn's rule: Σ (R_k − R_{k−1}) P_k over the distinct scores from the highest down, no interpolation.
 * In other words the mean, over the positive rows, of the precision among all rows that score at least as high.
 */
export interface AveragePrecision {
  readonly positives: number;
  readonly negatives: number;
  /** NaN without positive rows. */
  readonly value: number;
  /**
   * Effect of each row on the value, times n: the squares add up to n² times the variance (infinitesimal jackknife). With
   * π the share of positives, G(t) and H(t) the shares of positives and of all rows that score at least t, the value is
   * E[y G(s)/H(s)]/π, and a row acts through y, π, G and H.
   */
  readonly influence: Float64Array;
}

export function averagePrecision(
  positive: Uint8Array,
  score: Float64Array,
  order: Uint32Array = ascendingOrder(score),
): AveragePrecision {
  const n = score.length;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += positive[i]!;
  const influence = new Float64Array(n);
  let value = 0;
  // Upwards: rows and positives that score at least as high as the group.
  let rowsLeft = n;
  let positivesLeft = positives;
  let throughPositives = 0;
  let throughRows = 0;
  for (let from = 0; from < n; ) {
    const level = score[order[from]!]!;
    let to = from;
    let tied = 0;
    while (to < n && score[order[to]!] === level) tied += positive[order[to++]!]!;
    const precision = positivesLeft / rowsLeft;
    value += tied * precision;
    throughPositives += tied / rowsLeft;
    throughRows += (tied * positivesLeft) / (rowsLeft * rowsLeft);
    for (let k = from; k < to; k++) {
      const row = order[k]!;
      influence[row] = positive[row]! * (precision + throughPositives) - throughRows;
    }
    rowsLeft -= to - from;
    positivesLeft -= tied;
    from = to;
  }
  value /= positives;
  const scale = n / positives;
  for (let i = 0; i < n; i++) influence[i] = scale * (influence[i]! - positive[i]! * value);
  return { positives, negatives: n - positives, value, influence };
}
