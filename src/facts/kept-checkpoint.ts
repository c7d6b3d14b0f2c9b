import type { Run } from '../model/run.ts';
import { curveOf, extremeRow, primaryEvaluations, withoutPrefix } from './curves.ts';
import type { Curve, KeptCheckpoint } from './define.ts';

/** `output/checkpoint-500`, `output\checkpoint-500` → 500. */
const stepInPath = (path: string): number | null => {
  const match = /checkpoint-(\d+)[/\\]?$/.exec(path);
  return match === null ? null : Number(match[1]);
};

/** The series that chose the checkpoint; Trainer's default is the loss. */
export function selectorOf(run: Run): Curve | null {
  const name = withoutPrefix(run.selection.metric ?? 'loss');
  const series = primaryEvaluations(run).find(
    (s) => withoutPrefix(s.tag) === name || s.quantity.toLowerCase() === name,
  );
  return series === undefined ? null : curveOf(series);
}

/**
 * Which model a Trainer run ended with. With `load_best_model_at_end` it is the checkpoint of `best_model_checkpoint`:
 * the first of equal values (the comparison is strict), by validation loss unless a metric is set, lower being better. The best
 * evaluation itself is another one when its step was never saved (transformers, trainer.py: `best_global_step` moves at
 * each evaluation, `best_model_checkpoint` only to a folder that is there). Without it the last step is kept.
 */
export function keptCheckpoint(run: Run): KeptCheckpoint | null {
  const { loadBestAtEnd, bestCheckpoint, bestStep, metric, greaterIsBetter } = run.selection;
  if (loadBestAtEnd === false)
    return run.lastStep === null
      ? null
      : { step: run.lastStep, what: 'last', missed: null, by: null, byDefault: false };
  if (loadBestAtEnd !== true) return null;
  const chosen = {
    what: 'best',
    by: withoutPrefix(metric ?? 'loss'),
    byDefault: withoutPrefix(metric ?? 'loss') === 'loss',
  } as const;
  const loaded = bestCheckpoint === null ? null : stepInPath(bestCheckpoint);
  if (loaded !== null) return { ...chosen, step: loaded, missed: bestStep === loaded ? null : bestStep };
  if (bestStep !== null) return { ...chosen, step: bestStep, missed: null };
  const curve = selectorOf(run);
  if (curve === null || curve.n === 0) return null;
  const greater = greaterIsBetter ?? !/loss$/.test(metric ?? 'loss');
  return {
    ...chosen,
    step: curve.step[extremeRow(curve.value, greater ? 'greatest' : 'least')]!,
    missed: null,
  };
}
