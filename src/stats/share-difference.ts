import type { Interval } from '../model/outcome.ts';
import { wilson } from './intervals.ts';
import { logGamma } from './special.ts';

/**
 * Newcombe's interval for the difference `a`/`n` − `b`/`m` of two independent shares: Wilson's limits of each, put together (method
 * 10 of Newcombe 1998, Statistics in Medicine 17:873). The whole range −1…1 when a group is empty.
 */
export function newcombe(a: number, n: number, b: number, m: number, level = 0.95): Interval {
  if (!(n > 0 && m > 0)) return { low: -1, high: 1, level, method: 'Newcombe' };
  const [first, second] = [a / n, b / m];
  const [one, two] = [wilson(a, n, level), wilson(b, m, level)];
  const difference = first - second;
  return {
    low: Math.max(-1, difference - Math.hypot(first - one.low, two.high - second)),
    high: Math.min(1, difference + Math.hypot(one.high - first, second - two.low)),
    level,
    method: 'Newcombe',
  };
}

/**
 * Is the share `a`/`n` higher than `b`/`m`? Fisher's exact test, one-sided p. Adds up the shorter tail from the observed table outwards and
 * stops when what is left is below the last digit, so that tables of many thousands cost no more than small ones. 1 when a group or an
 * outcome is empty; NaN for what is no count.
 */
export function higherShare(a: number, n: number, b: number, m: number): number {
  if (![a, n - a, b, m - b].every((count) => Number.isInteger(count) && count >= 0)) return Number.NaN;
  const hits = a + b;
  if (n === 0 || m === 0 || hits === 0 || hits === n + m) return 1;
  const logChoose = (all: number, k: number): number =>
    logGamma(all + 1) - logGamma(k + 1) - logGamma(all - k + 1);
  const observed = Math.exp(logChoose(n, a) + logChoose(m, b) - logChoose(n + m, hits));
  // Above the middle the upper tail is the shorter one.
  if (a * (n + m) > n * hits) {
    let [sum, mass] = [observed, observed];
    for (let k = a; k < Math.min(n, hits) && mass > 1e-17 * sum; k++) {
      mass *= ((n - k) / (k + 1)) * ((hits - k) / (m - hits + k + 1));
      sum += mass;
    }
    return Math.min(1, sum);
  }
  let [sum, mass] = [0, observed];
  for (let k = a; k > Math.max(0, hits - m); k--) {
    mass *= (k / (n - k + 1)) * ((m - hits + k) / (hits - k + 1));
    sum += mass;
    if (mass <= 1e-17 * sum) break;
  }
  return Math.max(0, 1 - sum);
}
