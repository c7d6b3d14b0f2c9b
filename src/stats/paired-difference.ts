import type { Interval } from '../model/outcome.ts';
import { normalQuantile } from './distributions.ts';
import { mcnemar } from './mcnemar.ts';

/**
 * Tango's score statistic (1998, Statistics in Medicine 17:891) of the hypothesis that the second model's accuracy exceeds the
 * first one's by `delta`: `b` examples only the first got right, `c` only the second, of n. The variance takes the share of
 * one-sided examples that is most likely under the hypothesis, a root of 2n·q² + B·q + C = 0.
 */
function tangoScore(b: number, c: number, n: number, delta: number): number {
  const linear = -b - c + (2 * n + b - c) * delta;
  const constant = -b * delta * (1 - delta);
  const q = (Math.sqrt(Math.max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
  const variance = n * (2 * q + delta * (1 - delta));
  const numerator = c - b - n * delta;
  return variance > 0 ? numerator / Math.sqrt(variance) : numerator === 0 ? 0 : Math.sign(numerator) * 1e9;
}

/** Root of a falling function between two ends, by halving. */
function crossing(f: (x: number) => number, low: number, high: number): number {
  let left = low;
  let right = high;
  for (let i = 0; i < 60; i++) {
    const middle = (left + right) / 2;
    if (f(middle) > 0) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/** Tango's interval of the difference of two accuracies on the same n examples (second minus first). */
export function tangoInterval(b: number, c: number, n: number, level = 0.95): Interval {
  const z = normalQuantile(0.5 + level / 2);
  const observed = (c - b) / n;
  return {
    low: crossing((delta) => tangoScore(b, c, n, delta) - z, -1, observed),
    high: crossing((delta) => tangoScore(b, c, n, delta) + z, observed, 1),
    level,
    method: 'Tango score',
  };
}

/**
 * Least |b − c| with which McNemar's test would have reached p < 0.05 among so many one-sided examples, over n. Fewer than six
 * cannot reach it at all (5 to 0 has p = 0.0625), so six are counted then.
 */
export function detectableShare(discordant: number, n: number): number {
  const m = Math.max(6, discordant);
  // From the normal approximation; a few steps up or down find the exact place.
  let excess = Math.max(m % 2, Math.floor(1.96 * Math.sqrt(m)) - 3);
  if ((m - excess) % 2 !== 0) excess++;
  while (excess < m && mcnemar((m + excess) / 2, (m - excess) / 2).p >= 0.05) excess += 2;
  return Math.min(excess, m) / n;
}

export interface PairedShareDifference {
  /** Second minus first. */
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  readonly method: string;
  /** Smallest |difference| that would have reached p < 0.05 with as many one-sided examples. */
  readonly detectable: number;
}

/**
 * Two accuracies on the same n examples. McNemar's test decides; Tango's interval tells the size. Where the test does not reject at
 * 0.05, the interval is extended to 0, so that the two never say different things (this only adds to its coverage).
 */
export function pairedShareDifference(b: number, c: number, n: number): PairedShareDifference {
  const { p, method } = mcnemar(b, c);
  const tango = tangoInterval(b, c, n);
  return {
    difference: (c - b) / n,
    interval: p < 0.05 ? tango : { ...tango, low: Math.min(tango.low, 0), high: Math.max(tango.high, 0) },
    p,
    method,
    detectable: detectableShare(b + c, n),
  };
}
