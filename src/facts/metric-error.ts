import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Score } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import { metricName } from '../text/metric-names.ts';
import { curveOf, extremeRow, greatest, least, primaryEvaluations } from './curves.ts';
import type { Curve, SamplingError, TargetMetric } from './define.ts';
import { trainedTask } from './task.ts';

/**
 * Correlation of the noise of two checkpoints of one run on the same examples. A heuristic (catalogue A48), used only to
 * advise on a checkpoint; claims use the bound, which needs no correlation at all.
 */
export const CHECKPOINT_CORRELATION = 0.8;

export const unknownError = (reason: string, n: number | null = null): SamplingError => ({
  single: null,
  difference: null,
  expectedDifference: null,
  bound: false,
  n,
  method: 'unknown',
  reason,
});

/**
 * Standard error of a share `p` of `n` examples. With fewer than 5 hits or misses the plain formula collapses to 0, so
 * two of each are added first (Agresti–Coull).
 */
export function shareError(p: number, n: number): number {
  const hits = p * n;
  if (Math.min(hits, n - hits) >= 5) return Math.sqrt((p * (1 - p)) / n);
  const shrunk = (hits + 2) / (n + 4);
  return Math.sqrt((shrunk * (1 - shrunk)) / (n + 4));
}

/**
 * Largest possible standard error of the difference of two accuracies on the same `n` examples. The difference has
 * variance (d − δ²)/n, where d is the share of examples that only one of the two gets right, and d cannot exceed
 * (1−a)+(1−b), a+b or 1. At 85 % this is only 8 % wider than for two independent sets, and it assumes nothing.
 */
export function accuracyDifferenceBound(a: number, b: number, n: number): number {
  const disagreement = Math.min(1, 2 - a - b, a + b);
  const variance = disagreement - (a - b) ** 2;
  // At the edge (both perfect) the bound is 0 although n is finite; one disagreeing example is the least one can resolve.
  return Math.sqrt(Math.max(variance, 1 / n) / n);
}

/**
 * Standard error of a binary F1 when accuracy was logged beside it (delta method). With p = TP/n and q = (FP+FN)/n,
 * F1 = 2p/(2p+q) and Var = 4pq(p+q) / ((2p+q)⁴ n); q is 1 − accuracy and p follows from F1. Null when the two values cannot
 * belong to one binary F1.
 */
export function binaryF1Error(f1: number, accuracy: number, n: number): number | null {
  const q = 1 - accuracy;
  if (!(f1 > 0 && f1 < 1 && q > 0 && q < 1)) return null;
  const p = (f1 * q) / (2 * (1 - f1));
  if (p + q > 1 + 1e-6) return null;
  return Math.sqrt((4 * p * q * (p + q)) / n) / (2 * p + q) ** 2;
}

/** A share of right answers: plain accuracy, and micro-F1 where each example has one label. */
export const isAccuracy = (run: Run, quantity: string): boolean =>
  quantity === 'accuracy' ||
  (quantity === 'f1_micro' &&
    trainedTask(run) === 'text-classification' &&
    run.model.problemType !== 'multi_label_classification');

/**
 * The target metric of the saved predictions, when these are of a logged evaluation: validation examples, as many as were
 * evaluated, and one of the logged values is the value recomputed from the file. Null otherwise.
 */
export function scoreOfLogged(
  target: TargetMetric,
  curve: Curve,
  size: number | null,
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): Score | null {
  if (set === null || measures === null || set.split?.value !== 'validation') return null;
  const score = Object.hasOwn(measures.overall, target.quantity)
    ? measures.overall[target.quantity]
    : undefined;
  if (score === undefined || score.value === null) return null;
  if (size !== null && Math.abs(measures.confusion.rows - size) > 1) return null;
  const value = score.value;
  return curve.value.some((v) => Math.abs(v - value) < 0.002) ? score : null;
}

function fromPredictions(
  target: TargetMetric,
  curve: Curve,
  size: number | null,
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): SamplingError | null {
  const score = scoreOfLogged(target, curve, size, set, measures);
  if (score === null || score.interval === null) return null;
  const rows = measures!.confusion.rows;
  const z = score.interval.level === 0.99 ? 2.576 : 1.96;
  const single = (score.interval.high - score.interval.low) / (2 * z);
  return {
    single,
    // Nothing bounds the disagreement of two checkpoints for a ratio of counts, so the independent case is taken.
    difference: Math.SQRT2 * single,
    expectedDifference: single * Math.sqrt(2 * (1 - CHECKPOINT_CORRELATION)),
    bound: true,
    n: rows,
    method: `${score.interval.method} of the saved predictions`,
    reason: null,
  };
}

/**
 * Sampling error of one evaluation of the target metric, from the size of the evaluation set: binomial for accuracy, the
 * delta method for a binary F1 with accuracy beside it, otherwise from the saved predictions of the same evaluation
 * set, otherwise unknown with a reason. In the metric's own units (percent stays percent).
 */
export function metricError(
  run: Run,
  target: TargetMetric | null,
  size: number | null,
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): SamplingError {
  const curve = target === null ? null : curveOf(target.series);
  if (target === null || curve === null) return unknownError('no metric was logged at the evaluations', size);
  const row = extremeRow(curve.value, target.greaterIsBetter ? 'greatest' : 'least');
  const best = curve.value[row]!;
  const highest = greatest(curve.value);
  const scale = target.share ? 1 : highest > 1 && highest <= 100 && least(curve.value) >= 0 ? 100 : null;

  if (isAccuracy(run, target.quantity) && scale !== null && size !== null && size >= 1) {
    if (trainedTask(run) === 'token-classification')
      return unknownError(
        'accuracy is counted over tokens, which are not independent; their number is not logged',
        size,
      );
    const p = best / scale;
    const last = curve.value[curve.n - 1]! / scale;
    const single = shareError(p, size) * scale;
    return {
      single,
      difference: accuracyDifferenceBound(p, last, size) * scale,
      expectedDifference: single * Math.sqrt(2 * (1 - CHECKPOINT_CORRELATION)),
      bound: true,
      n: size,
      method: 'binomial; difference of two checkpoints bounded by the largest possible disagreement',
      reason: null,
    };
  }
  const measured = fromPredictions(target, curve, size, set, measures);
  if (measured !== null) return measured;
  if (size === null) return unknownError('the size of the evaluation set is not recorded');

  if (
    target.quantity === 'f1' &&
    target.share &&
    trainedTask(run) === 'text-classification' &&
    (run.model.labels?.length ?? 2) === 2
  ) {
    const accuracy = primaryEvaluations(run).find((s) => s.quantity === 'accuracy');
    const beside = accuracy === undefined ? null : curveOf(accuracy);
    const at = beside === null ? -1 : beside.step.indexOf(curve.step[row]!);
    const single = at < 0 ? null : binaryF1Error(best, beside!.value[at]!, size);
    if (single !== null) {
      return {
        single,
        difference: Math.SQRT2 * single,
        expectedDifference: single * Math.sqrt(2 * (1 - CHECKPOINT_CORRELATION)),
        bound: true,
        n: size,
        method: 'delta method for the F1 of one class, from F1 and accuracy',
        reason: null,
      };
    }
  }
  return unknownError(
    `the sampling error of ${metricName(target.quantity)} does not follow from the number of examples; saved predictions would give it`,
    size,
  );
}
