import type { Score } from '../../model/report.ts';
import type { Tally } from './counts.ts';
import {
  type Average,
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

const perLabel = 'share of the rows of this label that are predicted as it';
const macro = `${overPresent}; a label that only occurs as a prediction counts as 0, as scikit-learn does`;
const micro = 'all labels pooled; equals accuracy with one label a row';
const weighted = 'mean weighted by the rows of each label; equals accuracy with one label a row';

/** Recall of one label; undefined when the references do not hold it. */
export const recallOf = (counts: Tally, label: number, level: number): Score =>
  proportion(
    'recall',
    perLabel,
    counts.truePositives[label]!,
    counts.support[label]!,
    'no row has this label as its reference',
    level,
  );

/** Mean recall over the given labels, and how it moves with one more example. */
export function macroRecall(shares: Shares, labels: readonly number[]): AverageAt {
  const influence = noInfluence(shares.reference.length);
  let value = 0;
  for (const i of labels) {
    const reference = shares.reference[i]!;
    if (!(reference > 0)) continue;
    const recall = shares.right[i]! / reference;
    value += recall / labels.length;
    influence.byReference[i] = -recall / reference / labels.length;
    influence.ifRight[i] = 1 / reference / labels.length;
  }
  return { value, influence };
}

export const recall: Metric = {
  id: 'recall',
  title: 'Recall',
  overall(counts, level) {
    if (!(counts.n > 0)) {
      return [
        undefinedScore('recall_macro', macro, noRows),
        undefinedScore('recall_micro', micro, noRows),
        undefinedScore('recall_weighted', weighted, noRows),
      ];
    }
    const labels = counts.present;
    const value =
      counts.present.reduce(
        (sum, i) => sum + (counts.support[i]! > 0 ? counts.truePositives[i]! / counts.support[i]! : 0),
        0,
      ) / labels.length;
    const unseen = unseenLabels(counts, counts.support, counts.predicted);
    const average: Average = { lowest: 0, unseen, at: (shares) => macroRecall(shares, labels) };
    return [
      averaged('recall_macro', macro, value, counts, average, level),
      proportion('recall_micro', micro, counts.right, counts.n, noRows, level),
      proportion('recall_weighted', weighted, counts.right, counts.n, noRows, level),
    ];
  },
};
