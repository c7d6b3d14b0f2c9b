/** Scores from counts, and what single examples tell. Public as `afterfit/metrics`. */

export * as taggingSchemes from '../text/tags/index.ts';
export * as attributions from './attributions/index.ts';
export * as bagOfWords from './bag-of-words/index.ts';
export * as cues from './cues/index.ts';
export * as entityErrors from './entities/errors/index.ts';
export * as entityExamination from './entities/examination/index.ts';
export * as entityScores from './entities/scores/index.ts';
export * as entityTags from './entities/tags/index.ts';
export * as errorGroups from './error-groups/index.ts';
export * as labelErrors from './label-errors/index.ts';
export * as multiLabel from './multi-label/index.ts';
export * as probabilities from './probabilities/index.ts';
export * as subsets from './subsets/index.ts';
export { addCounts, mostLabels, type Tally, tally, zeroCounts } from './text-classification/counts.ts';
export {
  type MeasureOptions,
  measure,
  type NegativeLogLikelihoodSums,
} from './text-classification/measure.ts';
export type { ClassificationMeasures } from './text-classification/measures.ts';
export type { Metric } from './text-classification/metric.ts';
export { classificationMetrics } from './text-classification/registry.ts';
export * as words from './words/index.ts';
