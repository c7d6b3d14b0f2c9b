import { describe, expect, it } from 'vitest';
import { wastedAfterBest } from '../../../src/audits/resources/wasted-after-best.ts';
import { stated } from '../../../src/model/known.ts';
import { evaluated, risingLoss, steadyAccuracy } from '../../support/evaluated-runs.ts';
import { confidenceOnly, lossRisesWhileF1Rises, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

/** Best at step 500 of 1,000, as good from step 300 on. */
const level = [0.82, 0.86, 0.872, 0.872, 0.874, 0.872, 0.873, 0.872, 0.872, 0.872];
const wasted = evaluated({ loss: risingLoss, accuracy: level, n: 5000 });

describe('wasted-after-best', () => {
  it.each([
    ['level from step 300 of 1,000 on, 5,000 examples', wasted, 'strong risk'],
    ['the same on 1,500 examples', evaluated({ loss: risingLoss, accuracy: level, n: 1500 }), 'likely risk'],
    [
      'the same on 300 examples, where three points may hide',
      evaluated({ loss: risingLoss, accuracy: level, n: 300 }),
      'hint risk',
    ],
    [
      'a fifth of the run',
      evaluated({
        accuracy: [0.7, 0.74, 0.78, 0.81, 0.84, 0.86, 0.88, 0.9, 0.89, 0.89],
        trainRows: 0,
        n: 5000,
      }),
      'strong note',
    ],
    [
      'best at the last but one evaluation',
      evaluated({ accuracy: [0.8, 0.85, 0.86, 0.862, 0.861], n: 5000 }),
      'pass',
    ],
    [
      'validation loss still fell',
      evaluated({ loss: [0.9, 0.7, 0.6, 0.5, 0.42, 0.36, 0.3, 0.26, 0.24, 0.22], accuracy: level, n: 5000 }),
      'pass',
    ],
    ['three evaluations', evaluated({ accuracy: [0.87, 0.86, 0.86], n: 5000 }), 'inconclusive'],
    ['four evaluations of unknown size', evaluated({ accuracy: [0.87, 0.86, 0.86, 0.86] }), 'inconclusive'],
    ['nothing evaluated', evaluated({}), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(wastedAfterBest, run))).toBe(expected);
  });

  it('gives the share, and the time where it was logged', () => {
    const timed = {
      ...wasted,
      timing: { ...wasted.timing, trainSeconds: stated(1200, 'train_results.json#/train_runtime') },
    };
    const { evidence, measured } = finding(verdict(wastedAfterBest, timed));
    expect(evidence.find((e) => e.name === 'share after best')?.value).toBeCloseTo(0.7, 10);
    expect(evidence.find((e) => e.name === 'time after best')?.value).toBeCloseTo(840, 6);
    expect(measured).toContain('14.0 min of 20.0 min');
  });

  it('says nothing on three epochs whose F1 is best at the end', () => {
    expect(verdict(wastedAfterBest, lossRisesWhileF1Rises(872)).kind).toBe('inconclusive');
  });

  it('counts from the first evaluation that is as good, not from the noisy best', () => {
    // The highest value of all is at step 700.
    const run = evaluated({ loss: risingLoss, accuracy: steadyAccuracy, n: 2000 });
    expect(
      finding(verdict(wastedAfterBest, run)).evidence.find(
        (e) => e.name === 'first evaluation as good as the best',
      )?.value,
    ).toBe(300);
    expect(brief(verdict(wastedAfterBest, confidenceOnly()))).toMatch(/risk/);
  });

  it.each(Object.entries(ordinaryRuns).filter(([name]) => !/ten epochs|plateau/.test(name)))(
    'does not fire on %s',
    (_, make) => {
      expect(verdict(wastedAfterBest, make()).kind).not.toBe('finding');
    },
  );

  isUnmoved(wastedAfterBest, {
    'a level run': wasted,
    'a steady one': evaluated({ loss: risingLoss, accuracy: steadyAccuracy, n: 5000 }),
  });
});
