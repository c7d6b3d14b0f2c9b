/** Arithmetic mean; NaN for none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Sample standard deviation (n − 1), two passes; NaN for fewer than two. */
export function sd(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/** Quantile by linear interpolation of order statistics, definition 7 of Hyndman and Fan 1996 (numpy's default). NaN for none. */
export function quantile(values: ArrayLike<number>, q: number): number {
  return quantileOfSorted(sorted(values), q);
}

/** As `quantile`, for values that are already ascending. */
export function quantileOfSorted(ascending: ArrayLike<number>, q: number): number {
  const n = ascending.length;
  if (n === 0 || Number.isNaN(q)) return Number.NaN;
  const position = Math.min(1, Math.max(0, q)) * (n - 1);
  const index = Math.floor(position);
  const low = ascending[index]!;
  const high = ascending[Math.min(n - 1, index + 1)]!;
  return low === high ? low : low + (position - index) * (high - low);
}

/** Median; the mean of the two middle values for an even count. NaN for none. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);
