export type { PredictionColumns } from './columns.ts';
export { createPredictionSet } from './create.ts';
export { restorePredictionSet, serialisePredictionSet } from './serialise.ts';
export { restoreMultiLabelSet, serialiseMultiLabelSet } from './serialise-multi-label.ts';
