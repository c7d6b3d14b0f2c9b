import { regularisedBeta, regularisedGammaUpper } from './special.ts';

/** Φ(z) of the standard normal distribution, through erfc (DLMF 7.11.2); both tails keep their relative accuracy. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const tail = 0.5 * regularisedGammaUpper(0.5, 0.5 * z * z);
  return z < 0 ? tail : 1 - tail;
}

/**
 * z with Φ(z) = p. Starting value: the rational approximation 26.2.23 of Abramowitz and Stegun (error below 4.5e-4),
 * then Halley steps on `normalCdf` until the last digits stand. ±∞ at 0 and 1, NaN outside.
 */
export function normalQuantile(p: number): number {
  if (p !== lastShare) {
    lastQuantile = quantileOf(p);
    lastShare = p;
  }
  return lastQuantile;
}

/** Intervals ask for the same level again and again. */
let lastShare = 0.5;
let lastQuantile = 0;

function quantileOf(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  // Work in the lower tail, where the distribution function is exact.
  if (p > 0.5) return -quantileOf(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  );
  for (let i = 0; i < 3; i++) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    if (density === 0) break;
    const step = (normalCdf(z) - p) / density;
    z -= step / (1 + 0.5 * z * step);
  }
  return z;
}

/** P(T > t) of Student's distribution, one-sided upper tail; `df` may be fractional and is > 0 (DLMF 8.17). */
export function studentTail(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  if (df === Number.POSITIVE_INFINITY) return normalCdf(-t);
  const half = 0.5 * regularisedBeta(df / (df + t * t), df / 2, 0.5);
  return t >= 0 ? half : 1 - half;
}

/**
 * t with P(T ≤ t) = p for Student's distribution; `df` may be fractional. Halving between bounds that are doubled until they hold
 * t, to 1e-12 relative. ±∞ at 0 and 1, NaN outside.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  if (p === 1) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = 2;
  while (studentTail(high, df) > 1 - p) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTail(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(F > f) of Fisher's distribution with `d1` and `d2` degrees of freedom (DLMF 8.17); 0 for an infinite f. */
export function fTail(f: number, d1: number, d2: number): number {
  if (Number.isNaN(f) || !(d1 > 0) || !(d2 > 0)) return Number.NaN;
  if (f === Number.POSITIVE_INFINITY) return 0;
  return f <= 0 ? 1 : regularisedBeta(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);
}

/** P(X > x) of the χ² distribution with `df` degrees of freedom. */
export function chiSquareTail(x: number, df: number): number {
  return regularisedGammaUpper(df / 2, x / 2);
}

/** P(X ≥ k) for X binomial with n trials of probability p; exact through the incomplete beta function (DLMF 8.17.5). */
export function binomialTail(k: number, n: number, p: number): number {
  if (!(n >= 0) || !(p >= 0 && p <= 1)) return Number.NaN;
  const from = Math.ceil(k);
  if (from <= 0) return 1;
  if (from > n) return 0;
  return regularisedBeta(p, from, n - from + 1);
}
