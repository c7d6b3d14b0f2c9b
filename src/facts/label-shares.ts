import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { RunFacts } from './define.ts';

/** Shares of the labels among the references that predictions were saved for, or null without predictions. */
export function labelShares(
  set: PredictionSet | null,
  measures: ClassificationMeasures | null,
): ReturnType<RunFacts['labelShares']> {
  if (set === null || measures === null) return null;
  const { labels, counts } = measures.confusion;
  const support = labels.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < labels.length; column++) sum += counts[row * labels.length + column]!;
    return sum;
  });
  const n = support.reduce((a, b) => a + b, 0);
  if (n === 0) return null;
  const split = set.split?.value;
  return {
    labels,
    shares: support.map((count) => count / n),
    n,
    from: `${n} references of ${split === undefined ? 'the saved predictions' : `the ${split} predictions`}`,
  };
}
