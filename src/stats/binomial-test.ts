import { binomialTail } from './distributions.ts';
import { logGamma } from './special.ts';

function logMass(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (p === 1) return k === n ? 0 : Number.NEGATIVE_INFINITY;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/** Equal probabilities must count as equal in spite of rounding; the tolerance is that of scipy.stats.binomtest. */
const relativeTolerance = 1e-7;

/** First index in [low, high) at which the monotone predicate holds, or `high`. */
function firstWhere(low: number, high: number, holds: (index: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Exact binomial test of k successes in n against probability p; returns p. `two` adds up all outcomes that are no
 * more likely than the observed one, as scipy.stats.binomtest does; `less` and `greater` are P(X ≤ k) and P(X ≥ k).
 * n = 0 gives 1.
 */
export function binomialTest(
  k: number,
  n: number,
  p: number,
  side: 'two' | 'less' | 'greater' = 'two',
): number {
  if (!(n >= 0) || !(k >= 0 && k <= n) || !(p >= 0 && p <= 1)) return Number.NaN;
  if (n === 0) return 1;
  const atLeast = binomialTail(k, n, p);
  const atMost = k >= n ? 1 : lowerTail(k, n, p);
  if (side === 'greater') return atLeast;
  if (side === 'less') return atMost;
  const mode = n * p;
  if (k === mode) return 1;
  const limit = logMass(k, n, p) + Math.log1p(relativeTolerance);
  if (k < mode) {
    const other = firstWhere(Math.ceil(mode), n + 1, (i) => logMass(i, n, p) <= limit);
    return Math.min(1, atMost + binomialTail(other, n, p));
  }
  // Below the mean the mass rises, so the last index that is rare enough is one before the first that is not.
  const end = firstWhere(0, Math.floor(mode) + 1, (i) => logMass(i, n, p) > limit);
  return Math.min(1, atLeast + (end === 0 ? 0 : lowerTail(end - 1, n, p)));
}

/** P(X ≤ k), computed as a tail of the failures so that small values keep their digits. */
const lowerTail = (k: number, n: number, p: number): number => binomialTail(n - k, n, 1 - p);
