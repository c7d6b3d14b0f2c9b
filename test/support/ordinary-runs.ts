import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun, series } from './runs.ts';

/**
 * Six ordinary runs of a BERT-base classifier on which a rule of thumb gives a wrong verdict: one training-loss row or
 * none, three evaluations, loss up while the metric rises, a long noisy plateau. Every audit has to be right on them.
 */

const linear = (peak: number, step: number, last: number): number => peak * (1 - step / last);

/** 3 epochs, default `logging_steps=500`: one loss row. The loss overfits, F1 is best at the end. No size is recorded. */
export function lossRisesWhileF1Rises(validationSize?: number): Run {
  return makeRun({
    series: [
      series('loss', [[500, 0.3871]]),
      series('learning_rate', [[500, linear(5e-5, 500, 690)]]),
      series('eval_loss', [
        [230, 0.452],
        [460, 0.497],
        [690, 0.621],
      ]),
      series('eval_f1', [
        [230, 0.842],
        [460, 0.861],
        [690, 0.863],
      ]),
    ],
    validationSize,
    trainSize: 3680,
    learningRate: 5e-5,
    run: { lastStep: 690, lastEpoch: 3, plannedSteps: stated(690, 'trainer_state.json#/max_steps') },
  });
}

/** 3 epochs, 150 steps: "No log" for the training loss, three evaluations, getting better. */
export function noTrainingLoss(): Run {
  return makeRun({
    series: [
      series('eval_loss', [
        [50, 0.588],
        [100, 0.467],
        [150, 0.441],
      ]),
      series('eval_accuracy', [
        [50, 0.702],
        [100, 0.784],
        [150, 0.798],
      ]),
    ],
    validationSize: 400,
    trainSize: 800,
    learningRate: 5e-5,
    run: { lastStep: 150, lastEpoch: 3 },
  });
}

/** Healthy and long: 100,000 logged rows, a plateau at 0.30 ± 0.05, whose lowest single row lies far below its end. */
export function longNoisyPlateau(rows = 100_000): Run {
  const random = createRandom(7);
  const loss: [number, number][] = [];
  const rate: [number, number][] = [];
  for (let row = 1; row <= rows; row++) {
    const share = row / rows;
    loss.push([row, Math.max(0.01, 0.3 + 0.4 * Math.exp(-share * 60) + 0.05 * random.normal())]);
    if (row % 1000 === 0) rate.push([row, linear(5e-5, row, rows)]);
  }
  const evaluations = Array.from({ length: 10 }, (_, i): [number, number, number] => [
    ((i + 1) * rows) / 10,
    0.318 + 0.003 * random.normal(),
    0.872 + 0.003 * random.normal(),
  ]);
  return makeRun({
    series: [
      series('loss', loss),
      series('learning_rate', rate),
      series(
        'eval_loss',
        evaluations.map(([step, value]) => [step, value]),
      ),
      series(
        'eval_accuracy',
        evaluations.map(([step, , value]) => [step, value]),
      ),
    ],
    validationSize: 10_000,
    learningRate: 5e-5,
    run: { lastStep: rows, lastEpoch: 10 },
  });
}

/** Collapsed: loss at ln 2, F1 0, accuracy 0.5123 in every evaluation, at a learning rate ten times too high. */
export function collapsed(): Run {
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 12 }, (_, i) => [50 * (i + 1), [0.7012, 0.6938, 0.6928, 0.6935][i % 4]!]),
      ),
      series(
        'learning_rate',
        Array.from({ length: 12 }, (_, i) => [50 * (i + 1), linear(5e-4, 50 * (i + 1), 600)]),
      ),
      series('eval_loss', [
        [200, 0.6934],
        [400, 0.6926],
        [600, 0.6929],
      ]),
      series('eval_accuracy', [
        [200, 0.5123],
        [400, 0.5123],
        [600, 0.5123],
      ]),
      series('eval_f1', [
        [200, 0],
        [400, 0],
        [600, 0],
      ]),
    ],
    validationSize: 1218,
    trainSize: 3200,
    learningRate: 5e-4,
    run: { lastStep: 600, lastEpoch: 3 },
  });
}

/** 10 epochs: validation loss 0.36 → 0.84, F1 0.86 at the first epoch and 0.89 from the fourth on. */
export function confidenceOnly(): Run {
  const loss = [0.36, 0.37, 0.42, 0.49, 0.56, 0.63, 0.69, 0.75, 0.8, 0.84];
  const f1 = [0.86, 0.875, 0.884, 0.89, 0.889, 0.891, 0.89, 0.891, 0.89, 0.89];
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 23 }, (_, i) => [100 * (i + 1), 0.012 + 0.45 * Math.exp(-(i + 1) / 4)]),
      ),
      series(
        'eval_loss',
        loss.map((value, i) => [230 * (i + 1), value]),
      ),
      series(
        'eval_f1',
        f1.map((value, i) => [230 * (i + 1), value]),
      ),
      series(
        'eval_accuracy',
        f1.map((value, i) => [230 * (i + 1), value + 0.004]),
      ),
    ],
    validationSize: 1000,
    trainSize: 3680,
    learningRate: 3e-5,
    run: { lastStep: 2300, lastEpoch: 10 },
  });
}

/** Healthy: 3 epochs, 69 training rows, three evaluations that get a little better each time. */
export function healthyThreeEpochs(): Run {
  const random = createRandom(3);
  const last = 690;
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 69 }, (_, i) => [
          10 * (i + 1),
          0.25 + 0.44 * Math.exp(-(i + 1) / 14) + 0.03 * random.normal(),
        ]),
      ),
      series(
        'learning_rate',
        Array.from({ length: 69 }, (_, i) => [10 * (i + 1), linear(3e-5, 10 * (i + 1), last)]),
      ),
      series('eval_loss', [
        [230, 0.362],
        [460, 0.331],
        [690, 0.327],
      ]),
      series('eval_accuracy', [
        [230, 0.846],
        [460, 0.868],
        [690, 0.871],
      ]),
    ],
    validationSize: 872,
    trainSize: 3680,
    learningRate: 3e-5,
    run: { lastStep: last, lastEpoch: 3 },
  });
}

export const ordinaryRuns = {
  'loss rises while F1 rises, one training row': lossRisesWhileF1Rises,
  'no training loss, three evaluations': noTrainingLoss,
  'a long noisy plateau': longNoisyPlateau,
  'a collapsed model': collapsed,
  'loss rises for ten epochs, F1 does not fall': confidenceOnly,
  'a healthy run of three epochs': healthyThreeEpochs,
} as const;
