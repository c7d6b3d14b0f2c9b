import { join } from 'node:path';
import { afterfit, pythonPeer } from '../child.mjs';
import { writePredictions } from '../fixtures/predictions.mjs';

/** 100,000 predictions of 10 classes with probabilities; every score with its interval. */
export const predictions = {
  name: 'predictions',
  prepare(folder) {
    const file = join(folder, 'predictions.csv');
    writePredictions(file, { rows: 100_000, classes: 10 });
    const peer = (title, ...options) =>
      pythonPeer(title, 'sklearn', 'bench/peers/intervals.py', file, ...options);
    return [
      {
        title: '100k predictions of 10 classes, all intervals',
        sample: () => afterfit(file, '--format', 'terminal'),
        targets: { seconds: 1, megabytes: null },
        peers: [
          peer('scikit-learn, numpy bootstrap of the matrix × 1,000'),
          peer('scikit-learn, examples resampled × 20 only', '--examples', '20'),
        ],
      },
    ];
  },
};
