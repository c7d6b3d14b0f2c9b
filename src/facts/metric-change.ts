import { expectedMaximum, mean, riseAfterMinimum } from '../stats/index.ts';
import { extremeRow, valueAt } from './curves.ts';
import type { Curve, RunFacts, TargetMetric } from './define.ts';
import { exclusions } from './exclusions.ts';
import { selectionThreshold, Z95, Z99 } from './loss-rise.ts';

/** Half a point, or half a per cent of a value that is no share: nobody chooses a checkpoint by less. */
const LEAST_SHARE = 0.005;
/** So many standard errors, in their bound, make even a single value after the best one more than a doubt. */
const ALONE = 4;

/** Is the last evaluation of the target metric worse than the best one? */
export interface MetricDrop {
  readonly kind: 'fallen' | 'not-fallen' | 'cannot-tell';
  readonly claim: 'likely' | 'hint' | null;
  readonly target: TargetMetric;
  readonly evaluations: number;
  readonly best: { readonly row: number; readonly step: number; readonly value: number };
  readonly last: { readonly step: number; readonly value: number };
  /** Best minus end in the direction of "worse", ≥ 0; the end is the mean of the last quarter from 5 evaluations on. */
  readonly drop: number;
  readonly z: number | null;
  /** Smallest drop that would show without assuming any correlation; null when the error is unknown. */
  readonly detectable: number | null;
  /** Largest drop to the last evaluation that is not excluded (`exclusions`), ≥ 0; null when the error is unknown. */
  readonly atMost: number | null;
}

export const materialChange = (target: TargetMetric, level: number): number =>
  target.share ? LEAST_SHARE : LEAST_SHARE * Math.abs(level);

/** Values turned so that less is better. */
const losses = (curve: Curve, target: TargetMetric): Float64Array =>
  target.greaterIsBetter ? curve.value.map((v) => -v) : curve.value;

/**
 * Best against last evaluation. From a log alone nothing is stronger than `likely`: the best was chosen among k, so a drop
 * must exceed 2.33 standard errors plus the expected luck of the choice. `likely` takes the bound of the error (no
 * correlation assumed), or the expected error together with a step-to-step trend (z > 3, 5 evaluations); `hint` the
 * expected error, or, where the error is unknown, z > 4 with 8 evaluations and 2 points. Null without a target metric.
 */
export function metricDrop(facts: RunFacts): MetricDrop | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  if (target === null || curve === null) return null;
  const turned = losses(curve, target);
  const k = curve.n;
  const row = extremeRow(turned, 'least');
  const after = k - 1 - row;
  const m = k >= 5 ? Math.min(Math.max(2, Math.floor(k / 4)), Math.max(1, after)) : 1;
  const drop = after === 0 ? 0 : Math.max(0, mean(turned.subarray(k - m)) - turned[row]!);
  const error = facts.metricError();
  const trend = k >= 5 && after >= 2 ? riseAfterMinimum(turned) : null;
  const threshold = selectionThreshold(k);
  const base = {
    claim: null,
    target,
    evaluations: k,
    best: { row, step: curve.step[row]!, value: curve.value[row]! },
    last: { step: curve.step[k - 1]!, value: curve.value[k - 1]! },
    drop,
    z: trend?.z ?? null,
    detectable: error.difference === null ? null : threshold * error.difference,
    atMost: exclusions(facts).metric?.atMost ?? null,
  } as const;
  const material = materialChange(target, curve.value[row]!);
  if (after === 0 || drop < material) return { ...base, kind: k < 2 ? 'cannot-tell' : 'not-fallen' };

  const { difference, expectedDifference } = error;
  const steady = trend !== null && trend.z > 3;
  let claim: 'likely' | 'hint' | null = null;
  if (difference !== null && expectedDifference !== null) {
    if (drop > threshold * difference) claim = after >= 2 || drop > ALONE * difference ? 'likely' : 'hint';
    else if (drop > threshold * expectedDifference) claim = steady ? 'likely' : 'hint';
  } else if (k >= 8 && trend !== null && trend.z > 4 && drop >= 4 * material) claim = 'hint';
  if (claim !== null) return { ...base, kind: 'fallen', claim };

  const asNoise = trend !== null && trend.z < 1.5;
  if (asNoise || (expectedDifference !== null && drop <= Z95 * expectedDifference))
    return { ...base, kind: 'not-fallen' };
  return { ...base, kind: 'cannot-tell' };
}

/** How the target metric at the end compares with the same metric at an earlier step. */
export interface MetricSince {
  readonly target: TargetMetric;
  readonly then: number;
  readonly now: number;
  /** Positive: better. */
  readonly change: number;
  /** Largest loss of the metric that is not excluded (one-sided 95 %, no correlation assumed), ≥ 0; null if unknown. */
  readonly atMost: number | null;
  readonly verdict: 'improved' | 'no-drop' | 'unclear';
}

/**
 * `improved`: better by more than the bound of the error (one-sided 1 %); `no-drop`: not lower, or lower by less than one
 * expected standard error (where the error is unknown: by less than half a point). Null when the metric was not evaluated
 * around that step.
 */
export function metricSince(facts: RunFacts, step: number): MetricSince | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  if (target === null || curve === null) return null;
  const then = valueAt(curve, step);
  if (then === null) return null;
  const now = curve.value[curve.n - 1]!;
  const change = (now - then) * (target.greaterIsBetter ? 1 : -1);
  const { difference, expectedDifference } = facts.metricError();
  const allowed = expectedDifference ?? materialChange(target, now);
  return {
    target,
    then,
    now,
    change,
    atMost: difference === null ? null : Math.max(0, -change + Z95 * difference),
    verdict:
      difference !== null && change > Z99 * difference
        ? 'improved'
        : change >= -allowed
          ? 'no-drop'
          : 'unclear',
  };
}

/** By how much the best of k equally good evaluations looks better than it is, in the metric's units. */
export const selectionLuck = (k: number, single: number, correlation: number): number =>
  expectedMaximum(k) * single * Math.sqrt(1 - correlation);
