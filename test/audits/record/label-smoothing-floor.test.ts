import { describe, expect, it } from 'vitest';
import { plateauAtChance } from '../../../src/audits/chance/plateau-at-chance.ts';
import { underfit } from '../../../src/audits/fit/underfit.ts';
import { lrTooLow } from '../../../src/audits/learning-rate/lr-too-low.ts';
import { labelSmoothingFloor } from '../../../src/audits/record/label-smoothing-floor.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

/** A run of two labels whose losses settle at the given levels. */
function smoothed(
  train: number,
  validation: number,
  epsilon: number | null = 0.1,
  sketch: RunSketch = {},
): Run {
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 40 }, (_, i) => [10 * (i + 1), train + (0.7 - train) * Math.exp(-i / 5)]),
      ),
      series('eval_loss', [
        [100, validation + 0.05],
        [200, validation],
        [300, validation],
        [400, validation],
      ]),
    ],
    validationSize: 1000,
    ...sketch,
    hyperparameters:
      epsilon === null
        ? {}
        : { labelSmoothing: stated(epsilon, 'training_args.bin'), ...sketch.hyperparameters },
  });
}
const judge = (run: Run): string => brief(verdict(labelSmoothingFloor, run));

describe('label-smoothing-floor', () => {
  it.each<[string, Run, string]>([
    ['smoothing of 0.1', smoothed(0.21, 0.24), 'fact note'],
    ['no smoothing', smoothed(0.21, 0.24, 0), 'not-applicable'],
    ['settings that were not recorded', smoothed(0.21, 0.24, null), 'not-applicable'],
    [
      'an unknown number of labels',
      smoothed(0.21, 0.24, 0.1, { model: { architecture: 'MyModel', labels: null } }),
      'not-applicable',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('gives the floor, and says what the curves did', () => {
    // ε = 0.1, two labels: −0.95 ln 0.95 − 0.05 ln 0.05 = 0.199.
    const outcome = verdict(labelSmoothingFloor, smoothed(0.21, 0.4));
    expect(finding(outcome).title).toContain('0.199');
    expect(prose(outcome)).toMatch(/Validation loss came down to 0\.400, 0\.201 above it/);
    expect(prose(outcome)).toMatch(/Training loss came down to 0\.210, as low as it can/);
  });

  it('notices a loss that was computed without smoothing', () => {
    expect(prose(verdict(labelSmoothingFloor, smoothed(0.21, 0.06)))).toContain('computed without smoothing');
  });

  it('keeps a solved run from being called a plateau, underfitted or crawling', () => {
    const solved = smoothed(0.203, 0.21, 0.1, { learningRate: 5e-6 });
    const learning = {
      ...solved,
      hyperparameters: { ...solved.hyperparameters, learningRate: stated(5e-6, 'training_args.bin') },
    };
    for (const audit of [plateauAtChance, underfit, lrTooLow])
      expect(verdict(audit, learning).kind, audit.id).not.toBe('finding');
  });

  it('keeps one with strong smoothing from being called crawling: the floor is most of the way', () => {
    // ε = 0.6, two labels: floor 0.611, so that 0.64 is nearly all that can be learned of 0.693.
    const run = smoothed(0.615, 0.62, 0.6, { learningRate: 5e-6 });
    const slow = { ...run, hyperparameters: { ...run.hyperparameters, learningRate: stated(5e-6, 'x') } };
    expect(verdict(lrTooLow, slow).kind).not.toBe('finding');
  });

  it.each(Object.entries(ordinaryRuns))('does not apply to an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('not-applicable');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(smoothed(0.21, 0.24), 10))).toBe('fact note');
  });
});
