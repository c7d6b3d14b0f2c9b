import { describe, expect, it } from 'vitest';
import { notComparable } from '../../../src/audits/comparison/not-comparable.ts';
import { stated } from '../../../src/model/known.ts';
import { flips, type GroupSketch, judgeRuns } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const judge = (runs: Parameters<typeof judgeRuns>[1], sketch?: GroupSketch): string =>
  brief(judgeRuns(notComparable, runs, sketch));
const smoothed = { labelSmoothing: stated(0.1, 'training_args.bin') };
const plain = { labelSmoothing: stated(0, 'training_args.bin') };

describe('not-comparable', () => {
  it.each([
    ['same task, labels and set', [trained(), trained({ rate: 1e-4 })], 'pass'],
    ['sizes a hair apart, worked out from rates', [trained({ n: 872 }), trained({ n: 873 })], 'pass'],
    ['evaluation sets of 872 and 1,000', [trained({ n: 872 }), trained({ n: 1000 })], 'fact problem'],
    [
      'other tasks',
      [trained(), trained({ run: { task: stated('token-classification', 'config.json') } })],
      'fact problem',
    ],
    [
      'other labels',
      [trained(), trained({ run: { model: { ...makeRun().model, labels: ['a', 'b', 'c'] } } })],
      'fact problem',
    ],
    [
      'label smoothing in one, while accuracy decides',
      [trained({ loss: [0.5, 0.4], settings: plain }), trained({ loss: [0.5, 0.4], settings: smoothed })],
      'fact note',
    ],
    [
      'one chose its checkpoint on the test set',
      [trained(), trained({ run: { selection: { ...makeRun().selection, metric: 'test_accuracy' } } })],
      'fact problem',
    ],
  ] as const)('%s', (_, runs, expected) => expect(judge(runs)).toBe(expected));

  it('label smoothing is a problem where the loss decides', () =>
    expect(
      judge(
        [trained({ loss: [0.5, 0.4], settings: plain }), trained({ loss: [0.5, 0.4], settings: smoothed })],
        {
          metric: 'loss',
        },
      ),
    ).toBe('fact problem'));

  it('reads references that differ off the joined predictions', () => {
    const joined = { ...flips(90, 4, 5, 1), referencesDiffer: 20 };
    expect(judge([makeRun(), makeRun()], { joined: [joined] })).toBe('fact problem');
    expect(judge([makeRun(), makeRun()], { joined: [{ ...joined, referencesDiffer: 0 }] })).toBe('pass');
  });

  it('joined predictions stay comparable where recorded scores are not', () =>
    expect(judge([trained({ n: 872 }), trained({ n: 1000 })], { joined: [flips(90, 4, 5, 1)] })).toBe(
      'fact note',
    ));

  it('is silent about a folder of unrelated runs that nobody asked to compare', () =>
    expect(judge([trained({ n: 872 }), trained({ n: 1000 })], { asked: false })).toBe('not-applicable'));

  it('names each size once', () => {
    const found = finding(
      judgeRuns(
        notComparable,
        [872, 1000, 1000].map((n) => trained({ n })),
      ),
    );
    expect(found.measured).toBe('A was evaluated on 872 examples, B and C on 1,000 examples');
    expect(found.subject!.runs).toHaveLength(3);
  });

  it('says the same of renamed runs in another order', () => {
    const runs = [trained({ n: 872 }), trained({ n: 1000, run: { title: 'x' } })];
    expect(judge([...runs].reverse())).toBe(judge(runs));
  });
});
