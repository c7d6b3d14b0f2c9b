import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { Run } from '../model/run.ts';
import { primaryEvaluations } from './curves.ts';
import type { Curve, LossKind, SamplingError } from './define.ts';
import { unknownError } from './metric-error.ts';

/**
 * Standard deviation of the loss of single examples, in nats, when it was not measured: 0.6 for a calibrated classifier,
 * 1.2 in between, 1.75 for one whose logits are 2–3 times too large (catalogue, 0.2). Claims take the high end.
 */
export const ASSUMED_LOSS_SD = { low: 0.6, middle: 1.2, high: 1.75 } as const;

/**
 * Least correlation between the per-example losses of two checkpoints of one run: an example that is hard for one is
 * hard for the other. With ρ ≥ 0.5 the difference has a standard error of at most sd/√n. To be expected is 0.8.
 */
const LEAST_CORRELATION = 0.5;
const EXPECTED_CORRELATION = 0.8;

/**
 * Sampling error of one evaluation of the validation loss and of the difference of two checkpoints on the same examples:
 * measured from saved probabilities when there are any, else from an assumed range of per-example losses.
 */
export function lossError(
  run: Run,
  curve: Curve | null,
  kind: LossKind,
  size: number | null,
  measures: ClassificationMeasures | null,
): SamplingError {
  if (curve === null) return unknownError('no validation loss was logged', size);
  if (size === null) return unknownError('the size of the evaluation set is not recorded');
  const paired = (sd: number, rho: number): number => (sd * Math.sqrt(2 * (1 - rho))) / Math.sqrt(size);

  const measured = measures?.negativeLogLikelihood ?? null;
  if (measured !== null && kind.kind === 'cross-entropy') {
    return {
      single: measured.sd / Math.sqrt(size),
      difference: paired(measured.sd, LEAST_CORRELATION),
      expectedDifference: paired(measured.sd, EXPECTED_CORRELATION),
      bound: true,
      n: size,
      method: `per-example sd ${measured.sd.toFixed(2)} nats of the saved probabilities; correlation of checkpoints at least ${LEAST_CORRELATION}`,
      reason: null,
    };
  }
  // Keras averages over examples too; a classification metric beside the loss makes a cross-entropy the likely loss.
  const classifies =
    run.framework === 'keras' &&
    primaryEvaluations(run).some((s) => /accuracy|^acc$|f1|auc/.test(s.quantity));
  const smoothed = kind.kind === 'other' && kind.floor !== null;
  if (kind.kind !== 'cross-entropy' && !smoothed && !(kind.kind === 'unknown' && classifies)) {
    return unknownError(`the spread of the loss over examples is not known (${kind.why})`, size);
  }
  return {
    single: ASSUMED_LOSS_SD.high / Math.sqrt(size),
    difference: paired(ASSUMED_LOSS_SD.high, LEAST_CORRELATION),
    expectedDifference: paired(ASSUMED_LOSS_SD.middle, EXPECTED_CORRELATION),
    bound: true,
    n: size,
    method: `assumed per-example sd ${ASSUMED_LOSS_SD.low} to ${ASSUMED_LOSS_SD.high} nats, the high end taken; correlation of checkpoints at least ${LEAST_CORRELATION}`,
    reason: null,
  };
}
