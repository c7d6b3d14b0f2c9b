import type { Run } from '../model/run.ts';

/**
 * How many rows an epoch had, known from the log and not from the training file itself: the size that was written down, else
 * steps an epoch × batch, which is up to one batch too many. Null when the log does not tell.
 */
export function trainedRows(
  run: Run,
  trainFile: string,
): { readonly rows: number; readonly from: string } | null {
  const size = run.trainSize;
  if (size !== null && size.from !== trainFile && size.from !== `--train-data ${trainFile}`)
    return { rows: size.value, from: size.from };
  const {
    perDeviceTrainBatchSize: batch,
    gradientAccumulationSteps: accumulation,
    devices,
  } = run.hyperparameters;
  if (batch === null || accumulation === null || run.axis !== 'step') return null;
  const { lastStep, lastEpoch } = run;
  if (lastStep === null || lastEpoch === null || lastEpoch < 0.5) return null;
  const rows = Math.round((lastStep / lastEpoch) * batch.value * accumulation.value * (devices?.value ?? 1));
  return { rows, from: 'steps of an epoch × batch' };
}
