import type { Run, Task } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import { primaryEvaluations, withoutPrefix } from './curves.ts';
import type { TargetMetric } from './define.ts';
import { trainedTask } from './task.ts';

/** Rows that describe the evaluation, not the model. */
const NO_METRIC =
  /runtime|per_second|_ms$|time$|^epoch$|^step$|^global_step$|memory|^mem_|^num_|_count$|^support|samples$|tokens$|gen_len|^learning_rate$|^grad_norm$/;

const LOWER =
  /(^|_)(loss|perplexity|ppl|r?mse|mae|mape|wer|cer|ter|error|err|error_rate|hamming(_loss)?|brier(_score)?|ece|nll|log_loss|bpc|distance|fpr|fnr)($|_)/;
const HIGHER =
  /(^|_)(acc|accuracy|f1|f_?beta|fbeta|precision|recall|auc|auroc|auprc|roc_auc|map|ap|score|mcc|matthews_correlation|matthews|kappa|cohen_kappa|r2|pearson|pearsonr|spearman|spearmanr|bleu|sacrebleu|rouge\w*|meteor|ndcg|mrr|hits?|exact_match|em|iou|dice|jaccard|sensitivity|specificity|top_?\d+|correct)($|_)/;

/** True/false where the name says which way is better, null where it does not. */
export function greaterIsBetterByName(quantity: string): boolean | null {
  const name = quantity.toLowerCase();
  if (LOWER.test(name)) return false;
  return HIGHER.test(name) ? true : null;
}

/**
 * Which metric speaks for the model when the user named none. Macro averages first: they notice a class that is never
 * found; accuracy and its likes last, because a constant answer can be accurate.
 */
const classification = [
  'f1_macro',
  'f1',
  'mcc',
  'balanced_accuracy',
  'f1_weighted',
  'f1_micro',
  'accuracy',
  'roc_auc',
  'average_precision',
];
const preference: Partial<Record<Task, readonly string[]>> = {
  'text-classification': classification,
  'multiple-choice': ['accuracy', ...classification],
  'token-classification': ['f1', 'f1_micro', 'f1_macro', 'f1_weighted', 'mcc', 'accuracy'],
  regression: ['pearson', 'spearman', 'pearsonr', 'spearmanr', 'combined_score', 'r2', 'rmse', 'mse', 'mae'],
  'question-answering': ['f1', 'exact_match', 'exact', 'em'],
  'fill-mask': ['perplexity', 'accuracy'],
  'text-generation': ['perplexity', 'accuracy'],
  'text2text-generation': [
    'rougeL',
    'rouge_l',
    'rougel',
    'rouge2',
    'rouge1',
    'bleu',
    'sacrebleu',
    'wer',
    'cer',
    'meteor',
  ],
};

/** Names of the usual metrics of a task, the first one preferred. */
export const preferredMetrics = (task: Task | null): readonly string[] =>
  preference[task ?? 'text-classification'] ?? classification;

const BOUNDED =
  /(^|_)(accuracy|acc|f1|fbeta|precision|recall|auc|auroc|roc_auc|average_precision|map|exact_match|iou|jaccard|sensitivity|specificity)($|_)/;

const isShare = (series: Series): boolean =>
  BOUNDED.test(series.quantity) && series.value.every((v) => !Number.isFinite(v) || (v >= 0 && v <= 1));

const direction = (run: Run, quantity: string, isSelection: boolean): boolean | null => {
  const byName = greaterIsBetterByName(quantity);
  if (byName !== null) return byName;
  // Trainer's own default: every metric whose name does not end in "loss" is better when greater.
  return isSelection ? (run.selection.greaterIsBetter ?? true) : null;
};

/** Every metric of the primary evaluation set whose better direction is known, as logged; no losses. */
function metricSeries(run: Run): readonly Series[] {
  return primaryEvaluations(run).filter(
    (s) =>
      !/(^|_)loss$/.test(s.quantity) &&
      !NO_METRIC.test(s.quantity.toLowerCase()) &&
      s.value.some(Number.isFinite),
  );
}

/**
 * The metric the run is judged by: the one that chose the checkpoint if it was logged and is not the loss (Trainer
 * fills in `loss` by itself, so that is nobody's choice), else the first of the task's order of preference.
 */
export function targetMetric(run: Run): TargetMetric | null {
  const candidates = metricSeries(run);
  const make = (series: Series, why: string, isSelection: boolean): TargetMetric | null => {
    const greaterIsBetter = direction(run, series.quantity, isSelection);
    return greaterIsBetter === null
      ? null
      : { series, quantity: series.quantity, greaterIsBetter, why, share: isShare(series) };
  };

  if (run.selection.metric !== null) {
    const name = withoutPrefix(run.selection.metric);
    const chosen = candidates.find((s) => withoutPrefix(s.tag) === name || s.quantity.toLowerCase() === name);
    const target = chosen === undefined ? null : make(chosen, '`metric_for_best_model`', true);
    if (target !== null) return target;
  }
  const usable = candidates.map((s) => make(s, 'only metric logged', false)).filter((t) => t !== null);
  if (usable.length <= 1) return usable[0] ?? null;
  for (const quantity of preferredMetrics(trainedTask(run))) {
    const found = usable.find((t) => t.quantity.toLowerCase() === quantity.toLowerCase());
    if (found) return { ...found, why: `first of the usual metrics among the ${usable.length} logged` };
  }
  return { ...usable[0]!, why: `first of the ${usable.length} metrics logged` };
}
