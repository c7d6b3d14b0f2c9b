const names: Readonly<Record<string, string>> = {
  f1: 'F1',
  f1_macro: 'macro-F1',
  f1_micro: 'micro-F1',
  f1_weighted: 'weighted F1',
  mcc: 'MCC',
  balanced_accuracy: 'balanced accuracy',
  roc_auc: 'ROC AUC',
  exact_match: 'exact match',
};

/** A normalised quantity as people say it: `macro-F1`, `accuracy`. */
export const metricName = (quantity: string): string =>
  Object.hasOwn(names, quantity) ? (names[quantity] as string) : quantity.replaceAll('_', ' ');

/** The same at the start of a sentence or as a title. */
export const metricTitle = (quantity: string): string => {
  const name = metricName(quantity);
  return name.charAt(0).toUpperCase() + name.slice(1);
};
