import type { JsonObject } from '../../formats/json.ts';
import type { Selection } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { Settings } from './arguments.ts';
import { normaliseQuantity } from './quantities.ts';
import type { TrainerState } from './state-file.ts';

/** How the Trainer chose its best checkpoint: from its settings, else from the values in the log. */
export function selectionOf(
  state: TrainerState | null,
  settings: readonly Settings[],
  series: readonly Series[],
): Selection {
  const setting = (name: string) => settings.find(({ values }) => values.has(name))?.values.get(name) ?? null;
  const named = setting('metric_for_best_model');
  const bestStep = state === null ? null : (state.bestStep ?? stepInPath(state.bestCheckpoint));
  const bestValue = state?.bestMetric ?? null;
  const metric =
    typeof named === 'string'
      ? quantityOf(named, series)
      : (metricByValue(bestValue, bestStep, series)?.quantity ?? null);
  const greater = setting('greater_is_better');
  const loadBest = setting('load_best_model_at_end');
  return {
    metric,
    // The Trainer's rule when nothing is set: smaller is better for losses (training_args.py, `__post_init__`).
    greaterIsBetter:
      typeof greater === 'boolean' ? greater : metric === null ? null : !metric.endsWith('loss'),
    loadBestAtEnd: typeof loadBest === 'boolean' ? loadBest : null,
    bestValue,
    bestCheckpoint: state?.bestCheckpoint ?? null,
    bestStep: bestStep ?? metricByValue(bestValue, null, series)?.step ?? null,
  };
}

/** `output/checkpoint-500`, `output\checkpoint-500` → 500. */
function stepInPath(path: string | null): number | null {
  const match = path === null ? null : /checkpoint-(\d+)(?:$|[/\\])/.exec(path);
  return match ? Number(match[1]) : null;
}

function quantityOf(named: string, series: readonly Series[]): string {
  const found = series.find((s) => s.split !== 'train' && (s.tag === named || s.tag === `eval_${named}`));
  return found?.quantity ?? normaliseQuantity(named.replace(/^eval_/, ''));
}

function metricByValue(
  value: number | null,
  step: number | null,
  series: readonly Series[],
): { quantity: string; step: number } | null {
  if (value === null) return null;
  for (const s of series) {
    if (s.split !== 'validation') continue;
    for (let i = 0; i < s.step.length; i++) {
      if (s.value[i] === value && (step === null || s.step[i] === step))
        return { quantity: s.quantity, step: s.step[i]! };
    }
  }
  return null;
}

/**
 * Whether an evaluation after the end of training describes an earlier checkpoint: its loss is, to the last digit, that
 * of an earlier evaluation. The Trainer logs it at the last step all the same.
 */
export function evaluatesEarlierCheckpoint(rows: readonly JsonObject[]): boolean {
  const end = rows.findLastIndex((row) => 'train_runtime' in row);
  if (end < 0) return false;
  const after = rows.slice(end + 1).find((row) => typeof row.eval_loss === 'number');
  if (!after) return false;
  return rows.slice(0, end).some((row) => row.eval_loss === after.eval_loss && row.step !== after.step);
}
