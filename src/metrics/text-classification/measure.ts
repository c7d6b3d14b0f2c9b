import type { ConfusionCounts } from '../../model/predictions.ts';
import type { Score } from '../../model/report.ts';
import { mostLabels, tally } from './counts.ts';
import { f1Of } from './f1.ts';
import type { ClassificationMeasures } from './measures.ts';
import { undefinedScore } from './metric.ts';
import { precisionOf } from './precision.ts';
import { recallOf } from './recall.ts';
import { classificationMetrics } from './registry.ts';

/** Sum and sum of squares of −log p(reference) in nats, as a PredictionSet gives them. */
export interface NegativeLogLikelihoodSums {
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly rows: number;
}

export interface MeasureOptions {
  /** Id of the prediction set. */
  readonly set: string;
  /** Confidence level of the intervals, 0.95 unless given. */
  readonly level?: number;
}

/**
 * All scores of a classification from its counts. More than 2,000 labels give no scores, with the reason: the counts
 * are then not looked at.
 */
export function measure(
  confusion: ConfusionCounts,
  negativeLogLikelihood: NegativeLogLikelihoodSums | null,
  options: MeasureOptions,
): ClassificationMeasures {
  const level = options.level ?? 0.95;
  const overall: Record<string, Score> = Object.create(null);
  const likelihood = meanOf(negativeLogLikelihood);
  const size = confusion.labels.length;
  if (size > mostLabels || confusion.counts.length !== size * size) {
    const reason =
      size > mostLabels
        ? `${size} different labels; at most ${mostLabels} are compared`
        : `expected ${size * size} counts for ${size} labels, found ${confusion.counts.length}`;
    const empty = tally({ labels: [], counts: new Float64Array(0), rows: 0, unlabelled: 0 });
    for (const metric of classificationMetrics) {
      for (const score of metric.overall(empty, level)) {
        overall[score.metric] = undefinedScore(score.metric, score.convention, reason);
      }
    }
    return {
      set: options.set,
      confusion,
      overall,
      classes: [],
      majority: null,
      negativeLogLikelihood: likelihood,
    };
  }
  const counts = tally(confusion);
  for (const metric of classificationMetrics) {
    for (const score of metric.overall(counts, level)) overall[score.metric] = score;
  }
  const most = counts.support.reduce((best, count, i) => (count > counts.support[best]! ? i : best), 0);
  return {
    set: options.set,
    confusion,
    overall,
    classes: confusion.labels.map((label, i) => ({
      label,
      support: counts.support[i]!,
      predicted: counts.predicted[i]!,
      precision: precisionOf(counts, i, level),
      recall: recallOf(counts, i, level),
      f1: f1Of(counts, i, level),
    })),
    majority:
      counts.n > 0
        ? {
            label: confusion.labels[most]!,
            count: counts.support[most]!,
            share: counts.support[most]! / counts.n,
          }
        : null,
    negativeLogLikelihood: likelihood,
  };
}

function meanOf(sums: NegativeLogLikelihoodSums | null): ClassificationMeasures['negativeLogLikelihood'] {
  if (sums === null || !(sums.rows > 0)) return null;
  const mean = sums.sum / sums.rows;
  const sd =
    sums.rows > 1
      ? Math.sqrt(Math.max(0, sums.sumOfSquares - sums.rows * mean * mean) / (sums.rows - 1))
      : Number.NaN;
  return { mean, sd, standardError: sd / Math.sqrt(sums.rows), rows: sums.rows };
}
