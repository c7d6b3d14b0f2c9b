import { describe, expect, it } from 'vitest';
import { nanInfLoss } from '../../../src/audits/numerics/nan-inf-loss.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const NaNs = Number.NaN;
const rows = (values: readonly number[]): [number, number][] => values.map((v, i) => [50 * (i + 1), v]);
const dead = (): Run =>
  makeRun({ series: [series('loss', rows([0.6, 0.5, 0.4, NaNs, NaNs, NaNs]))], learningRate: 5e-5 });
const judge = (run: Run): string => brief(verdict(nanInfLoss, run));

describe('nan-inf-loss', () => {
  it.each<[string, Run, string]>([
    ['a loss that stays NaN', dead(), 'fact problem'],
    [
      'an infinite loss',
      makeRun({ series: [series('loss', rows([0.6, Number.POSITIVE_INFINITY]))] }),
      'fact problem',
    ],
    [
      'a loss that comes back',
      makeRun({ series: [series('loss', rows([0.6, 0.5, NaNs, 0.4, 0.3]))] }),
      'fact risk',
    ],
    [
      'a validation loss that is NaN beside a sound metric',
      makeRun({
        series: [
          series('loss', rows([0.6, 0.4])),
          series('eval_loss', rows([NaNs, NaNs])),
          series('eval_accuracy', rows([0.8, 0.9])),
        ],
        validationSize: 800,
      }),
      'fact risk',
    ],
    [
      'every other row NaN: a logger that fills gaps',
      makeRun({ series: [series('loss', rows([0.6, NaNs, 0.5, NaNs, 0.4, NaNs, 0.3]))] }),
      'inconclusive',
    ],
    ['finite losses', makeRun({ series: [series('loss', rows([0.6, 0.5]))] }), 'pass'],
    [
      'a gradient norm that is infinite once, as under loss scaling',
      makeRun({
        series: [
          series('loss', rows([0.6, 0.5, 0.4])),
          series('grad_norm', rows([Number.POSITIVE_INFINITY, 2, 1])),
        ],
      }),
      'pass',
    ],
    [
      'a NaN metric only',
      makeRun({ series: [series('loss', rows([0.6])), series('eval_f1', rows([NaNs]))] }),
      'pass',
    ],
    ['no loss', makeRun({}), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('passes an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('pass');
  });

  it('names the step, the last finite value and the checkpoint to restart from', () => {
    const run = {
      ...dead(),
      checkpoints: [100, 150, 200].map((step) => ({
        step,
        path: `checkpoint-${step}`,
        hasWeights: true,
        bytes: 1,
      })),
    };
    const found = finding(verdict(nanInfLoss, run));
    expect(found.title).toContain('step 200');
    expect(found.measured).toContain('0.400 at step 150');
    expect(found.advice?.text).toContain('`checkpoint-150`');
    expect(found.advice?.settings?.learning_rate).toBe('5e-6');
  });

  it('proposes bf16 for a run in fp16', () => {
    const run = makeRun({ series: dead().series, hyperparameters: { precision: stated('fp16', 'x') } });
    expect(finding(verdict(nanInfLoss, run)).advice?.settings).toMatchObject({ bf16: 'True', fp16: 'False' });
  });

  it('calls grown gradients the likely cause, and nothing else', () => {
    const norms = series(
      'grad_norm',
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 199].map((step, i) => [step, i < 9 ? 1.5 : 60]),
    );
    expect(finding(verdict(nanInfLoss, { ...dead(), series: [...dead().series, norms] })).cause?.claim).toBe(
      'likely',
    );
    expect(finding(verdict(nanInfLoss, dead())).cause?.claim).toBe('hint');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(dead(), 3))).toBe('fact problem');
  });
});
