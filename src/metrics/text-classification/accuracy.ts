import { type Metric, noRows, proportion } from './metric.ts';

export const accuracy: Metric = {
  id: 'accuracy',
  title: 'Accuracy',
  overall: (counts, level) => [
    proportion(
      'accuracy',
      'share of rows whose prediction is the reference',
      counts.right,
      counts.n,
      noRows,
      level,
    ),
  ],
};
