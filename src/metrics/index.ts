/** Scores from counts. Public as `afterfit/metrics`. */
export { addCounts, mostLabels, type Tally, tally, zeroCounts } from './text-classification/counts.ts';
export {
  type MeasureOptions,
  measure,
  type NegativeLogLikelihoodSums,
} from './text-classification/measure.ts';
export type { ClassificationMeasures } from './text-classification/measures.ts';
export type { Metric } from './text-classification/metric.ts';
export { classificationMetrics } from './text-classification/registry.ts';
