import { describe, expect, it } from 'vitest';
import { catastrophicForgetting } from '../../../src/audits/fit/catastrophic-forgetting.ts';
import type { Run } from '../../../src/model/run.ts';
import type { Series } from '../../../src/model/series.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(catastrophicForgetting, run));

interface Older {
  readonly accuracy?: readonly number[];
  readonly loss?: readonly number[];
  /** Examples of the older set; null when runtime and rate are not logged. */
  readonly size?: number | null;
  readonly name?: string;
  readonly firstStep?: number;
}

/** A run with its own evaluations and one of an older task, the first at step 0. */
function run({ accuracy, loss, size = 1000, name = 'old', firstStep = 0 }: Older): Run {
  const steps = (values: readonly number[]): [number, number][] =>
    values.map((value, i) => [firstStep + 200 * i, value]);
  const of = (quantity: string, points: [number, number][]): Series =>
    series(`eval_${name}_${quantity}`, points, { quantity, evaluationSet: name });
  const n = (accuracy ?? loss ?? []).length;
  return makeRun({
    learningRate: 3e-5,
    series: [
      series('eval_loss', [
        [0, 0.69],
        [200, 0.4],
        [400, 0.35],
      ]),
      series('eval_accuracy', [
        [0, 0.5],
        [200, 0.85],
        [400, 0.87],
      ]),
      ...(accuracy === undefined ? [] : [of('accuracy', steps(accuracy))]),
      ...(loss === undefined ? [] : [of('loss', steps(loss))]),
      ...(size === null
        ? []
        : [
            of('runtime', steps(Array.from({ length: n }, () => 2))),
            of('samples_per_second', steps(Array.from({ length: n }, () => size / 2))),
          ]),
    ],
  });
}

describe('catastrophic-forgetting', () => {
  it.each<[string, Run, string]>([
    ['accuracy on the older task from 90 to 80 %', run({ accuracy: [0.9, 0.84, 0.8] }), 'strong risk'],
    ['the same on 50 examples', run({ accuracy: [0.9, 0.84, 0.8], size: 50 }), 'pass'],
    ['the same without a size', run({ accuracy: [0.9, 0.84, 0.8], size: null }), 'inconclusive'],
    ['the older task got better', run({ accuracy: [0.8, 0.85, 0.86] }), 'pass'],
    ['the loss on the older task rose', run({ loss: [0.3, 0.5, 0.7] }), 'likely risk'],
    ['the loss rose a little', run({ loss: [0.3, 0.31, 0.32] }), 'pass'],
    ['a new head that knew nothing before', run({ loss: [0.69, 0.9, 1.1] }), 'not-applicable'],
    ['accuracy at guess level before', run({ accuracy: [0.51, 0.4, 0.3] }), 'not-applicable'],
    ['no value from before training', run({ accuracy: [0.9, 0.84, 0.8], firstStep: 200 }), 'not-applicable'],
    [
      'an evaluation of training examples',
      run({ accuracy: [0.9, 0.84, 0.8], name: 'train' }),
      'not-applicable',
    ],
    [
      'one evaluation set',
      makeRun({
        series: [
          series('eval_loss', [
            [0, 0.69],
            [200, 0.4],
          ]),
        ],
      }),
      'not-applicable',
    ],
  ])('on %s', (_, made, expected) => {
    expect(judge(made)).toBe(expected);
  });

  it('never claims the cause above a hint', () => {
    for (const made of [run({ accuracy: [0.9, 0.5] }), run({ loss: [0.3, 3] })])
      expect(finding(verdict(catastrophicForgetting, made)).cause?.claim).toBe('hint');
  });

  it.each(Object.entries(ordinaryRuns))('is silent on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('not-applicable');
  });

  it('does not depend on the length of a step or the name of the set', () => {
    expect(judge(stretched(run({ accuracy: [0.9, 0.84, 0.8] }), 10))).toBe('strong risk');
    expect(judge(run({ accuracy: [0.9, 0.84, 0.8], name: 'general' }))).toBe('strong risk');
  });
});
