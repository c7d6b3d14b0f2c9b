import type { Interval } from '../../model/outcome.ts';
import { effectiveInterval, normalQuantile, wilson } from '../../stats/index.ts';
import type { Placements } from './placements.ts';

/** Below so many rows of a side, or so many of the rarer side's rows out of place, DeLong's variance is not trusted alone. */
const enough = { rows: 30, misplaced: 5 } as const;

/** Variance of the area by DeLong, DeLong and Clarke-Pearson (1988); NaN with fewer than two rows on a side. */
export function delongVariance(placed: Placements, positive: Uint8Array): number {
  const { area, place, positives, negatives } = placed;
  let ofPositives = 0;
  let ofNegatives = 0;
  for (let i = 0; i < place.length; i++) {
    const square = (place[i]! - area) ** 2;
    if (positive[i] === 1) ofPositives += square;
    else ofNegatives += square;
  }
  return ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
}

/**
 * Method 5 of Newcombe (2006, Statistics in Medicine 25:559): the areas from which the observed one is no further than z standard
 * errors, these being Hanley and McNeil's (1982) with their sizes evened out. Defined for an area of 1 and for a single row.
 */
function newcombeInterval(area: number, positives: number, negatives: number, level: number) {
  const z = normalQuantile(0.5 + level / 2);
  const size = (positives + negatives) / 2 - 1;
  const within = (candidate: number): boolean => {
    const pairs = 1 + (size * (1 - candidate)) / (2 - candidate) + (size * candidate) / (1 + candidate);
    const variance = (candidate * (1 - candidate) * pairs) / (positives * negatives);
    return (area - candidate) ** 2 <= z * z * variance;
  };
  const edge = (outside: number): number => {
    let inner = area;
    let outer = outside;
    for (let i = 0; i < 60; i++) {
      const middle = (inner + outer) / 2;
      if (within(middle)) inner = middle;
      else outer = middle;
    }
    return inner;
  };
  return { low: area === 0 ? 0 : edge(0), high: area === 1 ? 1 : edge(1) };
}

/**
 * Interval of one area: DeLong's variance, carried by Wilson's interval at the effective number of examples. With few rows, or
 * few of them out of place, DeLong's variance is too small or 0; the interval then holds Newcombe's as well, whose model of
 * the scores may be wrong but is never certain. Coverage: docs/metrics/probability-intervals.md.
 */
export function areaInterval(placed: Placements, positive: Uint8Array, level: number): Interval {
  const { area, positives, negatives } = placed;
  const fewer = Math.min(positives, negatives);
  const variance = fewer > 1 ? delongVariance(placed, positive) : 0;
  const method = 'DeLong, Wilson with the effective number of examples';
  // At the variance 0 nothing but the rarer side's rows bounds the area.
  const delong =
    variance > 0
      ? effectiveInterval(area, variance, Number.POSITIVE_INFINITY, method, level)
      : { ...wilson(area * fewer, fewer, level), method };
  if (fewer >= enough.rows && Math.min(area, 1 - area) * fewer >= enough.misplaced) return delong;
  const newcombe = newcombeInterval(area, positives, negatives, level);
  if (!(variance > 0)) return { ...newcombe, level, method: 'Newcombe 2006, method 5' };
  return {
    low: Math.min(delong.low, newcombe.low),
    high: Math.max(delong.high, newcombe.high),
    level,
    method: 'wider of DeLong and Newcombe 2006, method 5',
  };
}
