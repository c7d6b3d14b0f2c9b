import { describe, expect, it } from 'vitest';
import { regularisationTooStrong } from '../../../src/audits/fit/regularisation-too-strong.ts';
import { smoothingFloor } from '../../../src/facts/loss-kind.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(regularisationTooStrong, run));

/** Training and validation loss settle at the levels given; accuracy as given. */
function run(train: number, off: number, accuracy: number | null, more: RunSketch = {}): Run {
  return makeRun({
    validationSize: 1000,
    ...more,
    series: [
      series(
        'loss',
        Array.from({ length: 60 }, (_, i) => [10 * (i + 1), train + 0.05 * Math.exp(-i / 5)]),
      ),
      series('eval_loss', [
        [200, off],
        [400, off],
        [600, off],
      ]),
      ...(accuracy === null
        ? []
        : [
            series('eval_accuracy', [
              [200, accuracy],
              [400, accuracy],
              [600, accuracy],
            ]),
          ]),
      ...(more.series ?? []),
    ],
  });
}
const dropout = (value: number): RunSketch => ({ model: { dropout: value } });
const smoothing = (value: number, more: RunSketch = {}): RunSketch => ({
  ...more,
  hyperparameters: { labelSmoothing: stated(value, 'x'), ...more.hyperparameters },
});

describe('regularisation-too-strong', () => {
  it.each<[string, Run, string]>([
    [
      'dropout 0.6, half of the loss is dropout, poor accuracy',
      run(0.68, 0.3, 0.7, dropout(0.6)),
      'likely risk',
    ],
    ['the same, good accuracy', run(0.68, 0.3, 0.93, dropout(0.6)), 'likely note'],
    ['dropout 0.6, losses nearly alike, poor accuracy', run(0.66, 0.6, 0.62, dropout(0.6)), 'fact note'],
    ['dropout 0.6, nothing held back', run(0.1, 0.3, 0.93, dropout(0.6)), 'pass'],
    ['dropout 0.1 and the same gap', run(0.68, 0.3, 0.7, dropout(0.1)), 'pass'],
    ['a classifier dropout of 0.2', run(0.5, 0.45, 0.7, dropout(0.2)), 'pass'],
    [
      'weight decay 0.01',
      run(0.5, 0.45, 0.7, { hyperparameters: { weightDecay: stated(0.01, 'x') } }),
      'pass',
    ],
    [
      'weight decay 0.5',
      run(0.5, 0.45, 0.93, { hyperparameters: { weightDecay: stated(0.5, 'x') } }),
      'fact note',
    ],
    ['smoothing 0.1', run(0.5, 0.45, 0.7, smoothing(0.1)), 'pass'],
    ['nothing recorded', run(0.5, 0.45, 0.7), 'not-applicable'],
    [
      'dropout 0.6 and no log of the training loss',
      makeRun({ ...dropout(0.6), series: [series('eval_loss', [[10, 0.6]])] }),
      'fact note',
    ],
  ])('on %s', (_, made, expected) => {
    expect(judge(made)).toBe(expected);
  });

  it('measures both losses above the floor that smoothing leaves', () => {
    const floor = smoothingFloor(0.3, 2);
    // 0.15 and 0.05 above the floor are three times; 0.15 + floor and 0.05 + floor are not even twice.
    const found = finding(
      verdict(regularisationTooStrong, run(floor + 0.15, floor + 0.05, 0.7, smoothing(0.3, dropout(0.6)))),
    );
    expect(found.claim).toBe('likely');
    expect(found.evidence.find((e) => e.name === 'ratio above the floor')?.value).toBeCloseTo(3, 1);
    expect(found.advice?.settings).toEqual({
      hidden_dropout_prob: '0.1',
      attention_probs_dropout_prob: '0.1',
      label_smoothing_factor: '0.0',
    });
  });

  it('takes an evaluation of training examples rather than the validation loss', () => {
    const own = series(
      'eval_train_loss',
      [
        [200, 0.2],
        [400, 0.2],
        [600, 0.2],
      ],
      {
        quantity: 'loss',
        evaluationSet: 'train',
      },
    );
    const found = finding(
      verdict(regularisationTooStrong, run(0.68, 0.6, 0.7, { ...dropout(0.6), series: [own] })),
    );
    expect(found.cause?.claim).toBe('likely');
    expect(found.measured).toContain('training loss 0.200 with dropout off');
  });

  it.each(Object.entries(ordinaryRuns))('says nothing of an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable/);
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(run(0.68, 0.3, 0.7, dropout(0.6)), 3))).toBe('likely risk');
  });
});
