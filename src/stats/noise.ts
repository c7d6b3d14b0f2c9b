import { mean, median } from './descriptive.ts';

/** Differences of white noise have sd √2·σ, and the median of |N(0, 1)| is 0.6745: 0.6745·√2 = 0.954. */
const medianOfDifferences = 0.9538725524;

/**
 * Noise level of a series from its first differences: median |Δ| / 0.954. Neither a slow trend nor a single spike moves
 * it much. Null for fewer than three values; values must be finite.
 */
export function noiseSigma(values: ArrayLike<number>): number | null {
  if (values.length < 3) return null;
  const differences = new Float64Array(values.length - 1);
  for (let i = 1; i < values.length; i++) differences[i - 1] = Math.abs(values[i]! - values[i - 1]!);
  return median(differences) / medianOfDifferences;
}

/** Lag-1 autocorrelation about the mean, −1…1; 0 for a constant or for fewer than three values. */
export function lag1(values: ArrayLike<number>): number {
  if (values.length < 3) return 0;
  const centre = mean(values);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - centre;
    squares += deviation * deviation;
    if (i > 0) products += deviation * (values[i - 1]! - centre);
  }
  // What rounding leaves of a constant is not a series.
  return squares > 1e-24 * values.length * centre * centre ? products / squares : 0;
}

/** Where in the ascending first `length` entries the value belongs. */
function position(ascending: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Median of the `window` values centred on each point; at the ends the window is cut, not padded. The window is kept
 * sorted, so a step costs one search and one shift. An even window is widened by one. Values must be finite.
 */
export function runningMedian(values: ArrayLike<number>, window: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n);
  const reach = Math.max(0, Math.floor(window / 2));
  const kept = new Float64Array(2 * reach + 2);
  let length = 0;
  const insert = (value: number): void => {
    const at = position(kept, length, value);
    kept.copyWithin(at + 1, at, length);
    kept[at] = value;
    length++;
  };
  for (let i = 0; i < Math.min(reach, n); i++) insert(values[i]!);
  for (let i = 0; i < n; i++) {
    if (i + reach < n) insert(values[i + reach]!);
    const middle = length >> 1;
    out[i] = length % 2 === 1 ? kept[middle]! : (kept[middle - 1]! + kept[middle]!) / 2;
    if (i - reach >= 0) {
      const at = position(kept, length, values[i - reach]!);
      kept.copyWithin(at, at + 1, length);
      length--;
    }
  }
  return out;
}
