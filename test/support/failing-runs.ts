import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom } from '../../src/stats/index.ts';
import { collapsed, lossRisesWhileF1Rises, noTrainingLoss } from './ordinary-runs.ts';
import { makeRun, series } from './runs.ts';

const random = createRandom(12);
const rows = (n: number, every: number, level: (share: number) => number): [number, number][] =>
  Array.from({ length: n }, (_, i) => [every * (i + 1), level(i / (n - 1)) * (1 + 0.02 * random.normal())]);

/** One run for each way in which a training fails or its log misleads, for checks that hold for every finding. */
export const failingRuns: Readonly<Record<string, Run>> = {
  collapsed: collapsed(),
  'logged once': lossRisesWhileF1Rises(872),
  'not logged': noTrainingLoss(),
  diverged: makeRun({
    series: [
      series(
        'loss',
        rows(80, 10, (share) => (share < 0.5 ? 0.7 - share : 0.69)),
      ),
      series('eval_loss', [
        [400, 0.3],
        [800, 0.71],
      ]),
    ],
    learningRate: 3e-4,
  }),
  dead: makeRun({
    series: [
      series('loss', [
        [50, 0.6],
        [100, 0.4],
        [150, Number.NaN],
        [200, Number.NaN],
      ]),
    ],
    learningRate: 5e-5,
  }),
  'dead behind zeros': makeRun({
    series: [
      series('loss', [
        [50, 0.6],
        [100, 0.4],
        [150, 0],
        [200, 0],
      ]),
    ],
    learningRate: 5e-5,
  }),
  crawling: makeRun({
    series: [
      series(
        'loss',
        rows(40, 10, (share) => 0.71 - 0.01 * share),
      ),
    ],
    learningRate: 1e-7,
  }),
  'few updates': makeRun({
    series: [
      series(
        'loss',
        rows(15, 2, (share) => 0.7 - 0.3 * share),
      ),
    ],
    trainSize: 160,
    learningRate: 3e-5,
    run: { lastEpoch: 3 },
  }),
  underfitted: makeRun({
    series: [
      series(
        'loss',
        rows(60, 50, (share) => 0.6 + 0.1 * Math.exp(-20 * share)),
      ),
      series('eval_loss', [
        [1500, 0.61],
        [3000, 0.61],
      ]),
      series('eval_accuracy', [
        [1500, 0.61],
        [3000, 0.62],
      ]),
    ],
    validationSize: 1000,
    learningRate: 2e-5,
    run: { lastEpoch: 3 },
  }),
  resumed: makeRun({
    series: [
      series(
        'loss',
        rows(40, 10, (share) => 0.7 - 0.4 * share),
      ),
    ],
    run: {
      seams: [{ step: 200, after: 190, discardedRows: 3, evidence: 'steps 200 to 220 were logged twice' }],
      finalValues: [
        { split: 'train', evaluationSet: null, quantity: 'loss', value: 0.12, from: 'train_results.json' },
      ],
    },
  }),
  'rate above the range': makeRun({
    series: [series('eval_loss', [[10, 0.5]])],
    learningRate: 5e-4,
    hyperparameters: { learningRate: stated(5e-4, 'x') },
  }),
};
