import type { Interval } from '../model/outcome.ts';
import { normalQuantile } from './distributions.ts';

/**
 * Wilson's score interval for a proportion (Wilson 1927, JASA 22:209; Brown, Cai and DasGupta 2001). Never of width zero
 * for n > 0, always inside 0…1. `n` may be an effective, fractional size. For n ≤ 0 the whole range comes back:
 * nothing is known.
 */
export function wilson(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0)) return { low: 0, high: 1, level, method: 'Wilson' };
  const z = normalQuantile(0.5 + level / 2);
  const share = Math.min(1, Math.max(0, successes / n));
  const square = z * z;
  const centre = (share + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  return {
    // At the ends the formula is exactly 0 or 1; rounding must not push the estimate out of its interval.
    low: share === 0 ? 0 : Math.max(0, centre - half),
    high: share === 1 ? 1 : Math.min(1, centre + half),
    level,
    method: 'Wilson',
  };
}
