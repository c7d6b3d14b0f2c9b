import type { Interval } from '../../model/outcome.ts';
import { studentQuantile, studentTail } from '../../stats/index.ts';

interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Mean of `a` minus mean of `b` from sums (Welch 1947): one-sided p of "a is higher" and the 95 % interval. p is 1 and the interval
 * endless when a side has fewer than two rows or nothing varies.
 */
export function meanDifference(a: Moments, b: Moments): { readonly p: number; readonly interval: Interval } {
  const share = ({ n, sum, squares }: Moments): number =>
    Math.max(0, squares - (sum * sum) / n) / ((n - 1) * n);
  const [first, second] = [share(a), share(b)];
  const error = Math.sqrt(first + second);
  const interval = { level: 0.95, method: 'Welch t' };
  if (a.n < 2 || b.n < 2 || !(error > 0))
    return { p: 1, interval: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, ...interval } };
  const difference = a.sum / a.n - b.sum / b.n;
  const df = (first + second) ** 2 / (first ** 2 / (a.n - 1) + second ** 2 / (b.n - 1));
  const half = studentQuantile(0.975, df) * error;
  return {
    p: studentTail(difference / error, df),
    interval: { low: difference - half, high: difference + half, ...interval },
  };
}
