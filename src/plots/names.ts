const known: Readonly<Record<string, string>> = {
  mcc: 'MCC',
  matthews_correlation: 'Matthews correlation',
  f1: 'F1',
  f1_macro: 'Macro-F1',
  f1_micro: 'Micro-F1',
  f1_weighted: 'Weighted F1',
  precision_macro: 'Macro precision',
  precision_micro: 'Micro precision',
  precision_weighted: 'Weighted precision',
  recall_macro: 'Macro recall',
  recall_micro: 'Micro recall',
  recall_weighted: 'Weighted recall',
};

/** A metric's name as a heading: `f1_macro` → `Macro-F1`; unknown names keep their words. */
export function metricName(name: string): string {
  if (Object.hasOwn(known, name)) return known[name]!;
  const words = /^[a-z0-9_]+$/.test(name) ? name.replaceAll('_', ' ') : name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
