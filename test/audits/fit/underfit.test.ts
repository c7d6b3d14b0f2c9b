import { describe, expect, it } from 'vitest';
import { underfit } from '../../../src/audits/fit/underfit.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(underfit, run));

/** 60 rows that settle at `level`, with validation and accuracy as given. */
function settled(level: number, validation: number, accuracy: number | null, sketch: RunSketch = {}): Run {
  const random = createRandom(8);
  return makeRun({
    validationSize: 1000,
    ...sketch,
    series: [
      series(
        'loss',
        Array.from({ length: 60 }, (_, i) => [
          50 * (i + 1),
          level + (0.7 - level) * Math.exp(-i / 5) + 0.01 * random.normal(),
        ]),
      ),
      series('eval_loss', [
        [1000, validation + 0.01],
        [2000, validation],
        [3000, validation],
      ]),
      ...(accuracy === null
        ? []
        : [
            series('eval_accuracy', [
              [1000, accuracy - 0.01],
              [2000, accuracy],
              [3000, accuracy],
            ]),
          ]),
    ],
    run: { lastEpoch: 3, ...sketch.run },
  });
}

describe('a metric near that of a constant answer, and no known level of the loss', () => {
  const unknown = (mcc: readonly number[], train: readonly number[]): Run =>
    makeRun({
      model: { architecture: null, labels: null },
      series: [
        series(
          'loss',
          train.map((v, i) => [535 * (i + 1), v]),
        ),
        series(
          'eval_loss',
          train.map((v, i) => [535 * (i + 1), v + 0.02]),
        ),
        series(
          'eval_mcc',
          mcc.map((v, i) => [535 * (i + 1), v]),
        ),
      ],
      run: { lastEpoch: mcc.length, task: null },
    });
  const little = [0, 0, 0.05, 0.07, 0.03, 0.06, 0.11, 0.12];
  const slow = [0.608, 0.593, 0.593, 0.585, 0.58, 0.575, 0.565, 0.547];

  it.each<[string, Run, string]>([
    ['MCC 0.12 after eight epochs, the training loss hardly lower', unknown(little, slow), 'likely risk'],
    [
      'the same, but the training data were learned',
      unknown(
        little,
        slow.map((v, i) => v / (i + 1)),
      ),
      'not-applicable',
    ],
    [
      'a metric that got somewhere',
      unknown(
        little.map((v) => 4 * v),
        slow,
      ),
      'not-applicable',
    ],
    ['two epochs', unknown(little.slice(0, 2), slow.slice(0, 2)), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });
});

describe('underfit', () => {
  it.each<[string, Run, string]>([
    ['settled at 85 % of guess level, accuracy 0.62', settled(0.59, 0.6, 0.62), 'likely risk'],
    ['the same without a metric', settled(0.59, 0.6, null), 'hint risk'],
    ['a noisy task with a good accuracy', settled(0.4, 0.41, 0.84), 'pass'],
    ['training data learned', settled(0.2, 0.4, 0.8), 'pass'],
    ['validation clearly worse than training', settled(0.45, 0.62, 0.62), 'pass'],
    ['guess level: another check speaks', settled(0.69, 0.69, 0.5), 'pass'],
    [
      'label smoothing',
      settled(0.59, 0.6, 0.62, {
        hyperparameters: { labelSmoothing: { value: 0.1, origin: 'stated', from: 'x' } },
      }),
      'not-applicable',
    ],
    ['regression', settled(0.59, 0.6, null, { model: { problemType: 'regression' } }), 'not-applicable'],
    ['no validation', makeRun({ series: [series('loss', [[1, 0.6]])] }), 'not-applicable'],
    [
      'one row of training loss',
      makeRun({ series: [series('loss', [[500, 0.6]]), series('eval_loss', [[500, 0.6]])] }),
      'inconclusive',
    ],
    ['half an epoch', settled(0.59, 0.6, 0.62, { run: { lastEpoch: 0.5 } }), 'inconclusive'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('passes while the loss is still falling', () => {
    const run = makeRun({
      series: [
        series(
          'loss',
          Array.from({ length: 40 }, (_, i) => [25 * (i + 1), 0.7 - 0.004 * i]),
        ),
        series('eval_loss', [
          [500, 0.6],
          [1000, 0.55],
        ]),
      ],
    });
    expect(judge(run)).toBe('pass');
  });

  it.each(Object.entries(ordinaryRuns))('raises no alarm on an ordinary run: %s', (_, make) => {
    expect(judge(make())).not.toMatch(/risk|problem/);
  });

  it('keeps its advice inside the usual range', () => {
    const at = (learningRate: number) =>
      finding(verdict(underfit, settled(0.59, 0.6, 0.62, { learningRate }))).advice?.settings?.learning_rate;
    expect(at(2e-5)).toBe('4e-5');
    expect(at(5e-5)).toBeUndefined();
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(settled(0.59, 0.6, 0.62), 20))).toBe('likely risk');
  });
});
