import { describe, expect, it } from 'vitest';
import { nanHiddenInLog } from '../../../src/audits/numerics/nan-hidden-in-log.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import type { Series } from '../../../src/model/series.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const NaNs = Number.NaN;
const rows = (tag: string, values: readonly number[]): Series =>
  series(
    tag,
    values.map((v, i) => [50 * (i + 1), v]),
  );
const run = (all: readonly Series[], more: RunSketch = {}): Run =>
  makeRun({ series: all, learningRate: 5e-5, ...more });
const judge = (of: Run): string => brief(verdict(nanHiddenInLog, of));
const zeros = rows('loss', [0.6, 0.5, 0.41, 0, 0, 0]);

describe('nan-hidden-in-log', () => {
  it.each<[string, Run, string]>([
    ['a loss that jumps to exactly 0.0', run([zeros]), 'strong problem'],
    [
      '… beside a gradient norm that is NaN',
      run([zeros, rows('grad_norm', [1, 1, 1, NaNs, NaNs, NaNs])]),
      'fact problem',
    ],
    [
      'a gradient norm that stays NaN beside a constant loss',
      run([rows('loss', [0, 0, 0]), rows('grad_norm', [NaNs, NaNs, NaNs])]),
      'fact problem',
    ],
    [
      'a validation loss that is NaN before the zeros',
      run([
        zeros,
        series('eval_loss', [
          [150, 0.4],
          [200, NaNs],
          [300, NaNs],
        ]),
      ]),
      'fact problem',
    ],
    [
      '… whose metric is one class',
      run([
        series('eval_loss', [
          [1, NaNs],
          [2, NaNs],
        ]),
        series('eval_mcc', [
          [1, 0],
          [2, 0],
        ]),
      ]),
      'fact problem',
    ],
    [
      'a loss that comes down to 0.0 step by step',
      run([rows('loss', [0.6, 0.1, 0.01, 0.001, 0.0003, 0.0001, 0, 0, 0])]),
      'pass',
    ],
    ['a loss of exactly 0.0 from the first row on', run([rows('loss', [0, 0, 0, 0])]), 'strong problem'],
    [
      'the same of a loss that may be 0 at the start',
      run([rows('loss', [0, 0, 0, 0])], { model: { architecture: 'PolicyModel' } }),
      'pass',
    ],
    ['zeros with a sound evaluation after them', run([zeros, series('eval_loss', [[300, 0.2]])]), 'pass'],
    [
      'zeros with a finite gradient norm',
      run([zeros, rows('grad_norm', [1, 1, 1, 0.01, 0.01, 0.02])]),
      'pass',
    ],
    [
      'zeros with a gradient norm of 0: batches without a label',
      run([zeros, rows('grad_norm', [1, 1, 1, 0, 0, 0])]),
      'likely problem',
    ],
    [
      'zeros where the filter was off',
      run([zeros], { hyperparameters: { nanFilter: stated(false, 'x') } }),
      'pass',
    ],
    [
      'a validation loss that is NaN while training moves on',
      run([
        rows('loss', [0.6, 0.5, 0.4, 0.3]),
        series('eval_loss', [
          [100, NaNs],
          [200, NaNs],
        ]),
      ]),
      'pass',
    ],
    [
      'a gradient norm that is NaN while the loss moves on',
      run([rows('loss', [0.6, 0.5, 0.4, 0.3]), rows('grad_norm', [1, NaNs, NaNs, NaNs])]),
      'inconclusive',
    ],
    [
      'infinite gradient norms at the start, as under loss scaling',
      run([rows('loss', [0.6, 0.5, 0.4]), rows('grad_norm', [Number.POSITIVE_INFINITY, 2, 1])]),
      'pass',
    ],
    ['nothing but a metric', run([rows('eval_accuracy', [0.8])]), 'not-applicable'],
  ])('on %s', (_, of, expected) => {
    expect(judge(of)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('passes an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('pass');
  });

  it('says when it died and switches the filter off', () => {
    const found = finding(verdict(nanHiddenInLog, run([zeros])));
    expect(found.title).toContain('step 200');
    expect(found.advice?.settings?.logging_nan_inf_filter).toBe('False');
  });

  it('does not blame gradients when the run was dead from the first row', () => {
    const found = finding(
      verdict(nanHiddenInLog, run([rows('loss', [0, 0]), rows('grad_norm', [NaNs, NaNs])])),
    );
    expect(found.cause?.text).toContain('from the first row');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(run([zeros]), 9))).toBe('strong problem');
  });
});
