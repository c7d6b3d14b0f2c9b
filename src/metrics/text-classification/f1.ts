import type { Score } from '../../model/report.ts';
import { wilson } from '../../stats/index.ts';
import type { Tally } from './counts.ts';
import {
  type AverageAt,
  averaged,
  type Metric,
  noRows,
  overPresent,
  proportion,
  undefinedScore,
  unseenLabels,
} from './metric.ts';
import { noInfluence, type Shares } from './shares.ts';

const perLabel = '2·TP / (2·TP + FP + FN)';
const macro = `mean of the labels’ F1, ${overPresent.replace('mean ', '')}; not the F1 of mean precision and mean recall`;
const micro = 'all labels pooled; equals accuracy with one label a row';
const weighted = 'mean of the labels’ F1 weighted by the rows of each label';

/** F1 of a label that has any rows or predictions, else 0; only called for present labels. */
const scoreOf = (counts: Tally, i: number): number =>
  (2 * counts.truePositives[i]!) / (counts.support[i]! + counts.predicted[i]!);

/**
 * F1 of one label; undefined when it occurs neither as reference nor as prediction. Given the rows that are or are
 * called the label (TP + FP + FN of them), TP is a binomial count, so q = TP/(TP + FP + FN) has Wilson's interval, and
 * F1 = 2q/(1 + q) rises with q. Coverage against a bootstrap: docs/metrics/intervals.md.
 */
export function f1Of(counts: Tally, label: number, level: number): Score {
  const either = counts.support[label]! + counts.predicted[label]! - counts.truePositives[label]!;
  if (!(either > 0)) {
    return undefinedScore('f1', perLabel, 'the label occurs neither as reference nor as prediction');
  }
  const { low, high } = wilson(counts.truePositives[label]!, either, level);
  const fromShare = (q: number): number => (2 * q) / (1 + q);
  return {
    metric: 'f1',
    convention: perLabel,
    value: scoreOf(counts, label),
    reason: null,
    interval: { low: fromShare(low), high: fromShare(high), level, method: 'Wilson on TP/(TP + FP + FN)' },
  };
}

export function macroF1(shares: Shares): AverageAt {
  const influence = noInfluence(shares.reference.length);
  const labels = shares.present.length;
  let value = 0;
  let shortfall = 0;
  for (const i of shares.present) {
    const both = shares.reference[i]! + shares.predicted[i]!;
    const f1 = (2 * shares.right[i]!) / both;
    value += f1 / labels;
    // Second-order Taylor term of 2a/u with Cov(a, u) = 2a − au and Var(u) = u + 2a − u² per example.
    shortfall += (f1 * (1 - f1)) / (shares.total * both) / labels;
    influence.byReference[i] = -f1 / both / labels;
    influence.byPredicted[i] = -f1 / both / labels;
    influence.ifRight[i] = 2 / both / labels;
  }
  return { value, influence, shortfall };
}

export function weightedF1(shares: Shares): AverageAt {
  const influence = noInfluence(shares.reference.length);
  const each = (i: number): number => (2 * shares.right[i]!) / (shares.reference[i]! + shares.predicted[i]!);
  let value = 0;
  for (const i of shares.present) value += shares.reference[i]! * each(i);
  for (const i of shares.present) {
    const f1 = each(i);
    const lift = shares.reference[i]! / (shares.reference[i]! + shares.predicted[i]!);
    influence.byReference[i] = f1 - value - f1 * lift;
    influence.byPredicted[i] = -f1 * lift;
    influence.ifRight[i] = 2 * lift;
  }
  return { value, influence };
}

export const f1: Metric = {
  id: 'f1',
  title: 'F1',
  overall(counts, level) {
    if (!(counts.n > 0)) {
      return [
        undefinedScore('f1_macro', macro, noRows),
        undefinedScore('f1_micro', micro, noRows),
        undefinedScore('f1_weighted', weighted, noRows),
      ];
    }
    const mean = counts.present.reduce((sum, i) => sum + scoreOf(counts, i), 0) / counts.present.length;
    const byRows =
      counts.present.reduce((sum, i) => sum + scoreOf(counts, i) * counts.support[i]!, 0) / counts.n;
    const unseen = unseenLabels(counts, counts.support, counts.predicted);
    return [
      averaged('f1_macro', macro, mean, counts, { lowest: 0, unseen, at: macroF1 }, level),
      proportion('f1_micro', micro, counts.right, counts.n, noRows, level),
      averaged('f1_weighted', weighted, byRows, counts, { lowest: 0, at: weightedF1 }, level),
    ];
  },
};
