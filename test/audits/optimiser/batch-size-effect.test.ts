import { describe, expect, it } from 'vitest';
import { batchSizeEffect } from '../../../src/audits/optimiser/batch-size-effect.ts';
import { stated } from '../../../src/model/known.ts';
import type { Hyperparameters, Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(batchSizeEffect, run));
const batch = (micro: number, accumulation = 1): Partial<Hyperparameters> => ({
  perDeviceTrainBatchSize: stated(micro, 'training_args.bin'),
  gradientAccumulationSteps: stated(accumulation, 'training_args.bin'),
  devices: stated(1, 'training_args.bin'),
});

const stuck = series(
  'loss',
  Array.from({ length: 30 }, (_, i) => [5 * (i + 1), Math.LN2 + 0.002 * (i % 3)]),
);
const learnt = series('eval_accuracy', [
  [50, 0.9],
  [100, 0.91],
  [150, 0.908],
]);

/** 1,000 updates with a noisy loss, and ten evaluations that scatter by `spread`. */
function noisy(spread: number, sketch: RunSketch = {}): Run {
  const random = createRandom(9);
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 100 }, (_, i) => [10 * (i + 1), 0.4 + 0.2 * Math.abs(random.normal())]),
      ),
      series(
        'eval_accuracy',
        Array.from({ length: 10 }, (_, i) => [100 * (i + 1), 0.85 + spread * (i % 2 === 0 ? 1 : -1)]),
      ),
    ],
    validationSize: 2000,
    ...sketch,
  });
}

describe('batch-size-effect', () => {
  it.each<[string, Run, string]>([
    ['a batch of 32', makeRun({ series: [stuck], hyperparameters: batch(32) }), 'pass'],
    [
      'a batch of 256, 150 updates, a loss at guess level',
      makeRun({ series: [stuck], hyperparameters: batch(32, 8) }),
      'likely risk',
    ],
    [
      'a batch of 256, 150 updates, and a model that learned',
      makeRun({ series: [learnt], validationSize: 500, hyperparameters: batch(256) }),
      'hint note',
    ],
    [
      'a batch of 256 and 3,000 updates',
      makeRun({ series: [learnt], hyperparameters: batch(256), run: { lastStep: 3000 } }),
      'pass',
    ],
    ['a batch of 2 and restless evaluations', noisy(0.06, { hyperparameters: batch(2) }), 'likely note'],
    ['a batch of 2 and calm evaluations', noisy(0.003, { hyperparameters: batch(2) }), 'pass'],
    [
      'a batch of 2 and three evaluations',
      makeRun({ series: [learnt], hyperparameters: batch(2) }),
      'inconclusive',
    ],
    ['restless evaluations with a batch of 32', noisy(0.06, { hyperparameters: batch(32) }), 'pass'],
    ['a batch that is not recorded', makeRun({ series: [learnt] }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('advises a batch of 32 with the rate that goes with it, inside the table', () => {
    const run = makeRun({
      series: [stuck],
      hyperparameters: { ...batch(256), learningRate: stated(2e-4, 'x') },
    });
    // 2e-4 × √(32/256) = 7.1e-5, written with two digits.
    // One accumulation step is what it had, and no advice.
    expect(finding(verdict(batchSizeEffect, run)).advice?.settings).toEqual({
      per_device_train_batch_size: '32',
      learning_rate: '7.1e-5',
    });
    const usual = makeRun({
      series: [stuck],
      hyperparameters: { ...batch(256), learningRate: stated(2e-5, 'x') },
    });
    expect(finding(verdict(batchSizeEffect, usual)).advice?.settings).not.toHaveProperty('learning_rate');
  });

  it('spreads the batch over the devices', () => {
    const run = makeRun({ series: [stuck], hyperparameters: { ...batch(64), devices: stated(4, 'x') } });
    expect(finding(verdict(batchSizeEffect, run)).advice?.settings?.per_device_train_batch_size).toBe('8');
  });

  it('says that a rate too high looks alike', () => {
    expect(prose(verdict(batchSizeEffect, noisy(0.06, { hyperparameters: batch(2) })))).toContain(
      'looks alike',
    );
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable/);
  });

  it('does not depend on how the batch is made up', () => {
    const one = makeRun({ series: [stuck], hyperparameters: batch(256) });
    const many = makeRun({ series: [stuck], hyperparameters: batch(8, 32) });
    expect(judge(one)).toBe(judge(many));
  });
});
