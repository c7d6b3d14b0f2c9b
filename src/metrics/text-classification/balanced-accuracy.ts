import { type Average, averaged, type Metric, noRows, overReference, undefinedScore } from './metric.ts';
import { macroRecall } from './recall.ts';

const name = 'balanced_accuracy';
const convention = `recall, ${overReference}`;

export const balancedAccuracy: Metric = {
  id: 'balanced-accuracy',
  title: 'Balanced accuracy',
  overall(counts, level) {
    if (!(counts.n > 0)) return [undefinedScore(name, convention, noRows)];
    const labels = counts.present.filter((i) => counts.support[i]! > 0);
    const value =
      labels.reduce((sum, i) => sum + counts.truePositives[i]! / counts.support[i]!, 0) / labels.length;
    const average: Average = { lowest: 0, at: (shares) => macroRecall(shares, labels) };
    return [averaged(name, convention, value, counts, average, level)];
  },
};
