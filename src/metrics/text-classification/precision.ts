import type { Score } from '../../model/report.ts';
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

const perLabel = 'share of the rows predicted as this label that have it as their reference';
const asZero = 'a label that is never predicted counts as 0, as scikit-learn does';
const macro = `${overPresent}; ${asZero}`;
const micro = 'all labels pooled; equals accuracy with one label a row';
const weighted = `mean weighted by the rows of each label; ${asZero}`;

/** Precision of one label; undefined when it is never predicted. */
export const precisionOf = (counts: Tally, label: number, level: number): Score =>
  proportion(
    'precision',
    perLabel,
    counts.truePositives[label]!,
    counts.predicted[label]!,
    'no row is predicted as this label',
    level,
  );

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

export function macroPrecision(shares: Shares): AverageAt {
  const influence = noInfluence(shares.reference.length);
  const labels = shares.present.length;
  let value = 0;
  for (const j of shares.present) {
    const predicted = shares.predicted[j]!;
    if (!(predicted > 0)) continue;
    const precision = shares.right[j]! / predicted;
    value += precision / labels;
    influence.byPredicted[j] = -precision / predicted / labels;
    influence.ifRight[j] = 1 / predicted / labels;
  }
  return { value, influence };
}

function weightedPrecision(shares: Shares): AverageAt {
  const influence = noInfluence(shares.reference.length);
  let value = 0;
  for (const i of shares.present)
    value += shares.reference[i]! * ratio(shares.right[i]!, shares.predicted[i]!);
  for (const i of shares.present) {
    const precision = ratio(shares.right[i]!, shares.predicted[i]!);
    const lift = ratio(shares.reference[i]!, shares.predicted[i]!);
    influence.byReference[i] = precision - value;
    influence.byPredicted[i] = -precision * lift;
    influence.ifRight[i] = lift;
  }
  return { value, influence };
}

export const precision: Metric = {
  id: 'precision',
  title: 'Precision',
  overall(counts, level) {
    if (!(counts.n > 0)) {
      return [
        undefinedScore('precision_macro', macro, noRows),
        undefinedScore('precision_micro', micro, noRows),
        undefinedScore('precision_weighted', weighted, noRows),
      ];
    }
    const each = (i: number): number => ratio(counts.truePositives[i]!, counts.predicted[i]!);
    const mean = counts.present.reduce((sum, i) => sum + each(i), 0) / counts.present.length;
    const byRows = counts.present.reduce((sum, i) => sum + each(i) * counts.support[i]!, 0) / counts.n;
    const unseen = unseenLabels(counts, counts.predicted, counts.support);
    return [
      averaged('precision_macro', macro, mean, counts, { lowest: 0, unseen, at: macroPrecision }, level),
      proportion('precision_micro', micro, counts.right, counts.n, noRows, level),
      averaged('precision_weighted', weighted, byRows, counts, { lowest: 0, at: weightedPrecision }, level),
    ];
  },
};
