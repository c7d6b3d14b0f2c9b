import { describe, expect, it } from 'vitest';
import { overfitMetric } from '../../../src/audits/fit/overfit-metric.ts';
import { evaluated, fallingAccuracy, risingLoss, steadyAccuracy } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const fell = evaluated({ loss: risingLoss, accuracy: fallingAccuracy, n: 2000 });

describe('overfit-metric', () => {
  it.each([
    ['accuracy fell by seven points, 2,000 examples', fell, 'likely risk'],
    ['the same without a validation loss', evaluated({ accuracy: fallingAccuracy, n: 2000 }), 'likely risk'],
    [
      'the best one was kept, so only time was lost',
      evaluated({
        loss: risingLoss,
        accuracy: fallingAccuracy,
        n: 2000,
        more: {
          run: {
            selection: {
              metric: 'accuracy',
              greaterIsBetter: true,
              loadBestAtEnd: true,
              bestValue: 0.88,
              bestCheckpoint: 'checkpoint-300',
              bestStep: 300,
            },
          },
        },
      }),
      'likely note',
    ],
    [
      'two points at the last of three evaluations',
      evaluated({ accuracy: [0.88, 0.9, 0.88], n: 872 }),
      'hint risk',
    ],
    ['half a point less', evaluated({ accuracy: [0.88, 0.9, 0.896], n: 872 }), 'pass'],
    ['one and a half points less', evaluated({ accuracy: [0.88, 0.9, 0.886], n: 872 }), 'inconclusive'],
    ['no drop', evaluated({ accuracy: steadyAccuracy, n: 872 }), 'pass'],
    ['a drop whose error is unknown', evaluated({ accuracy: [0.88, 0.9, 0.87] }), 'inconclusive'],
    ['one evaluation', evaluated({ accuracy: [0.88], n: 872 }), 'not-applicable'],
    ['no metric', evaluated({ loss: risingLoss, n: 872 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(overfitMetric, run))).toBe(expected);
  });

  it('is never stronger than likely from a log alone', () => {
    const certain = evaluated({
      loss: risingLoss,
      accuracy: fallingAccuracy.map((v, i) => v - 0.03 * i),
      n: 100_000,
    });
    expect(finding(verdict(overfitMetric, certain)).claim).toBe('likely');
  });

  it('takes the choice of the best into account and asks for a paired test', () => {
    const said = prose(verdict(overfitMetric, fell));
    expect(said).toContain('the luck of the best of 10 included');
    expect(said).toContain('McNemar');
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(overfitMetric, make()).kind).not.toBe('finding');
  });

  isUnmoved(overfitMetric, {
    'a fall': fell,
    'three evaluations': evaluated({ accuracy: [0.88, 0.9, 0.88], n: 872 }),
  });
});
