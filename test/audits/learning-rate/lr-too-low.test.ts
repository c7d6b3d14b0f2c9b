import { describe, expect, it } from 'vitest';
import { lrTooLow } from '../../../src/audits/learning-rate/lr-too-low.ts';
import { tooFewUpdates } from '../../../src/audits/learning-rate/too-few-updates.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(lrTooLow, run));

/** `rows` of loss on a straight line from `start` to `end` with noise. */
function line(start: number, end: number, sketch: RunSketch = {}, seed = 4, rows = 40, every = 5): Run {
  const random = createRandom(seed);
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: rows }, (_, i) => [
          every * (i + 1),
          start + ((end - start) * i) / (rows - 1) + 0.006 * random.normal(),
        ]),
      ),
    ],
    ...sketch,
  });
}

describe('lr-too-low', () => {
  it.each<[string, Run, string]>([
    [
      '1e-7, and a loss that falls in a straight line by 5 %',
      line(0.705, 0.67, { learningRate: 1e-7 }),
      'strong problem',
    ],
    ['1e-7, and a loss that does not move', line(0.695, 0.694, { learningRate: 1e-7 }), 'likely problem'],
    [
      '1e-7, and three evaluations that hardly move',
      makeRun({
        series: [
          series('eval_loss', [
            [50, 0.701],
            [100, 0.698],
            [150, 0.697],
          ]),
        ],
        learningRate: 1e-7,
      }),
      'likely problem',
    ],
    [
      '5e-6, and three evaluations that hardly move',
      makeRun({
        series: [
          series('eval_loss', [
            [50, 0.701],
            [100, 0.698],
            [150, 0.697],
          ]),
        ],
        learningRate: 5e-6,
      }),
      'hint risk',
    ],
    ['5e-6, and a loss that came down', line(0.7, 0.3, { learningRate: 5e-6 }), 'pass'],
    ['1e-5, below the range but not far', line(0.7, 0.68, { learningRate: 1e-5 }), 'pass'],
    ['3e-5, and a loss that does not move', line(0.695, 0.694, { learningRate: 3e-5 }), 'pass'],
    [
      '1e-7 and one row of loss',
      makeRun({ series: [series('loss', [[500, 0.69]])], learningRate: 1e-7 }),
      'inconclusive',
    ],
    [
      'a model without usual rates',
      line(0.7, 0.69, {
        learningRate: 1e-7,
        model: { type: 't5', architecture: 'T5ForConditionalGeneration' },
      }),
      'not-applicable',
    ],
    [
      '2e-6, and a validation loss that turned: what crawls does not overfit',
      makeRun({
        series: [
          series('eval_loss', [
            [405, 0.323],
            [810, 0.274],
            [1215, 0.294],
            [1620, 0.332],
            [2025, 0.346],
          ]),
        ],
        learningRate: 2e-6,
      }),
      'pass',
    ],
    [
      '2e-6, and five rows of a training loss that came down to half',
      makeRun({
        series: [
          series('loss', [
            [500, 0.466],
            [1000, 0.247],
            [1500, 0.25],
            [2000, 0.217],
            [2500, 0.206],
          ]),
          series('eval_loss', [
            [1000, 0.3],
            [2500, 0.29],
          ]),
        ],
        learningRate: 2e-6,
      }),
      'pass',
    ],
    ['no learning rate', line(0.7, 0.69), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('passes an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('pass');
  });

  it('does not take one late row of a decayed rate for the rate', () => {
    const run = makeRun({
      series: [
        series('learning_rate', [[500, 1e-6]]),
        series('eval_loss', [
          [250, 0.69],
          [500, 0.69],
        ]),
      ],
      run: { lastStep: 510, plannedSteps: stated(510, 'x') },
    });
    expect(judge(run)).toBe('not-applicable');
  });

  it('proposes the first try of the range', () => {
    expect(finding(verdict(lrTooLow, line(0.705, 0.67, { learningRate: 1e-7 }))).advice?.settings).toEqual({
      learning_rate: '3e-5',
    });
  });

  it('is never confused with too few updates, in 20 runs of each', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const low = line(0.705, 0.675, { learningRate: 1e-7, run: { lastStep: 200 } }, seed);
      expect(judge(low)).toMatch(/problem/);
      const few = line(0.7, 0.42, { learningRate: 3e-5, run: { lastStep: 30 } }, seed, 15, 2);
      expect(judge(few)).toBe('pass');
      expect(brief(verdict(tooFewUpdates, few))).toBe('likely risk');
    }
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(line(0.705, 0.67, { learningRate: 1e-7 }), 30))).toBe('strong problem');
  });
});
