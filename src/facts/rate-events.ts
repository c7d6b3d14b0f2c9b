import { greatest } from './curves.ts';
import type { RunFacts } from './define.ts';

/** Changes of the learning rate that reshape a loss curve by themselves. */
export interface RateEvents {
  /** The rate rose again after the warm-up: cosine restarts, cyclic schedules. */
  readonly restarts: readonly number[];
  /** The rate fell by a third or more from one row to the next, and was level before: step decay, the end of a constant phase. */
  readonly cuts: readonly number[];
}

/** A rise of this share of the peak, after the warm-up, is a restart. */
const RISE = 0.2;
const CUT = 1 / 3;
const LEVEL = 0.02;

/** Restarts and cuts of the learning rate as logged; both empty when fewer than three rows of it were logged. */
export function rateEvents(facts: RunFacts): RateEvents {
  const curve = facts.learningRate();
  if (curve === null || curve.n < 3) return { restarts: [], cuts: [] };
  const { value, step, n } = curve;
  const peak = greatest(value);
  const warm = facts.warmUp()?.endStep ?? 0;
  const restarts: number[] = [];
  const cuts: number[] = [];
  let low = Number.POSITIVE_INFINITY;
  let lowAt = 0;
  for (let row = 0; row < n; row++) {
    const here = value[row]!;
    if (step[row]! < warm) continue;
    if (here < low) {
      low = here;
      lowAt = step[row]!;
    } else if (here - low > RISE * peak) {
      restarts.push(lowAt);
      // The next restart starts from a later low.
      low = here;
      lowAt = step[row]!;
    }
    if (row < 2) continue;
    const before = value[row - 1]!;
    const level = Math.abs(before - value[row - 2]!) <= LEVEL * before;
    if (level && here < (1 - CUT) * before) cuts.push(step[row]!);
  }
  return { restarts, cuts };
}

/** The schedule goes up and down by its name, or did so in the log. */
export const isCyclic = (facts: RunFacts): boolean =>
  /restart|cyclic|one_?cycle/i.test(facts.run.hyperparameters.scheduler?.value ?? '') ||
  rateEvents(facts).restarts.length > 0;
