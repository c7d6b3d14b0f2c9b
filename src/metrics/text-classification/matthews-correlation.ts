import type { Tally } from './counts.ts';
import { type AverageAt, averaged, type Metric, noRows, undefinedScore } from './metric.ts';
import { noInfluence, type Shares } from './shares.ts';

const name = 'mcc';
const convention = 'Matthews correlation for several labels (R_K of Gorodkin 2004), −1 to 1, 0 for chance';

/** Correlation from margins and diagonal; null when references or predictions hold one label only. */
function correlation(counts: Tally): number | null {
  let agreement = 0;
  let referenceSquares = 0;
  let predictedSquares = 0;
  for (const i of counts.present) {
    agreement += counts.support[i]! * counts.predicted[i]!;
    referenceSquares += counts.support[i]! ** 2;
    predictedSquares += counts.predicted[i]! ** 2;
  }
  const square = counts.n * counts.n;
  const spread = Math.sqrt((square - referenceSquares) * (square - predictedSquares));
  return spread > 0 ? (counts.right * counts.n - agreement) / spread : null;
}

export function correlationAt(shares: Shares): AverageAt {
  const influence = noInfluence(shares.reference.length);
  let right = 0;
  let agreement = 0;
  let referenceSquares = 0;
  let predictedSquares = 0;
  for (const i of shares.present) {
    right += shares.right[i]!;
    agreement += shares.reference[i]! * shares.predicted[i]!;
    referenceSquares += shares.reference[i]! ** 2;
    predictedSquares += shares.predicted[i]! ** 2;
  }
  const spread = Math.sqrt((1 - referenceSquares) * (1 - predictedSquares));
  const value = (right - agreement) / spread;
  for (const i of shares.present) {
    const reference = shares.reference[i]!;
    const predicted = shares.predicted[i]!;
    // The effect on numerator and denominator, split by what it depends on.
    influence.byReference[i] =
      (right / 2 - predicted) / spread - (value * (1 - reference)) / (1 - referenceSquares);
    influence.byPredicted[i] =
      (right / 2 - reference) / spread - (value * (1 - predicted)) / (1 - predictedSquares);
    influence.ifRight[i] = 1 / spread;
  }
  return { value, influence };
}

export const matthewsCorrelation: Metric = {
  id: 'matthews-correlation',
  title: 'Matthews correlation',
  overall(counts, level) {
    if (!(counts.n > 0)) return [undefinedScore(name, convention, noRows)];
    const value = correlation(counts);
    if (value === null) {
      const side = counts.present.some((i) => counts.support[i] === counts.n) ? 'references' : 'predictions';
      return [
        undefinedScore(name, convention, `all ${side} are the same label, so there is nothing to correlate`),
      ];
    }
    return [averaged(name, convention, value, counts, { lowest: -1, at: correlationAt }, level)];
  },
};
