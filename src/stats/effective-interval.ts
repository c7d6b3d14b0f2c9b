import type { Interval } from '../model/outcome.ts';
import { wilson } from './intervals.ts';

/**
 * Interval of a score between 0 and 1 that is no proportion but has a variance V: n* = θ(1 − θ)/V is the number of examples at
 * which a proportion would vary as much, and Wilson's interval is taken there (Kott and Carr 1997; Franco et al. 2019). Where
 * the variance is 0 or the score at its end, n* is `atMost`, which also caps it: a sample in which nothing varied is not certain.
 */
export function effectiveInterval(
  value: number,
  variance: number,
  atMost: number,
  method: string,
  level = 0.95,
): Interval {
  const spread = value * (1 - value);
  const effective = variance > 0 && spread > 0 ? Math.min(atMost, spread / variance) : atMost;
  return { ...wilson(value * effective, effective, level), method };
}
