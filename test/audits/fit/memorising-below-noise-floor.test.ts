import { describe, expect, it } from 'vitest';
import { memorisingBelowNoiseFloor } from '../../../src/audits/fit/memorising-below-noise-floor.ts';
import { noiseFloor } from '../../../src/facts/noise-floor.ts';
import { given } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(memorisingBelowNoiseFloor, run));

/** Ten epochs of 60 steps: training loss falls to `end`, validation loss goes as given. */
function run(
  end: number,
  validation: readonly number[],
  share: number | null = 0.3,
  more: RunSketch = {},
): Run {
  const per = 600 / Math.max(1, validation.length);
  return makeRun({
    validationSize: 1000,
    ...more,
    series: [
      series(
        'loss',
        Array.from({ length: 60 }, (_, i) => [10 * (i + 1), end + (0.69 - end) * Math.exp((-5 * i) / 59)]),
      ),
      series(
        'eval_loss',
        validation.map((value, i) => [per * (i + 1), value]),
      ),
    ],
    run: {
      labelNoise: share === null ? null : given(share, '--label-noise'),
      lastEpoch: 10,
      lastStep: 600,
      ...more.run,
    },
  });
}
const up = [0.66, 0.64, 0.66, 0.7, 0.75, 0.8, 0.86, 0.9, 0.95, 1];
const down = [0.68, 0.67, 0.66, 0.655, 0.65, 0.645, 0.64, 0.635, 0.63, 0.625];
/** Never above 0.611, and up by a half from its lowest. */
const lowAndUp = [0.42, 0.36, 0.34, 0.36, 0.39, 0.42, 0.45, 0.48, 0.5, 0.52];

describe('memorising-below-noise-floor', () => {
  // 30 % of two labels leave 0.611 nats; 0.428 is 70 % of it.
  it.each<[string, Run, string]>([
    ['far below the floor, validation loss up', run(0.2, up), 'likely risk'],
    ['three evaluations', run(0.2, [0.66, 0.7, 0.9]), 'likely risk'],
    ['a little below the floor', run(0.5, up), 'pass'],
    ['above the floor', run(0.63, up), 'pass'],
    ['far below, but validation loss still falling', run(0.2, down), 'pass'],
    [
      'far below, but validation loss below the floor too',
      run(
        0.2,
        down.map((v) => v - 0.3),
      ),
      'pass',
    ],
    [
      'far below, and validation loss, whose labels are right, worse but below the floor',
      run(0.2, lowAndUp, 0.3, { validationSize: 20_000 }),
      'likely risk',
    ],
    [
      'the same on so few examples that it may be chance',
      run(0.2, lowAndUp, 0.3, { validationSize: 50 }),
      'pass',
    ],
    ['no validation loss', run(0.2, []), 'inconclusive'],
    ['an unknown share of wrong labels', run(0.2, up, null), 'not-applicable'],
    ['half of two labels wrong', run(0.2, up, 0.5), 'inconclusive'],
    [
      'label smoothing',
      run(0.2, up, 0.3, { hyperparameters: { labelSmoothing: given(0.1, 'x') } }),
      'not-applicable',
    ],
    [
      'one row of training loss',
      makeRun({
        series: [series('loss', [[500, 0.2]]), series('eval_loss', [[500, 0.9]])],
        run: { labelNoise: given(0.3, '--label-noise') },
      }),
      'inconclusive',
    ],
  ])('on %s', (_, made, expected) => {
    expect(judge(made)).toBe(expected);
  });

  it.each<[number, number, number]>([
    [0.05, 2, 0.199],
    [0.1, 2, 0.325],
    [0.2, 2, 0.5],
    [0.3, 2, 0.611],
    [0.1, 4, 0.435],
    [0.3, 4, 0.94],
  ])('knows the floor of %d wrong among %d labels', (share, classes, floor) => {
    expect(noiseFloor(share, classes)).toBeCloseTo(floor, 3);
  });

  it('has no floor where the stated label is no better than any other', () => {
    expect(noiseFloor(0.75, 4)).toBeNull();
    expect(noiseFloor(0, 4)).toBeNull();
  });

  it.each(Object.entries(ordinaryRuns))('is silent on an ordinary run without the share: %s', (_, make) => {
    expect(judge(make())).toMatch(/not-applicable/);
  });

  it('names where the floor was crossed, and shortens the run to just behind the best epoch', () => {
    const found = finding(verdict(memorisingBelowNoiseFloor, run(0.2, up)));
    expect(found.title).toMatch(/from step \d+ on/);
    expect(found.advice?.settings).toEqual({ num_train_epochs: '3' });
    expect(prose(verdict(memorisingBelowNoiseFloor, run(0.2, up)))).toContain('0.611');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(run(0.2, up), 9))).toBe('likely risk');
  });
});
