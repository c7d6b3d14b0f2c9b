import type { Interval } from '../../../model/outcome.ts';
import { quantileOfSorted, wilson } from '../../../stats/index.ts';
import { formatCount } from '../../../text/numbers.ts';
import type { MentionCounts } from './counts.ts';
import type { UnitGroups } from './units.ts';
import type { RatioName } from './variance.ts';

/** Settings of the intervals; chosen and measured in docs/thresholds/entity-intervals.md. */
export interface IntervalRule {
  /** With fewer hits or fewer misses than this the bootstrap alone is too narrow: it draws nothing that did not occur. */
  readonly fewestOutcomes: number;
  /** The same for the sentences or documents that hold them. */
  readonly fewestUnits: number;
  /** With fewer documents sentences are drawn instead. */
  readonly fewestDocuments: number;
}

export const intervalRule: IntervalRule = { fewestOutcomes: 10, fewestUnits: 20, fewestDocuments: 5 };

export interface ResampleSettings {
  /** Confidence level of the intervals, 0.95 unless given. */
  readonly level?: number;
  /** Resamples, 10,000 unless given. */
  readonly draws?: number;
  readonly seed?: number;
  readonly rule?: IntervalRule;
}

/** What is drawn: documents when there are enough of them, because sentences of a document are alike. */
export interface Resampling {
  readonly groups: UnitGroups;
  readonly draws: number;
  /** Why sentences are drawn and not documents; null for documents. */
  readonly reason: string | null;
}

/** Documents where known, else sentences, with the reason. */
export function resampling(
  counts: Pick<MentionCounts, 'bySentence' | 'byDocument'>,
  draws: number,
  { fewestDocuments }: IntervalRule = intervalRule,
): Resampling {
  const { bySentence, byDocument } = counts;
  if (byDocument === null) {
    return {
      groups: bySentence,
      draws,
      reason:
        'the files mark no documents; if sentences of a document are alike, the intervals are too narrow',
    };
  }
  if (byDocument.units < fewestDocuments) {
    return {
      groups: bySentence,
      draws,
      reason: `${formatCount(byDocument.units)} documents are too few to be drawn; the intervals do not tell how documents differ`,
    };
  }
  return { groups: byDocument, draws, reason: null };
}

/** Drawn values of a statistic, ascending; resamples in which it is undefined are left out and counted. */
export interface DrawnValues {
  readonly ascending: Float64Array;
  readonly undefinedDraws: number;
}

/** Sorts in place; NaN, which stands for undefined, is cut off. */
export function drawnValues(values: Float64Array): DrawnValues {
  values.sort();
  let size = values.length;
  while (size > 0 && Number.isNaN(values[size - 1]!)) size--;
  return { ascending: values.subarray(0, size), undefinedDraws: values.length - size };
}

const percentileMethod = ({ groups, draws }: Resampling, { undefinedDraws }: DrawnValues): string =>
  `percentile bootstrap of ${formatCount(groups.units)} ${groups.kind}, ${formatCount(draws)} draws` +
  (undefinedDraws > 0 ? `, ${formatCount(undefinedDraws)} of them undefined and left out` : '');

/** Interval between the percentiles of the drawn values; it always holds the value. */
export function percentileInterval(
  value: number,
  drawn: DrawnValues,
  level: number,
  from: Resampling,
): Interval {
  return {
    low: Math.min(value, quantileOfSorted(drawn.ascending, 0.5 - level / 2)),
    high: Math.max(value, quantileOfSorted(drawn.ascending, 0.5 + level / 2)),
    level,
    method: percentileMethod(from, drawn),
  };
}

/** The wider of both at each end. */
function widened(interval: Interval, by: Interval, why: string): Interval {
  return {
    low: Math.min(interval.low, by.low),
    high: Math.max(interval.high, by.high),
    level: interval.level,
    method: `${interval.method}, widened to ${by.method} because ${why}`,
  };
}

/** A ratio with what its interval needs. */
export interface RatioEvidence {
  readonly ratio: RatioName;
  readonly value: number;
  /** In mentions (credit for half a mention counts half). */
  readonly hits: number;
  /** Predictions, references, or for F1 their union. */
  readonly whole: number;
  /** Cluster-robust variance of hits over whole. */
  readonly variance: number;
  /** Sentences or documents with a mention of the whole. */
  readonly units: number;
}

/**
 * Wilson's interval with the effective number of mentions: n* = θ(1 − θ)/V, at most the mentions themselves; where nothing varies, the
 * units that hold them, since mentions of a sentence may share their fate. F1 = 2q/(1 + q) goes through q, hits over the union.
 */
export function effectiveRatioInterval(evidence: RatioEvidence, level: number): Interval {
  const { ratio, hits, whole, variance, units } = evidence;
  const share = hits / whole;
  const varies = variance > 0 && hits > 0 && hits < whole;
  const effective = varies ? Math.min(whole, (share * (1 - share)) / variance) : Math.min(whole, units);
  const { low, high } = wilson(share * effective, effective, level);
  const back = (q: number): number => (ratio === 'f1' ? (2 * q) / (1 + q) : q);
  return {
    low: back(low),
    high: back(high),
    level,
    method: 'Wilson with the effective number of mentions',
  };
}

/**
 * Interval of precision, recall or F1 of mentions: percentile bootstrap, widened where hits, misses or the units that hold
 * them are few. `drawn` null: Wilson alone.
 */
export function ratioInterval(
  evidence: RatioEvidence,
  drawn: DrawnValues | null,
  from: Resampling,
  level: number,
  rule: IntervalRule = intervalRule,
): Interval {
  if (drawn === null || drawn.ascending.length === 0) return effectiveRatioInterval(evidence, level);
  const bootstrap = percentileInterval(evidence.value, drawn, level, from);
  const { hits, whole, units } = evidence;
  const misses = whole - hits;
  const few = Math.min(hits, misses);
  if (few >= rule.fewestOutcomes && units >= rule.fewestUnits) return bootstrap;
  const why =
    few >= rule.fewestOutcomes
      ? `only ${formatCount(units)} ${from.groups.kind} hold such mentions`
      : `only ${formatCount(few)} ${hits <= misses ? 'are right' : 'are wrong'}`;
  return widened(bootstrap, effectiveRatioInterval(evidence, level), why);
}

/** Interval of a mean over types, widened to Wilson with the effective number of mentions when one of its types has few. */
export function averageInterval(
  value: number,
  drawn: DrawnValues,
  from: Resampling,
  level: number,
  small: {
    readonly variance: number;
    readonly centre: number;
    readonly mentions: number;
    readonly types: number;
  } | null,
): Interval {
  const bootstrap = percentileInterval(value, drawn, level, from);
  if (small === null) return bootstrap;
  const { variance, centre, mentions, types } = small;
  const effective = variance > 0 ? Math.min(mentions, (centre * (1 - centre)) / variance) : mentions;
  const by = {
    ...wilson(value * effective, effective, level),
    method: 'Wilson with the effective number of mentions',
  };
  return widened(
    bootstrap,
    by,
    types === 1 ? 'one of its types has few' : `${formatCount(types)} of its types have few`,
  );
}
