import type { RunFacts } from './define.ts';
import { oscillation } from './oscillation.ts';

/** Scatter of the later evaluations about their own course, beside what the evaluation set explains. */
export interface RestlessEnd {
  readonly n: number;
  readonly scatter: number;
  /** Largest possible standard error of a single evaluation. */
  readonly error: number;
  readonly restless: boolean;
}

const ALPHA = 0.01;

/** Excess noise of catalogue A11 (b) at 1 %, against the largest possible error; null with fewer than 8 evaluations or no error. */
export function restlessEnd(facts: RunFacts): RestlessEnd | null {
  const found = oscillation(facts);
  if (found === null || found.bound === null || found.pBound === null) return null;
  const error = found.bound / Math.SQRT2;
  return {
    n: found.judged,
    scatter: found.swing,
    error,
    restless: found.pBound < ALPHA && found.swing > 1.5 * error,
  };
}
