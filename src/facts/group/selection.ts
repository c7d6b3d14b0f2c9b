import { curveOf, extremeRow, primaryEvaluations } from '../curves.ts';
import { Z95 } from '../loss-rise.ts';
import { selectionLuck } from '../metric-change.ts';
import { CHECKPOINT_CORRELATION } from '../metric-error.ts';
import type { GroupFacts } from './define.ts';

/** What choosing the best of its evaluations adds to a member's score. */
export interface SelectionLuck {
  /** Evaluations about as good as the best one: a value on the way up was no candidate. */
  readonly candidates: number;
  /** Expected surplus in the metric's units; null when the sampling error is not known. */
  readonly luck: number | null;
}

/** Luck of the best of a member's evaluations (catalogue A48); none when the score was not chosen among several. */
export function selectionLuckOf(group: GroupFacts, member: number): SelectionLuck {
  const metric = group.metric();
  const { facts } = group.members[member]!;
  if (metric === null || metric.from !== 'evaluations') return { candidates: 1, luck: 0 };
  const series = primaryEvaluations(facts.run).find((s) => s.quantity === metric.quantity);
  const curve = series === undefined ? null : curveOf(series);
  if (curve === null || curve.n < 2) return { candidates: 1, luck: 0 };
  const error =
    facts.targetMetric()?.quantity === metric.quantity
      ? facts.metricError()
      : metric.quantity === 'loss'
        ? facts.lossError()
        : null;
  const { single = null, expectedDifference = null } = error ?? {};
  if (single === null || expectedDifference === null) return { candidates: curve.n, luck: null };
  const sign = metric.greaterIsBetter ? 1 : -1;
  const best = curve.value[extremeRow(curve.value, metric.greaterIsBetter ? 'greatest' : 'least')]!;
  let candidates = 0;
  for (const value of curve.value) if (sign * (best - value) <= Z95 * expectedDifference) candidates++;
  return { candidates, luck: selectionLuck(candidates, single, CHECKPOINT_CORRELATION) };
}

/**
 * Whether the checkpoint was chosen on the examples that the saved predictions are of: then the better score is better by luck, too.
 * `null`: cannot be told.
 */
export function chosenOnSet(group: GroupFacts, member: number): boolean | null {
  const { facts, set } = group.members[member]!;
  const split = set?.split?.value ?? null;
  if (split === 'test' || split === 'train') return false;
  if (facts.run.framework === 'none') return null;
  const { loadBestAtEnd } = facts.run.selection;
  if (loadBestAtEnd === false) return false;
  const evaluations = facts.targetCurve()?.n ?? facts.validationLoss()?.n ?? 0;
  return split === 'validation' && evaluations > 1 ? loadBestAtEnd : evaluations <= 1 ? false : null;
}
