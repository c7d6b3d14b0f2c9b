import { greatest, valueAt } from './curves.ts';
import type { RunFacts } from './define.ts';

/** What the learning rate did over a stretch, as shares of its peak; null when it was not logged. */
export interface RateOver {
  readonly start: number;
  readonly end: number;
  /** Share of the stretch with at least 20 % of the peak. */
  readonly live: number;
}

/** The learning rate between two steps, inclusive; null when fewer than two rows of it were logged. */
export function rateOver(facts: RunFacts, from: number, to: number): RateOver | null {
  const curve = facts.learningRate();
  if (curve === null || curve.n < 2) return null;
  const peak = Math.max(greatest(curve.value), facts.peakLearningRate()?.value ?? 0);
  if (!(peak > 0)) return null;
  const at = (step: number): number | null => {
    const inside = valueAt(curve, step);
    if (inside !== null) return inside / peak;
    return step > curve.step[curve.n - 1]! ? curve.value[curve.n - 1]! / peak : curve.value[0]! / peak;
  };
  let live = 0;
  const looks = 20;
  for (let i = 0; i <= looks; i++) if ((at(from + ((to - from) * i) / looks) ?? 0) >= 0.2) live++;
  return { start: at(from) ?? 0, end: at(to) ?? 0, live: live / (looks + 1) };
}

/** First step from which the logged rate stays below a share of its peak to the end; null when it never does. */
export function idleFrom(facts: RunFacts, share: number): number | null {
  const curve = facts.learningRate();
  if (curve === null || curve.n < 4) return null;
  const peak = greatest(curve.value);
  let row = curve.n;
  while (row > 0 && curve.value[row - 1]! < share * peak) row--;
  return peak > 0 && row > 0 && row < curve.n - 1 ? curve.step[row]! : null;
}
