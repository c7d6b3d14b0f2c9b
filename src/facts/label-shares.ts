import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import { matchLabels } from '../text/label-match.ts';
import { formatCount } from '../text/numbers.ts';
import type { LabelShares } from './define.ts';

/** Shares of the labels among the references that predictions were saved for, or null without predictions. */
export function referenceShares(
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): LabelShares | null {
  if (set === null || measures === null) return null;
  const { labels, counts } = measures.confusion;
  const support = labels.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < labels.length; column++) sum += counts[row * labels.length + column]!;
    return sum;
  });
  const split = set.split?.value;
  const where = split === undefined ? 'the saved predictions' : `the ${split} predictions`;
  return sharesOf(labels, support, 'references', (n) => `${n} references of ${where}`);
}

/**
 * Shares of the labels in the training file, by the model's names, a label that never occurs with 0. Null without the
 * file, or when its labels are not the model's: then it is not what this model was trained on.
 */
function trainingShares(run: Run): LabelShares | null {
  if (run.trainLabels === null) return null;
  const { value, from } = run.trainLabels;
  const match = matchLabels(value.labels, run.model.labels);
  if (match === null) return null;
  const counts = new Array<number>(match.labels.length).fill(0);
  match.place.forEach((index, own) => {
    counts[index]! += value.counts[own] ?? 0;
  });
  return sharesOf(match.labels, counts, 'training', (n) => `${formatCount(n)} training labels (${from})`);
}

/** Training labels first: they are what a model that learned nothing but frequencies has learned. */
export const labelShares = (
  run: Run,
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): LabelShares | null => trainingShares(run) ?? referenceShares(set, measures);

function sharesOf(
  labels: readonly string[],
  counts: readonly number[],
  of: LabelShares['of'],
  from: (n: number) => string,
): LabelShares | null {
  const n = counts.reduce((a, b) => a + b, 0);
  return n === 0 ? null : { labels, shares: counts.map((count) => count / n), n, of, from: from(n) };
}
