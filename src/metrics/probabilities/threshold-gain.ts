import type { Interval } from '../../model/outcome.ts';
import { ascendingOrder, bootstrapCells, createRandom, quantile } from '../../stats/index.ts';
import { randomHalves } from './halves.ts';

/** Outcomes of a yes/no decision; may be fractional when averaged over splits. */
export interface DecisionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** What is to be made large; NaN where it is not defined. */
export type DecisionMetric = (counts: DecisionCounts) => number;

/** F1 of the positive side; 0 without a hit, also when nothing was there to be hit, as scikit-learn counts. */
export const decisionF1: DecisionMetric = ({ truePositives: tp, falsePositives, falseNegatives }) =>
  tp === 0 ? 0 : (2 * tp) / (2 * tp + falsePositives + falseNegatives);

export interface ThresholdGain {
  /** Best on all rows: the one to set. Rows that score at least as high are positive. */
  readonly best: number | null;
  readonly reason: string | null;
  readonly current: number;
  readonly valueAtCurrent: number;
  /** Metric at `best` on the very rows it was chosen on; too good by the choosing. */
  readonly valueAtBest: number;
  /** Metric and gain on rows that the threshold was not chosen on. */
  readonly heldOut: { readonly value: number; readonly gain: number; readonly interval: Interval } | null;
  /** Middle 90 % of the thresholds chosen on halves: wide means that the data do not settle it. */
  readonly chosen: { readonly low: number; readonly high: number } | null;
  /** Half the best F1 is the best threshold of true probabilities (Lipton et al. 2014); far from it they are not. Only for F1. */
  readonly ifCalibrated: number | null;
  readonly positives: number;
  readonly rows: number;
  readonly splits: number;
  readonly seed: number;
}

export interface ThresholdOptions {
  /** Threshold in use, 0.5 unless given. */
  readonly current?: number;
  readonly metric?: DecisionMetric;
  /** Splits into two halves that the gain is averaged over, 20 unless given. */
  readonly splits?: number;
  readonly draws?: number;
  readonly seed?: number;
  readonly level?: number;
}

/** Fewer positives leave a half without enough to choose by. */
const FEWEST_POSITIVES = 4;

interface Chosen {
  readonly threshold: number;
  readonly value: number;
}

/**
 * Best threshold over the rows of one half (or all, with `half` null): between two distinct scores, in their middle; among equally
 * good ones the nearest to the current one.
 */
function choose(
  positive: Uint8Array,
  score: Float64Array,
  order: Uint32Array,
  member: (row: number) => boolean,
  metric: DecisionMetric,
  current: number,
): Chosen {
  let positives = 0;
  let rows = 0;
  for (let i = 0; i < score.length; i++) {
    if (!member(i)) continue;
    rows++;
    positives += positive[i]!;
  }
  let hits = 0;
  let called = 0;
  let best: Chosen = { threshold: current, value: Number.NEGATIVE_INFINITY };
  const consider = (threshold: number): void => {
    const falsePositives = called - hits;
    const value = metric({
      truePositives: hits,
      falsePositives,
      falseNegatives: positives - hits,
      trueNegatives: rows - positives - falsePositives,
    });
    const closer = Math.abs(threshold - current) < Math.abs(best.threshold - current);
    if (value > best.value + 1e-12 || (value > best.value - 1e-12 && closer)) best = { threshold, value };
  };
  let above = Number.NaN;
  for (let k = score.length - 1; k >= 0; k--) {
    const row = order[k]!;
    if (!member(row)) continue;
    const value = score[row]!;
    if (called === 0) consider(value + Math.abs(value) * 1e-9 + 1e-12);
    // Everything between two scores decides alike: the current threshold, if it lies there, else the middle.
    else if (value < above) consider(current > value && current <= above ? current : between(value, above));
    hits += positive[row]!;
    called++;
    above = value;
  }
  if (called > 0) consider(Math.min(above, current));
  return best;
}

/** A threshold that tells two scores apart; the middle of neighbouring numbers may be the lower one. */
const between = (lower: number, upper: number): number => {
  const middle = (lower + upper) / 2;
  return middle > lower ? middle : upper;
};

/** Cells: reference × called at the current threshold × called at the chosen one. */
const cellOf = (reference: number, before: boolean, after: boolean): number =>
  reference * 4 + (before ? 2 : 0) + (after ? 1 : 0);

function countsOf(cells: Float64Array, after: boolean): DecisionCounts {
  const called = (reference: number, yes: 0 | 1): number =>
    after
      ? cells[reference * 4 + yes]! + cells[reference * 4 + 2 + yes]!
      : cells[reference * 4 + 2 * yes]! + cells[reference * 4 + 2 * yes + 1]!;
  return {
    truePositives: called(1, 1),
    falsePositives: called(0, 1),
    falseNegatives: called(1, 0),
    trueNegatives: called(0, 0),
  };
}

/**
 * What another threshold would bring. Chosen on one half and judged on the other, both ways, averaged over several splits: the gain
 * on the rows that the threshold was chosen on is always at least 0 and means nothing. The interval is a percentile bootstrap
 * of the rows' decisions, averaged over splits. Null without enough rows on a side.
 */
export function thresholdGain(
  positive: Uint8Array,
  score: Float64Array,
  options: ThresholdOptions = {},
): ThresholdGain {
  const { current = 0.5, metric = decisionF1, splits = 20, draws = 1000, seed = 1, level = 0.95 } = options;
  const n = score.length;
  const order = ascendingOrder(score);
  const cells = new Float64Array(8);
  let positives = 0;
  for (let i = 0; i < n; i++) {
    positives += positive[i]!;
    const called = score[i]! >= current;
    cells[cellOf(positive[i]!, called, called)]!++;
  }
  const plain = cells.slice();
  const fixed = { current, positives, rows: n, splits, seed, valueAtCurrent: metric(countsOf(cells, false)) };
  if (Math.min(positives, n - positives) < FEWEST_POSITIVES) {
    return {
      ...fixed,
      best: null,
      reason: `${positives} positive and ${n - positives} other rows; at least ${FEWEST_POSITIVES} of each are needed`,
      valueAtBest: fixed.valueAtCurrent,
      heldOut: null,
      chosen: null,
      ifCalibrated: null,
    };
  }
  const overall = choose(positive, score, order, () => true, metric, current);
  cells.fill(0);
  const thresholds: number[] = [];
  for (let split = 0; split < splits; split++) {
    const half = randomHalves(n, seed + split);
    const chosen = [0, 1].map(
      (side) => choose(positive, score, order, (row) => half[row] === side, metric, current).threshold,
    );
    thresholds.push(...chosen);
    for (let i = 0; i < n; i++) {
      const cell = cellOf(positive[i]!, score[i]! >= current, score[i]! >= chosen[1 - half[i]!]!);
      cells[cell] = cells[cell]! + 1 / splits;
    }
  }
  const gainOf = (drawn: Float64Array): number =>
    metric(countsOf(drawn, true)) - metric(countsOf(drawn, false));
  const gains = bootstrapCells(plain, gainOf, createRandom(seed), draws, cells).filter(
    (gain) => !Number.isNaN(gain),
  );
  const tail = (1 - level) / 2;
  return {
    ...fixed,
    best: overall.threshold,
    reason: null,
    valueAtBest: overall.value,
    heldOut: {
      value: metric(countsOf(cells, true)),
      gain: gainOf(cells),
      interval: {
        low: quantile(gains, tail),
        high: quantile(gains, 1 - tail),
        level,
        method: `bootstrap of rows, ${draws} draws; threshold chosen on the other half, mean of ${splits} splits`,
      },
    },
    chosen: { low: quantile(thresholds, 0.05), high: quantile(thresholds, 0.95) },
    ifCalibrated: metric === decisionF1 ? overall.value / 2 : null,
  };
}
