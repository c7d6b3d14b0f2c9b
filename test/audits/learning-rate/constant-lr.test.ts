import { describe, expect, it } from 'vitest';
import { constantLr } from '../../../src/audits/learning-rate/constant-lr.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { scheduledRun } from '../../support/schedules.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(constantLr, run));

/** Twelve evaluations of 2,000 examples whose last ones scatter by `spread`. */
const evaluations = (spread: number): RunSketch => {
  const random = createRandom(5);
  return {
    series: [
      series(
        'eval_accuracy',
        Array.from({ length: 12 }, (_, i) => [
          80 * (i + 1),
          0.88 + spread * (i % 2 === 0 ? 1 : -1) * (0.8 + 0.4 * random.next()),
        ]),
      ),
    ],
    validationSize: 2000,
  };
};

describe('constant-lr', () => {
  it.each<[string, Run, string]>([
    ['a linear schedule', scheduledRun(), 'pass'],
    ['a cosine with warm-up', scheduledRun({ name: 'cosine', warmUp: 60 }), 'pass'],
    [
      'the first 4 % of a linear schedule, then stopped',
      scheduledRun({ total: 5000, made: 200, every: 10 }),
      'pass',
    ],
    ['a constant rate', scheduledRun({ name: 'constant' }), 'fact note'],
    ['a constant rate after a warm-up', scheduledRun({ name: 'constant', warmUp: 100 }), 'fact note'],
    [
      'a constant rate and calm evaluations',
      scheduledRun({ name: 'constant' }, evaluations(0.004)),
      'fact note',
    ],
    [
      'a constant rate and restless evaluations',
      scheduledRun({ name: 'constant' }, evaluations(0.05)),
      'fact risk',
    ],
    [
      '80 updates at a constant rate',
      scheduledRun({ name: 'constant', total: 80, every: 5 }),
      'not-applicable',
    ],
    [
      'a plateau that never came',
      makeRun({
        series: [
          series(
            'learning_rate',
            Array.from({ length: 10 }, (_, i) => [100 * (i + 1), 3e-5]),
          ),
        ],
        hyperparameters: { scheduler: stated('reduce_lr_on_plateau', 'training_args.bin') },
      }),
      'fact note',
    ],
    [
      'settings without a log of the rate',
      makeRun({
        series: [series('eval_loss', [[300, 0.5]])],
        hyperparameters: {
          learningRate: stated(3e-5, 'x'),
          scheduler: stated('constant', 'training_args.bin'),
        },
      }),
      'fact note',
    ],
    [
      'a rate in one row, without settings',
      makeRun({ series: [series('learning_rate', [[500, 3e-5]])] }),
      'not-applicable',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable/);
  });

  it('names the scatter and what the evaluation set explains', () => {
    expect(prose(verdict(constantLr, scheduledRun({ name: 'constant' }, evaluations(0.05))))).toMatch(
      /scattered by 0\.\d+, more than the evaluation set explains/,
    );
  });

  it('advises in the words of the framework', () => {
    const run = scheduledRun({ name: 'constant' });
    expect(finding(verdict(constantLr, run)).advice?.settings).toEqual({ lr_scheduler_type: '"linear"' });
    expect(finding(verdict(constantLr, { ...run, framework: 'keras' })).advice?.text).toContain('keras');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(scheduledRun({ name: 'constant' }), 3))).toBe('fact note');
  });
});
