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
  const step = formatCount(kept.step);
  const folder = hasRootWeights(run) ? '; the model in the run’s folder is that one' : '';
  if (kept.what === 'last') {
    const saved = run.checkpoints.some((c) => c.step === kept.step && c.hasWeights);
    return [
      `\`load_best_model_at_end\` was off: the model at the end is that of the last step, ${step}${folder}${saved || folder !== '' || run.checkpoints.length === 0 ? '' : '; no weights of that step are in the folder'}.`,
    ];
  }
  const unset = kept.byDefault ? ' (what Trainer takes unless `metric_for_best_model` is set)' : '';
  const missed =
    kept.missed === null
      ? ''
      : `; the best evaluation, at step ${formatCount(kept.missed)}, had no checkpoint, because saving was rarer than evaluating`;
  const gone =
    folder === '' &&
    run.checkpoints.length > 0 &&
    !run.checkpoints.some((c) => c.step === kept.step && c.hasWeights)
      ? '; its weights are not in the folder'
      : '';
  return [
    `\`load_best_model_at_end\` loaded the checkpoint of step ${step}, ${rankOf(facts, kept)}${unset}${missed}${folder}${gone}.`,
  ];
}
