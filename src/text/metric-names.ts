import { upperFirst } from './words.ts';

const names: Readonly<Record<string, string>> = {
  f1: 'F1',
  f1_macro: 'macro-F1',
  f1_micro: 'micro-F1',
  f1_weighted: 'weighted F1',
  precision_macro: 'macro precision',
  precision_micro: 'micro precision',
  precision_weighted: 'weighted precision',
  recall_macro: 'macro recall',
  recall_micro: 'micro recall',
  recall_weighted: 'weighted recall',
  mcc: 'MCC',
  matthews_correlation: 'Matthews correlation',
  balanced_accuracy: 'balanced accuracy',
  roc_auc: 'ROC AUC',
  roc_auc_ovr_macro: 'macro ROC AUC',
  roc_auc_ovr_weighted: 'weighted ROC AUC',
  roc_auc_ovo_macro: 'pairwise ROC AUC',
  precision_samples: 'samples precision',
  recall_samples: 'samples recall',
  f1_samples: 'samples F1',
  jaccard_samples: 'samples Jaccard',
  hamming_loss: 'Hamming loss',
  roc_auc_macro: 'macro ROC AUC',
  average_precision_macro: 'macro average precision',
  exact_match: 'exact match',
};

/** Marks that prose reads as markup, replaced by letters that look like them: names come from strangers' logs. */
const unmarked = (name: string): string => name.replaceAll('`', 'ˋ').replaceAll('*', '∗');

/** A normalised quantity as people say it: `macro-F1`, `accuracy`; an unknown name keeps its words. */
export function metricName(quantity: string): string {
  if (Object.hasOwn(names, quantity)) return names[quantity] as string;
  return unmarked(/^[a-z0-9_]+$/.test(quantity) ? quantity.replaceAll('_', ' ') : quantity);
}

/** The same at the start of a sentence or as a title. */
export const metricTitle = (quantity: string): string => upperFirst(metricName(quantity));
