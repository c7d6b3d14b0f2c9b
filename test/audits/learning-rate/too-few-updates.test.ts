import { describe, expect, it } from 'vitest';
import { tooFewUpdates } from '../../../src/audits/learning-rate/too-few-updates.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { collapsed, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(tooFewUpdates, run));
const accuracies = (values: readonly number[], last: number, sketch: RunSketch = {}): Run =>
  makeRun({
    series: [
      series(
        'eval_accuracy',
        values.map((v, i) => [((i + 1) * last) / values.length, v]),
      ),
    ],
    validationSize: 1000,
    ...sketch,
  });
const steep = (last: number): Run =>
  makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 15 }, (_, i) => [((i + 1) * last) / 15, 0.7 - 0.02 * i - 0.002 * (i % 3)]),
      ),
    ],
  });

/** Both curves in one run. */
const pick = (a: Run, b: Run): Pick<Run, 'series' | 'validationSize'> => ({
  series: [...a.series, ...b.series],
  validationSize: a.validationSize,
});
const cooling = (losses: readonly number[]): Run =>
  makeRun({
    series: [
      series(
        'eval_loss',
        losses.map((v, i) => [100 * (i + 1), v]),
      ),
    ],
    validationSize: 5000,
  });

describe('too-few-updates', () => {
  it.each<[string, Run, string]>([
    ['30 updates, still steep', steep(30), 'likely risk'],
    ['300 updates, still steep', steep(300), 'likely risk'],
    ['150 updates, accuracy still rising clearly', accuracies([0.6, 0.75, 0.9], 150), 'likely risk'],
    [
      '150 updates, and no sign of what more would have brought',
      accuracies([0.61, 0.62, 0.62], 150),
      'fact note',
    ],
    ['150 updates, accuracy high and flat', accuracies([0.91, 0.92, 0.92], 150), 'pass'],
    ['90 updates, accuracy far from perfect and flat', accuracies([0.61, 0.62, 0.62], 90), 'likely problem'],
    ['90 updates, accuracy high and flat', accuracies([0.93, 0.94, 0.94], 90), 'fact note'],
    [
      '90 updates, accuracy high and flat, training loss still falling',
      { ...steep(90), ...pick(accuracies([0.93, 0.94, 0.94], 90), steep(90)) },
      'fact note',
    ],
    ['110 updates, accuracy high and flat', accuracies([0.93, 0.94, 0.94], 110), 'pass'],
    [
      '300 updates, one class throughout: something else keeps it there',
      { ...collapsed(), lastStep: 300 },
      'pass',
    ],
    ['300 updates, validation loss coming down to guess level', cooling([0.9, 0.75, 0.695]), 'pass'],
    ['300 updates, validation loss falling below it', cooling([0.7, 0.6, 0.5]), 'likely risk'],
    ['300 updates, nothing rising', accuracies([0.61, 0.62, 0.62], 300), 'pass'],
    [
      '150 updates that memorised everything',
      makeRun({
        series: [
          series(
            'loss',
            Array.from({ length: 30 }, (_, i) => [5 * (i + 1), 0.7 * Math.exp(-i / 4)]),
          ),
        ],
      }),
      'fact note',
    ],
    ['2,000 updates', steep(2000), 'pass'],
    [
      'translation',
      accuracies([0.1], 100, { run: { task: stated('text2text-generation', 'x') } }),
      'not-applicable',
    ],
    ['an unknown number of updates', makeRun({ run: { axis: 'epoch', lastStep: 3 } }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('is no alarm on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('pass');
  });

  it('asks for about a thousand updates, at most 20 epochs, and never for fewer than were made', () => {
    const budget = {
      trainSize: 1600,
      hyperparameters: {
        perDeviceTrainBatchSize: stated(16, 'x'),
        gradientAccumulationSteps: stated(1, 'x'),
        devices: stated(1, 'x'),
      },
    };
    expect(finding(verdict(tooFewUpdates, accuracies([0.61], 100, budget))).advice?.settings).toEqual({
      num_train_epochs: '10',
    });
    const small = finding(
      verdict(tooFewUpdates, accuracies([0.61], 30, { ...budget, trainSize: 160 })),
    ).advice;
    expect(small?.settings).toMatchObject({ num_train_epochs: '20', per_device_train_batch_size: '8' });
    const exhausted = finding(
      verdict(tooFewUpdates, accuracies([0.61], 190, { ...budget, trainSize: 110, run: { lastEpoch: 30 } })),
    ).advice;
    expect(exhausted?.text).toContain('Label more examples');
    expect(exhausted?.settings).toBeUndefined();
  });

  it('sees a run that learned nothing within its updates', () => {
    const short = { ...collapsed(), lastStep: 180 };
    expect(finding(verdict(tooFewUpdates, short)).measured).toContain('one class');
  });

  it('depends on the number of updates and on nothing else of the step axis', () => {
    expect(judge(stretched(steep(30), 5))).toBe('likely risk');
    expect(judge(stretched(steep(30), 50))).toBe('pass');
  });

  describe('a validation loss that was lower each time', () => {
    const slowing = [1.91, 1.78, 1.56, 1.33, 1.14, 1.06, 1.01, 0.97, 0.95, 0.94];
    const over = (losses: readonly number[], accuracy: number, steps = 120): Run =>
      makeRun({
        series: [
          series(
            'eval_loss',
            losses.map((v, i) => [(steps * (i + 1)) / losses.length, v]),
          ),
          series(
            'eval_accuracy',
            losses.map((_, i) => [(steps * (i + 1)) / losses.length, accuracy - 0.002 * ((i + 1) % 3)]),
          ),
        ],
        labels: ['a', 'b', 'c', 'd'],
      });
    it('is a sign, though the last steps of a schedule are small', () => {
      const outcome = verdict(tooFewUpdates, over(slowing, 0.7));
      expect(brief(outcome)).toBe('likely risk');
      expect(outcome.kind === 'finding' && outcome.findings[0]!.measured).toContain(
        'validation loss was lower at each of 10 evaluations, at last 0.940 after 0.950',
      );
    });
    it('is none when it creeps, when it rose once, or when most is learned', () => {
      expect(judge(over([1.9, 1.2, 1, 0.98, 0.97, 0.967, 0.965, 0.963], 0.7))).toBe('fact note');
      expect(judge(over([1.91, 1.78, 1.8, 1.33, 1.14, 1.06, 1.01, 0.97, 0.95, 0.94], 0.7))).toBe('fact note');
      expect(judge(over(slowing, 0.95))).toBe('pass');
    });
  });
});
