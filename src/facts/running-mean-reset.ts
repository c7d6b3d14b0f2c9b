import { median } from '../stats/index.ts';

/** Noise of the last third of an epoch ÷ noise of its first third, below which the rows are taken for a running mean. */
const SHRINKS = 0.5;

/** Median distance to the median: the fall of the loss itself is no noise. */
function scatter(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((v) => Math.abs(v - centre)));
}

/**
 * Progress bars and Keras' step logs write the mean since the start of the epoch. Its rows move by noise ÷ i at the i-th row, so
 * they get ever smoother inside an epoch and jump at the next reset. True when the steps from row to row, scaled by their level,
 * shrink inside the epochs to less than half.
 */
export function runningMeanReset(
  value: Float64Array,
  epochs: readonly { readonly from: number; readonly to: number }[],
): boolean {
  const early: number[] = [];
  const late: number[] = [];
  for (const { from, to } of epochs) {
    const third = Math.floor((to - from) / 3);
    if (third < 2) continue;
    for (let row = from + 1; row < to; row++) {
      const level = Math.max(Math.abs(value[row]!), Math.abs(value[row - 1]!));
      const moved = level > 0 ? (value[row]! - value[row - 1]!) / level : 0;
      if (row <= from + third) early.push(moved);
      else if (row >= to - third) late.push(moved);
    }
  }
  if (early.length < 6 || late.length < 6) return false;
  const first = scatter(early);
  return first > 0 && scatter(late) < SHRINKS * first;
}
