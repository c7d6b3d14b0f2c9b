import { describe, expect, it } from 'vitest';
import { earlyStopPremature } from '../../../src/audits/stopping/early-stop-premature.ts';
import { noHyperparameters } from '../../../src/model/empty.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

/** Stopped by accuracy; evaluations every 100 steps, 250 steps an epoch, 2,500 planned. */
function stopped(
  accuracy: readonly number[],
  loss: readonly number[],
  patience: number | null,
  more: { readonly planned?: number; readonly n?: number; readonly epochs?: number } = {},
): Run {
  const raw: Record<string, number> = patience === null ? {} : { early_stopping_patience: patience };
  const best = accuracy.indexOf(Math.max(...accuracy));
  return evaluated({
    loss,
    accuracy,
    n: more.n ?? 2000,
    more: {
      hyperparameters: { ...noHyperparameters, raw },
      run: {
        lastEpoch: more.epochs ?? accuracy.length / 2.5,
        plannedSteps: stated(more.planned ?? 2500, 'trainer_state.json#/max_steps'),
        selection: {
          metric: 'accuracy',
          greaterIsBetter: true,
          loadBestAtEnd: true,
          bestValue: accuracy[best]!,
          bestCheckpoint: null,
          bestStep: 100 * (best + 1),
        },
      },
    },
  });
}

const noisy = [0.82, 0.848, 0.861, 0.859, 0.8605];
const falling = [0.52, 0.46, 0.42, 0.38, 0.34];
const level = [0.45, 0.4, 0.39, 0.392, 0.391];

describe('early-stop-premature', () => {
  it.each([
    ['accuracy within noise while validation loss still fell', stopped(noisy, falling, 2), 'likely risk'],
    ['the same, stopped by nobody knows what', stopped(noisy, falling, null), 'hint risk'],
    [
      'before the end of the first epoch',
      stopped([0.8, 0.78], [0.5, 0.5], 1, { epochs: 0.8 }),
      'likely problem',
    ],
    ['within noise, nothing else moves, five evaluations', stopped(noisy, level, 2), 'inconclusive'],
    [
      'within noise, nothing moves over eight',
      stopped(
        [0.82, 0.85, 0.862, 0.86, 0.8615, 0.861, 0.8605, 0.8612],
        [0.5, 0.42, 0.4, 0.401, 0.4, 0.402, 0.401, 0.4],
        5,
      ),
      'pass',
    ],
    [
      'after a fall of eight points',
      stopped([0.82, 0.87, 0.84, 0.8, 0.79], [0.4, 0.36, 0.5, 0.7, 0.9], 3),
      'pass',
    ],
    ['the run made its plan', stopped(noisy, falling, 2, { planned: 500 }), 'pass'],
    [
      'the best evaluation was the last',
      stopped([0.8, 0.82, 0.84, 0.85, 0.86], falling, 2),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(earlyStopPremature, run))).toBe(expected);
  });

  it('says how often a flat curve would have been stopped too', () => {
    // The best at the third evaluation, two after it: 3 ÷ (3 + 2).
    expect(prose(verdict(earlyStopPremature, stopped(noisy, level, 2)))).toContain('60 %');
    const chance = finding(verdict(earlyStopPremature, stopped(noisy, falling, 2))).evidence.find(
      (e) => e.name === 'chance of the same on a flat curve',
    );
    expect(chance?.value).toBeCloseTo(0.6, 12);
  });

  it('does not claim early stopping where only an early end is known', () => {
    const found = finding(verdict(earlyStopPremature, stopped(noisy, falling, null)));
    expect(found.title).toContain('possibly');
    expect(found.cause?.claim).toBe('hint');
  });

  it('weighs most before each example was seen once', () => {
    const weight = (epochs: number) =>
      finding(verdict(earlyStopPremature, stopped(noisy, falling, 2, { epochs }))).weight ?? 0;
    expect(weight(0.8)).toBe(1);
    expect(weight(1.2)).toBeLessThan(0.5);
  });

  it('cannot tell without the plan', () => {
    const unknown = { ...stopped(noisy, falling, 2), plannedSteps: null };
    expect(brief(verdict(earlyStopPremature, unknown))).toBe('not-applicable');
  });
});
