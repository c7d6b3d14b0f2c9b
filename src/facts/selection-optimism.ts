import { extremeRow } from './curves.ts';
import type { RunFacts } from './define.ts';
import { Z95 } from './loss-rise.ts';
import { selectionLuck } from './metric-change.ts';
import { CHECKPOINT_CORRELATION } from './metric-error.ts';

/** By how much the best of several about equally good evaluations is higher than it will be on fresh data. */
export interface SelectionOptimism {
  /** In the unit of the target metric, ≥ 0. */
  readonly luck: number;
  /** Evaluations that are not clearly worse than the best. */
  readonly candidates: number;
  readonly best: number;
  /** Standard error of one evaluation. */
  readonly single: number;
  readonly n: number;
}

/** c_k·σ·√(1−ρ), ρ = 0.8 between checkpoints of one run; null when the metric or its error is not known. */
export function selectionOptimism(facts: RunFacts): SelectionOptimism | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  const { single, expectedDifference, n } = facts.metricError();
  if (target === null || curve === null || single === null || expectedDifference === null || n === null)
    return null;
  const sign = target.greaterIsBetter ? 1 : -1;
  const best = curve.value[extremeRow(curve.value, target.greaterIsBetter ? 'greatest' : 'least')]!;
  let candidates = 0;
  for (let row = 0; row < curve.n; row++)
    if (sign * (best - curve.value[row]!) <= Z95 * expectedDifference) candidates++;
  return { luck: selectionLuck(candidates, single, CHECKPOINT_CORRELATION), candidates, best, single, n };
}
