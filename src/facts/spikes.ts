import { median } from '../stats/index.ts';
import type { ChanceLevel, Curve } from './define.ts';

const WINDOW = 25;
const LEAST_ROWS = 40;
const ROBUST_Z = 6;
/** Median absolute deviation of a normal distribution times this is its sd. */
const MAD = 1.4826;

/** Below this share of the guess level (or of the start) a run has memorised its data, and one hard batch is a jump of one row. */
const MEMORISED = 0.1;

/** Lowest value of each `size` rows. */
function lowestOfBlocks(value: Float64Array, size: number): Float64Array {
  const lowest = new Float64Array(Math.ceil(value.length / size)).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < value.length; row++) {
    const block = Math.floor(row / size);
    if (value[row]! < lowest[block]!) lowest[block] = value[row]!;
  }
  return lowest;
}

/**
 * Steps of sudden jumps (catalogue A10): log loss more than 6 robust deviations above the median of the 25 rows before,
 * and more than 3 times that median, and above half of the guess level (where that is not known, of the first rows). The
 * absolute conditions keep a memorised run, whose loss is near 0 on most steps and large on a rare one, from firing a
 * hundred times; there a jump must also last for two rows, because a single hard batch makes one of one row.
 */
export function spikes(curve: Curve | null, chance: ChanceLevel | null): readonly number[] {
  if (curve === null || curve.n < LEAST_ROWS) return [];
  const { value, step, n } = curve;
  const lowest = lowestOfBlocks(value, WINDOW);
  const reference = chance?.prior ?? chance?.uniform ?? median(value.subarray(0, WINDOW));
  const floor = 0.5 * reference;
  const found: number[] = [];
  for (let row = WINDOW; row < n; row++) {
    const here = value[row]!;
    const block = Math.floor(row / WINDOW);
    // A median is never below the minimum: most rows are settled without one.
    if (!(here > 3 * Math.min(lowest[block - 1]!, lowest[block]!))) continue;
    const before = median(value.subarray(row - WINDOW, row));
    if (!(here > 3 * before && here > floor && before > 0)) continue;
    const beside = Math.max(value[row - 1]!, value[row + 1] ?? 0);
    if (before < MEMORISED * reference && !(beside > floor)) continue;
    const logs = Float64Array.from(value.subarray(row - WINDOW, row), (v) => Math.log(Math.max(v, 1e-9)));
    const centre = median(logs);
    const spread = MAD * median(logs.map((v) => Math.abs(v - centre)));
    if (
      Math.log(here) - centre > ROBUST_Z * Math.max(spread, 0.01) &&
      (found.length === 0 || step[row]! > found.at(-1)!)
    )
      found.push(step[row]!);
  }
  return found;
}
