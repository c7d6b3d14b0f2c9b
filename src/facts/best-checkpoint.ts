import type { Run } from '../model/run.ts';
import { extremeRow } from './curves.ts';
import type { BestCheckpoint, Curve, SamplingError, TargetMetric } from './define.ts';
import { keptCheckpoint } from './kept-checkpoint.ts';

/** One-sided 5 % point of the normal distribution. */
const Z95 = 1.6449;

const WEIGHTS = /^(pytorch_model|model|adapter_model|tf_model)([.-][^/]*)?\.(safetensors|bin|h5)$/;

/** The run's folder itself holds weights, as `trainer.save_model()` writes them. */
export function hasRootWeights(run: Run): boolean {
  const prefix = run.id === '.' || run.id === '' ? '' : `${run.id}/`;
  return run.files.some((file) => WEIGHTS.test(file.startsWith(prefix) ? file.slice(prefix.length) : file));
}

/**
 * Whether weights of a step are on disk, and where. The root folder holds the best model when Trainer loaded it at the
 * end, otherwise the last one. `null`: only logs were given, so nothing can be told.
 */
export function checkpointOnDisk(
  run: Run,
  step: number,
): { readonly onDisk: boolean | null; readonly path: string | null } {
  const folder = run.checkpoints.find((c) => c.step === step);
  if (folder?.hasWeights === true) return { onDisk: true, path: folder.path };
  const rootWeights = hasRootWeights(run);
  if (rootWeights) {
    const kept = keptCheckpoint(run);
    const held = kept === null ? (run.selection.loadBestAtEnd === true ? null : run.lastStep) : kept.step;
    if (held === step) return { onDisk: true, path: run.id === '' ? '.' : run.id };
  }
  const anyWeights = rootWeights || run.checkpoints.some((c) => c.hasWeights);
  return { onDisk: anyWeights ? false : null, path: null };
}

/**
 * The best evaluation (ties keep the first, as Trainer does) and the first one not significantly worse than it: a
 * shortfall below 1.645 expected standard errors of a paired difference (one-sided 5 %; with a correlation of 0.8 about
 * one standard error of a single evaluation, Breiman's one-standard-error rule). `argbestStep` answers "which
 * checkpoint", `recommendedStep` "how long was enough".
 */
export function bestCheckpoint(
  run: Run,
  target: TargetMetric | null,
  metric: Curve | null,
  metricError: SamplingError,
  loss: Curve | null,
  lossError: SamplingError,
): BestCheckpoint | null {
  const useMetric = target !== null && metric !== null;
  const curve = useMetric ? metric : loss;
  if (curve === null) return null;
  const sign = useMetric && target.greaterIsBetter ? 1 : -1;
  const error = useMetric ? metricError : lossError;

  const best = extremeRow(curve.value, sign > 0 ? 'greatest' : 'least');
  const tested = error.expectedDifference !== null;
  let recommended = best;
  if (error.expectedDifference !== null) {
    const allowed = Z95 * error.expectedDifference;
    recommended = curve.value.findIndex((v) => sign * (curve.value[best]! - v) <= allowed);
  }
  return {
    argbestStep: curve.step[best]!,
    argbestValue: curve.value[best]!,
    recommendedStep: curve.step[recommended]!,
    recommendedValue: curve.value[recommended]!,
    lastStep: curve.step[curve.n - 1]!,
    lastValue: curve.value[curve.n - 1]!,
    tested,
    target: useMetric ? 'metric' : 'validation-loss',
    ...checkpointOnDisk(run, curve.step[recommended]!),
  };
}
