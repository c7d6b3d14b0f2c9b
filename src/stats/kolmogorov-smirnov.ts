/**
 * P(K > x) of the Kolmogorov distribution: 2·Σ (−1)^(k−1)·exp(−2k²x²), and for small x, where that series is slow, the
 * equivalent theta series (Marsaglia, Tsang and Wang 2003, Journal of Statistical Software 8:18).
 */
export function kolmogorovTail(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x < 1) {
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.max(0, 2 * sum);
}

/**
 * Two-sample Kolmogorov–Smirnov test: the greatest distance between the two empirical distributions and its p by the
 * asymptotic distribution, which is on the safe side for small samples and for ties. NaN values are left out; an empty
 * sample gives NaN.
 */
export function kolmogorovSmirnov(
  first: Float64Array,
  second: Float64Array,
): { readonly distance: number; readonly p: number } {
  const a = first.filter((value) => !Number.isNaN(value)).sort();
  const b = second.filter((value) => !Number.isNaN(value)).sort();
  if (a.length === 0 || b.length === 0) return { distance: Number.NaN, p: Number.NaN };
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const size = (a.length * b.length) / (a.length + b.length);
  return { distance, p: kolmogorovTail(Math.sqrt(size) * distance) };
}
