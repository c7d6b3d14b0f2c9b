import type { Interval } from '../model/outcome.ts';
import { mean, sd } from './descriptive.ts';
import { studentQuantile, studentTail } from './distributions.ts';

export interface WelchTest {
  /** Mean of b minus mean of a. */
  readonly difference: number;
  readonly standardError: number;
  /** Welch and Satterthwaite's, fractional. */
  readonly df: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  readonly interval: Interval;
}

/**
 * Difference of two means without assuming equal spreads (Welch 1947, Biometrika 34:28). Null with fewer than two values on a
 * side, or when neither side varies at all: then there is no noise to compare with.
 */
export function welch(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): WelchTest | null {
  if (a.length < 2 || b.length < 2) return null;
  const first = sd(a) ** 2 / a.length;
  const second = sd(b) ** 2 / b.length;
  const standardError = Math.sqrt(first + second);
  if (!(standardError > 0)) return null;
  const difference = mean(b) - mean(a);
  const df = (first + second) ** 2 / (first ** 2 / (a.length - 1) + second ** 2 / (b.length - 1));
  const t = difference / standardError;
  const half = studentQuantile(0.5 + level / 2, df) * standardError;
  return {
    difference,
    standardError,
    df,
    t,
    p: 2 * studentTail(Math.abs(t), df),
    interval: { low: difference - half, high: difference + half, level, method: 'Welch t' },
  };
}
