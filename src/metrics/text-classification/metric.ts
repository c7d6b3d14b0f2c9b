import type { Interval } from '../../model/outcome.ts';
import type { Score } from '../../model/report.ts';
import { wilson } from '../../stats/index.ts';
import type { Tally } from './counts.ts';
import { type Influence, imagined, type Shares, smoothedShares, varianceOf } from './shares.ts';

/** Counts in, scores out. One file a metric, named as its page in docs/metrics. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** Scores over all labels, under the names of scikit-learn where it has one. */
  overall(counts: Tally, level: number): readonly Score[];
}

export const noRows = 'no row has both a reference and a prediction';

export const undefinedScore = (metric: string, convention: string, reason: string): Score => ({
  metric,
  convention,
  value: null,
  reason,
  interval: null,
});

/** A share of counted things: Wilson's interval. Undefined, with the reason, when there is nothing to take a share of. */
export function proportion(
  metric: string,
  convention: string,
  part: number,
  whole: number,
  reason: string,
  level: number,
): Score {
  if (!(whole > 0)) return undefinedScore(metric, convention, reason);
  return { metric, convention, value: part / whole, reason: null, interval: wilson(part, whole, level) };
}

/** A score under given shares of the cells. */
export interface AverageAt {
  readonly value: number;
  readonly influence: Influence;
  /** By how much a sample of this size is expected to fall short of the population, to second order. */
  readonly shortfall?: number;
}

export interface Average {
  /** Least value the score can take; the largest is 1. */
  readonly lowest: -1 | 0;
  /** Labels of the average that count as 0 only because this sample holds no row of theirs; see `unseenLabels`. */
  readonly unseen?: number;
  at(shares: Shares): AverageAt;
}

/**
 * How many labels of a macro mean may count as 0 by the luck of the sample: they have none of the rows that the ratio is
 * taken over. At most 3 such rows can have been missed (rule of three, 95 %), which against `other` rows on the other side bounds F1
 * by 6/(3 + other): a label predicted 100 times without ever occurring is rightly 0.
 */
export const unseenLabels = (counts: Tally, rows: Float64Array, other: Float64Array): number =>
  counts.present.reduce((sum, i) => sum + (rows[i]! > 0 ? 0 : Math.min(1, 6 / (3 + other[i]!))), 0);

const intervalMethod = 'Wilson with the effective number of examples (delta method)';

/**
 * Interval of a score that is no proportion. Its variance V by the delta method on smoothed shares gives the number of
 * examples at which a proportion would vary as much, n* = θ(1 − θ)/V, and Wilson's interval is taken at n*: the
 * "effective sample size" interval of survey statistics (Kott and Carr 1997; Franco et al. 2019). It never has width
 * zero, stays within the possible values, and is wide when one label of the average has few examples. Means over labels
 * with hardly any rows fall short of the population; the upper end is raised by that. Coverage: docs/metrics/intervals.md.
 */
export function averageInterval(
  counts: Tally,
  average: Average,
  value: number,
  level: number,
  pseudo = imagined,
): Interval {
  const { value: centre, influence, shortfall = 0 } = average.at(smoothedShares(counts, pseudo));
  const width = 1 - average.lowest;
  const variance = varianceOf(counts, influence, pseudo) / (width * width);
  const share = (centre - average.lowest) / width;
  const position = (value - average.lowest) / width;
  // One label alone leaves some averages nothing to vary with; they are then as sure as n examples make them.
  const effective = variance > 0 && share > 0 && share < 1 ? (share * (1 - share)) / variance : counts.n;
  const missing = shortfall + ((average.unseen ?? 0) * centre) / Math.max(1, counts.present.length);
  return {
    low: average.lowest + width * wilson(position * effective, effective, level).low,
    high: average.lowest + width * wilson((position + missing) * effective, effective, level).high,
    level,
    method: intervalMethod,
  };
}

/** Score with interval from a value that is defined. */
export function averaged(
  metric: string,
  convention: string,
  value: number,
  counts: Tally,
  average: Average,
  level: number,
): Score {
  return {
    metric,
    convention,
    value,
    reason: null,
    interval: averageInterval(counts, average, value, level),
  };
}

/** Names of the two sets of labels an average may run over. */
export const overPresent = 'mean over the labels present in reference or prediction';
export const overReference = 'mean over the labels present in the references';
