import type { Averaging, Split } from '../../model/series.ts';

/** What a logged name stands for. */
export interface Meaning {
  readonly quantity: string;
  readonly split: Split;
  readonly evaluationSet: string | null;
  readonly averaging: Averaging;
  readonly decimals: number | null;
}

/** Spellings that mean the same quantity; keys are lower case with `_` between words. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['acc', 'accuracy'],
  ['accuracy_score', 'accuracy'],
  ['overall_accuracy', 'accuracy'],
  ['bal_acc', 'balanced_accuracy'],
  ['balanced_acc', 'balanced_accuracy'],
  ['matthews_correlation', 'mcc'],
  ['matthews_corrcoef', 'mcc'],
  ['matthews', 'mcc'],
  ['f1_score', 'f1'],
  ['fscore', 'f1'],
  ['f_score', 'f1'],
  ['f_measure', 'f1'],
  ['overall_f1', 'f1'],
  ['overall_precision', 'precision'],
  ['overall_recall', 'recall'],
  ['precision_score', 'precision'],
  ['recall_score', 'recall'],
  ['prec', 'precision'],
  ['rec', 'recall'],
  ['recal', 'recall'],
  ['auc', 'roc_auc'],
  ['auroc', 'roc_auc'],
  ['auc_roc', 'roc_auc'],
  ['rocauc', 'roc_auc'],
  ['roc_auc_score', 'roc_auc'],
  ['pearsonr', 'pearson'],
  ['pearson_correlation', 'pearson'],
  ['spearmanr', 'spearman'],
  ['spearman_correlation', 'spearman'],
  ['exact', 'exact_match'],
  ['em', 'exact_match'],
  ['ppl', 'perplexity'],
  ['rougel', 'rougeL'],
  ['rougelsum', 'rougeLsum'],
  ['rouge_l', 'rougeL'],
  ['mean_squared_error', 'mse'],
  ['mean_absolute_error', 'mae'],
  ['root_mean_squared_error', 'rmse'],
  ['lr', 'learning_rate'],
]);

const averaged =
  /^(?:(macro|micro|weighted)_(?:avg_)?(f1|precision|recall)(?:_score)?|(f1|precision|recall)(?:_score)?_(macro|micro|weighted)(?:_avg)?)$/;

/** `eval_macro_f1` without its prefix → `f1_macro`; `acc` → `accuracy`; unknown names stay as they are. */
export function normaliseQuantity(name: string): string {
  const plain = name.toLowerCase().replace(/[\s\-.]+/g, '_');
  const match = averaged.exec(plain);
  if (match) return `${match[2] ?? match[3]}_${match[1] ?? match[4]}`;
  return synonyms.get(plain) ?? (plain === name.toLowerCase() ? (/^[A-Z]/.test(name) ? plain : name) : plain);
}

/** Names of evaluation sets among the keys: `eval_mnli-mm_runtime` belongs to the set `mnli-mm`. */
export function evaluationSets(keys: Iterable<string>): readonly string[] {
  const all = new Set(keys);
  const sets: string[] = [];
  for (const key of all) {
    const match = /^eval_(.+)_runtime$/.exec(key);
    if (match && (all.has(`eval_${match[1]}_loss`) || all.has(`eval_${match[1]}_samples_per_second`)))
      sets.push(match[1]!);
  }
  // Longest first, so that `eval_a_b_loss` belongs to the set `a_b` when there is one.
  return sets.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

const withPrefix = (key: string): { split: Split; rest: string } | null => {
  if (key.startsWith('eval_')) return { split: 'validation', rest: key.slice(5) };
  if (key.startsWith('test_')) return { split: 'test', rest: key.slice(5) };
  if (key.startsWith('predict_')) return { split: 'test', rest: key.slice(8) };
  return null;
};

/**
 * What a key of `log_history` or of a results file means.
 *
 * `loss` is the mean since the last log, rounded to 4 decimals; `grad_norm` is that of the last step, before clipping;
 * evaluations describe the weights at that step (transformers, src/transformers/trainer.py,
 * `_maybe_log_save_evaluate`).
 */
export function meaningOf(key: string, sets: readonly string[]): Meaning {
  const evaluation = withPrefix(key);
  if (evaluation) {
    let { rest } = evaluation;
    let evaluationSet: string | null = null;
    for (const set of sets) {
      if (rest.startsWith(`${set}_`)) {
        evaluationSet = set;
        rest = rest.slice(set.length + 1);
        break;
      }
    }
    // run_glue.py appends `_mm` to the metrics of MNLI's second, mismatched set.
    if (evaluationSet === null && rest.endsWith('_mm') && rest.length > 3) {
      evaluationSet = 'mm';
      rest = rest.slice(0, -3);
    }
    return {
      quantity: normaliseQuantity(rest),
      split: evaluation.split,
      evaluationSet,
      averaging: 'point',
      decimals: null,
    };
  }
  if (key === 'loss')
    return { quantity: 'loss', split: 'train', evaluationSet: null, averaging: 'window-mean', decimals: 4 };
  if (key === 'grad_norm')
    return {
      quantity: 'grad_norm',
      split: 'train',
      evaluationSet: null,
      averaging: 'last-step',
      decimals: null,
    };
  // An evaluation of the training data, under the prefix `train`.
  if (key.startsWith('train_')) {
    return {
      quantity: normaliseQuantity(key.slice(6)),
      split: 'train',
      evaluationSet: null,
      averaging: 'point',
      decimals: null,
    };
  }
  return {
    quantity: normaliseQuantity(key),
    split: 'train',
    evaluationSet: null,
    averaging: 'point',
    decimals: null,
  };
}

/**
 * The decimals that a writer is known to round to, when the values bear it out: version 5 logs the training loss with all its
 * digits, versions before with four. A 32-bit float of an event file is off by less than a thousandth of the last decimal.
 */
export function roundedTo(values: Float64Array, decimals: number | null): number | null {
  if (decimals === null) return null;
  const scale = 10 ** decimals;
  return values.every(
    (v) =>
      !Number.isFinite(v) || Math.abs(v * scale - Math.round(v * scale)) <= 0.01 + 1e-7 * scale * Math.abs(v),
  )
    ? decimals
    : null;
}

/** Quantities that say how fast something ran, not how good it was. */
export const isSpeed = (quantity: string): boolean =>
  /^(?:runtime|samples|samples_per_second|steps_per_second|jit_compilation_time|model_preparation_time)$/.test(
    quantity,
  ) || quantity.includes('mem_');
