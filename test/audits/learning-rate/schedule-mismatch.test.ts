import { describe, expect, it } from 'vitest';
import { scheduleMismatch } from '../../../src/audits/learning-rate/schedule-mismatch.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { rates, type Scheduled, scheduledRun } from '../../support/schedules.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(scheduleMismatch, run));
const withRates = (values: readonly number[], sketch: Parameters<typeof makeRun>[0] = {}): Run =>
  makeRun({
    series: [
      series(
        'learning_rate',
        values.map((v, i) => [100 * (i + 1), v]),
      ),
    ],
    ...sketch,
  });

describe('schedule-mismatch', () => {
  it.each<[string, Scheduled]>([
    ['linear', {}],
    ['linear with warm-up', { warmUp: 100 }],
    ['linear, logged as older versions do', { warmUp: 60, style: 0 }],
    ['cosine', { name: 'cosine', warmUp: 60 }],
    ['polynomial', { name: 'polynomial' }],
    ['constant', { name: 'constant', warmUp: 60 }],
    ['linear, stopped by the user', { warmUp: 100, made: 400 }],
    ['linear, stopped during the warm-up', { warmUp: 300, total: 1000, made: 200 }],
    ['fp16 with three skipped updates', { skippedBy: (step) => (step > 40 ? 3 : 1) }],
  ])('passes %s', (_, shape) => {
    expect(judge(scheduledRun(shape))).toBe('pass');
  });

  it.each(['inverse_sqrt', 'cosine_with_min_lr', 'warmup_stable_decay', 'reduce_lr_on_plateau'])(
    'does not hold a rate above zero against %s',
    (name) => {
      const run = withRates([5e-5, 5e-5, 5e-5, 4e-5, 3e-5], {
        hyperparameters: {
          scheduler: stated(name, 'training_args.bin'),
          learningRate: stated(5e-5, 'x'),
          warmupSteps: stated(0, 'x'),
        },
      });
      expect(judge(run)).toBe('pass');
    },
  );

  it.each<[string, Run, string, RegExp]>([
    [
      'a warm-up longer than the run',
      scheduledRun({ warmUp: 500, total: 189 }),
      'fact risk',
      /never reached its peak/,
    ],
    [
      'the same without a log of the rate',
      makeRun({
        series: [
          series('eval_loss', [
            [63, 0.6],
            [126, 0.5],
            [189, 0.45],
          ]),
        ],
        hyperparameters: {
          learningRate: stated(3e-5, 'training_args.bin'),
          scheduler: stated('linear', 'training_args.bin'),
          warmupSteps: stated(500, 'training_args.bin'),
        },
      }),
      'fact risk',
      /Warm-up of 500 steps in a run of 189/,
    ],
    [
      'a rate that rises to the end, without settings',
      withRates([1e-6, 2e-6, 3e-6, 4e-6]),
      'fact risk',
      /still rising when training ended/,
    ],
    [
      'a schedule made for twice the steps',
      makeRun({
        series: [rates({ total: 2000, made: 1000 })],
        hyperparameters: scheduledRun().hyperparameters,
        run: { lastStep: 1000, plannedSteps: stated(1000, 'x') },
      }),
      'fact risk',
      /ended at 50 % of its peak under `linear`/,
    ],
    ['a warm-up over 40 % of the run', scheduledRun({ warmUp: 400 }), 'fact note', /Warm-up took 40 %/],
    [
      'a rate that rose again after a resume',
      makeRun({
        series: [
          series(
            'learning_rate',
            [5e-5, 4e-5, 3e-5, 2e-5, 4e-5, 3e-5].map((v, i) => [100 * (i + 1), v]),
          ),
        ],
        hyperparameters: scheduledRun().hyperparameters,
        run: { seams: [{ step: 500, after: 400, discardedRows: 0, evidence: 'x' }] },
      }),
      'fact risk',
      /rose again at step 500, where training was resumed/,
    ],
    [
      'rates of other settings',
      makeRun({
        series: [rates({ peak: 2e-5 })],
        hyperparameters: scheduledRun({ peak: 5e-5 }).hyperparameters,
        run: { lastStep: 1000, plannedSteps: stated(1000, 'x') },
      }),
      'fact note',
      /not those of the settings/,
    ],
    [
      'a rate of zero for the last 6 %',
      makeRun({
        series: [
          series(
            'learning_rate',
            Array.from({ length: 50 }, (_, i) => [20 * (i + 1), i >= 46 ? 0 : 5e-5 * (1 - i / 46)]),
          ),
        ],
        run: { lastStep: 1000, plannedSteps: stated(1000, 'x') },
      }),
      'fact note',
      /was 0 from step 940 on/,
    ],
  ])('finds %s', (_, run, expected, words) => {
    const outcome = verdict(scheduleMismatch, run);
    expect(brief(outcome)).toBe(expected);
    expect(prose(outcome)).toMatch(words);
  });

  it('takes several rises for a cyclic schedule, which is meant', () => {
    const wave = [5e-5, 2e-5, 0, 5e-5, 2e-5, 0, 5e-5, 2e-5, 0];
    expect(judge(withRates(wave))).toBe('pass');
    expect(
      judge(withRates(wave, { hyperparameters: { scheduler: stated('cosine_with_restarts', 'x') } })),
    ).toBe('pass');
  });

  it('cannot tell a long warm-up from a run that was stopped when no length is recorded', () => {
    const run = withRates([1e-6, 2e-6, 3e-6, 4e-6], {
      run: { framework: 'tensorboard', plannedSteps: null },
    });
    expect(judge(run)).toBe('inconclusive');
  });

  it('needs three rows or settings', () => {
    const run = withRates([3e-5], { run: { framework: 'tensorboard' } });
    expect(judge(run)).toBe('not-applicable');
  });

  it('gives the warm-up as a share, in the words of the version', () => {
    const old = finding(verdict(scheduleMismatch, scheduledRun({ warmUp: 500, total: 189 })));
    expect(old.advice?.settings).toEqual({ warmup_ratio: '0.1', warmup_steps: '0' });
    const newer = scheduledRun({ warmUp: 500, total: 189 }, { run: { frameworkVersion: '5.2.0' } });
    expect(finding(verdict(scheduleMismatch, newer)).advice?.settings).toEqual({ warmup_steps: '0.1' });
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable/);
  });

  it('does not depend on the length of a step', () => {
    const run = withRates([1e-6, 2e-6, 3e-6, 4e-6]);
    expect(judge(stretched(run, 7))).toBe(judge(run));
  });
});
