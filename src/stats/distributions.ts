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
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  // Work in the lower tail, where the distribution function is exact.
  if (p > 0.5) return -normalQuantile(1 - p);
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
