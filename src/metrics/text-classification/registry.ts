import { accuracy } from './accuracy.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { f1 } from './f1.ts';
import { matthewsCorrelation } from './matthews-correlation.ts';
import type { Metric } from './metric.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

/** All metrics of text classification, in the order of reports. */
export const classificationMetrics: readonly Metric[] = [
  accuracy,
  balancedAccuracy,
  matthewsCorrelation,
  f1,
  precision,
  recall,
];
