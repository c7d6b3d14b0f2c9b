import type { Run } from '../model/run.ts';
import { trainLossCurve } from './curves.ts';

/** Rounding of the logged rows and of the average. */
const TOLERANCE = 0.02;

/** Trainer's `train_loss`: the mean over the whole training, written once at the end; null when it was not found. */
export function runAverage(run: Run): { readonly value: number; readonly from: string } | null {
  const written = run.finalValues.find(
    (v) => v.split === 'train' && /^(mean_loss|loss|train_loss)$/.test(v.quantity),
  );
  if (written !== undefined) return { value: written.value, from: written.from };
  const row = run.series.find(
    (s) =>
      /(^|\/)train_loss$/.test(s.tag) &&
      s.split === 'train' &&
      s.value.length === 1 &&
      s.averaging !== 'epoch-mean',
  );
  return row === undefined || run.framework === 'keras' ? null : { value: row.value[0]!, from: row.file };
}

/**
 * Proof of a resume without a seam: each logged row is the mean of its window, so that Σ row × window / all steps is the
 * least the average over the training can be. After a resume Trainer sums only the later part but divides by all steps, and
 * falls below it. Null when the average is possible, or not known.
 */
export function averageBelowLog(run: Run): { readonly average: number; readonly least: number } | null {
  const average = runAverage(run);
  const curve = trainLossCurve(run);
  if (
    average === null ||
    curve === null ||
    run.lastStep === null ||
    run.axis !== 'step' ||
    run.framework === 'keras'
  )
    return null;
  if (
    curve.series.averaging !== 'window-mean' ||
    curve.value.some((v) => v < 0) ||
    !Number.isFinite(average.value)
  )
    return null;
  // Rows left out as not finite belong to no window.
  if (curve.n !== curve.series.value.length) return null;
  let sum = 0;
  for (let row = 0; row < curve.n; row++)
    sum += curve.value[row]! * (curve.step[row]! - (row === 0 ? 0 : curve.step[row - 1]!));
  const least = sum / run.lastStep;
  return average.value < least * (1 - TOLERANCE) - 1e-4 ? { average: average.value, least } : null;
}
