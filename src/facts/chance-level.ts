import type { Run } from '../model/run.ts';
import { entropy } from '../stats/index.ts';
import type { ChanceLevel, RunFacts } from './define.ts';
import { trainedArchitecture, trainedTask } from './task.ts';

/**
 * Number of labels of a single-label classifier (2 or more), or null. A library configuration that names no labels has
 * two of them: Trainer writes `id2label` only when it differs from that default.
 */
export function classCount(run: Run): number | null {
  const { labels, problemType } = run.model;
  const architecture = trainedArchitecture(run);
  if (problemType === 'multi_label_classification' || problemType === 'regression') return null;
  if (architecture !== null && !/For(Sequence|Token)Classification$/.test(architecture)) return null;
  const task = trainedTask(run);
  if (architecture === null && task !== 'text-classification' && task !== 'token-classification') return null;
  if (labels !== null) return labels.length >= 2 ? labels.length : null;
  return architecture !== null && run.framework === 'hf-trainer' ? 2 : null;
}

/**
 * The loss of a model that learned nothing but the label frequencies. `uniform` is ln C; `prior` the entropy of the label
 * shares (diagnoses: a trained bias reaches the prior, not ln C; 95:5 → 0.199). Token tasks count over tokens, whose
 * shares are not known here, so that their prior stays null.
 */
export function chanceLevel(run: Run, shares: ReturnType<RunFacts['labelShares']>): ChanceLevel | null {
  const classes = classCount(run);
  if (classes === null) return null;
  const tokens =
    run.task?.value === 'token-classification' ||
    /ForTokenClassification$/.test(run.model.architecture ?? '');
  const usable = shares !== null && !tokens && shares.shares.length <= classes ? shares : null;
  const named =
    run.model.labels === null
      ? 'two labels, the default of a configuration that names none'
      : `${classes} labels of the model`;
  return {
    uniform: Math.log(classes),
    prior: usable === null ? null : entropy(Float64Array.from(usable.shares)),
    classes,
    from: usable === null ? named : `${named}; shares of ${usable.from}`,
  };
}
