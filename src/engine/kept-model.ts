import { hasRootWeights } from '../facts/best-checkpoint.ts';
import { extremeRow, valueAt } from '../facts/curves.ts';
import type { KeptCheckpoint, RunFacts } from '../facts/define.ts';
import { selectorOf } from '../facts/kept-checkpoint.ts';
import { greaterIsBetterByName } from '../facts/target-metric.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount } from '../text/numbers.ts';
import { many } from '../text/words.ts';

const chooser = (quantity: string): string =>
  /(^|_)loss$/.test(quantity) ? 'validation loss' : metricName(quantity);

/** Which of the evaluations it was, where the log shows that it was the best of them. */
function rankOf(facts: RunFacts, kept: KeptCheckpoint): string {
  const curve = selectorOf(facts.run);
  const by = kept.by ?? 'loss';
  if (curve === null || curve.n === 0) return `chosen by ${chooser(by)}`;
  const greater = facts.run.selection.greaterIsBetter ?? greaterIsBetterByName(by) ?? false;
  const best = curve.value[extremeRow(curve.value, greater ? 'greatest' : 'least')]!;
  const value = valueAt(curve, kept.step);
  if (value === null || value !== best) return `chosen by ${chooser(by)}`;
  if (curve.n === 1) return 'the only one that was evaluated';
  const equals = curve.value.reduce((n, v) => n + (v === best ? 1 : 0), 0);
  return `the ${greater ? 'highest' : 'lowest'} ${chooser(by)} of ${many(curve.n, 'evaluation')}${equals > 1 ? `, the first of ${equals} equal ones` : ''}`;
}

/**
 * What the selection of the checkpoint really did, in one sentence; none where the record does not say. Trainer compares
 * strictly (the first of equal values stays), takes the validation loss unless told otherwise, and leaves the model it
 * loaded at the end in the run's folder when the training code saves it there.
 */
export function keptModelSentences(facts: RunFacts): readonly string[] {
  const kept = facts.kept();
  if (kept === null || facts.run.framework !== 'hf-trainer') return [];
  const { run } = facts;
  // A log that breaks off says nothing about the end.
  const ended =
    run.timing.trainSeconds !== null || run.plannedSteps === null || run.lastStep === run.plannedSteps.value;
  if (!ended) return [];
  const step = formatCount(kept.step);
  const folder = hasRootWeights(run) ? '; the model in the run’s folder is that one' : '';
  // Where no weights were given at all, those of this step were not given either.
  const weights = run.checkpoints.filter((c) => c.hasWeights);
  const gone =
    folder === '' && weights.length > 0 && !weights.some((c) => c.step === kept.step)
      ? '; its weights are not in the folder'
      : '';
  if (kept.what === 'last') {
    return [
      `\`load_best_model_at_end\` was off: the model at the end is that of the last step, ${step}${folder}${gone}.`,
    ];
  }
  const unset = kept.byDefault ? ' (what Trainer takes unless `metric_for_best_model` is set)' : '';
  const missed =
    kept.missed === null ? '' : `; the best evaluation, at step ${formatCount(kept.missed)}, was not saved`;
  return [
    `\`load_best_model_at_end\` loaded the checkpoint of step ${step}, ${rankOf(facts, kept)}${unset}${missed}${folder}${gone}.`,
  ];
}
