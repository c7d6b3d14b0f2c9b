import { describe, expect, it } from 'vitest';
import { evalSetTooSmall } from '../../../src/audits/evaluation/eval-set-too-small.ts';
import { evaluated, fallingAccuracy } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const chosen = {
  selection: {
    metric: 'accuracy',
    greaterIsBetter: true,
    loadBestAtEnd: true,
    bestValue: 0.87,
    bestCheckpoint: 'checkpoint-200',
    bestStep: 200,
  },
};
const small = evaluated({ accuracy: [0.84, 0.87, 0.85], n: 100 });

describe('eval-set-too-small', () => {
  it.each([
    ['two points on 100 examples, the last one used', small, 'fact note'],
    [
      'the same, chosen by it',
      evaluated({ accuracy: [0.84, 0.87, 0.85], n: 100, more: { run: chosen } }),
      'fact risk',
    ],
    [
      'one and a half points on 300, the last one used',
      evaluated({ accuracy: [0.84, 0.87, 0.855], n: 300 }),
      'fact note',
    ],
    [
      'one and a half points on 300, chosen by it',
      evaluated({ accuracy: [0.84, 0.87, 0.855], n: 300, more: { run: chosen } }),
      'fact risk',
    ],
    [
      'a third of a point on 300: it does not matter',
      evaluated({ accuracy: [0.84, 0.87, 0.867], n: 300 }),
      'pass',
    ],
    [
      'one point on 2,000',
      evaluated({ accuracy: [0.84, 0.87, 0.86], n: 2000, more: { run: chosen } }),
      'pass',
    ],
    ['best at the end', evaluated({ accuracy: [0.84, 0.86, 0.87], n: 100 }), 'pass'],
    ['a fall beyond the noise', evaluated({ accuracy: fallingAccuracy, n: 300 }), 'pass'],
    ['one evaluation', evaluated({ accuracy: [0.87], n: 100 }), 'pass'],
    ['20 examples, whatever the curve', evaluated({ accuracy: [0.8, 0.9, 0.9], n: 20 }), 'fact risk'],
    ['5 of 5 right is no certainty', evaluated({ accuracy: [0.4, 1], n: 5 }), 'fact risk'],
    ['20 examples and only a loss', evaluated({ loss: [0.5, 0.4, 0.3], n: 20 }), 'fact risk'],
    ['size unknown', evaluated({ accuracy: [0.84, 0.87, 0.85] }), 'not-applicable'],
    ['no metric', evaluated({ loss: [0.5, 0.4, 0.45], n: 100 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(evalSetTooSmall, run))).toBe(expected);
  });

  it('gives 5 of 5 right its Wilson interval', () => {
    const { evidence } = finding(verdict(evalSetTooSmall, evaluated({ accuracy: [0.4, 1], n: 5 })));
    const interval = evidence.find((e) => e.name === 'accuracy')?.interval;
    expect(interval?.low).toBeCloseTo(0.5655, 4);
    expect(interval?.high).toBe(1);
  });

  it('says how many examples would do', () => {
    const needed = finding(verdict(evalSetTooSmall, small)).evidence.find(
      (e) => e.name === 'examples needed',
    )?.value;
    // d = n·SE² of the difference = 2·(1 − 0.8)·p(1 − p) at p = 0.87; (2.8 / 0.02)² · d = 887, to two digits 890.
    expect(needed).toBe(890);
  });

  it('tells a healthy run that the choice does not matter', () => {
    const said = prose(verdict(evalSetTooSmall, evaluated({ accuracy: [0.84, 0.868, 0.87, 0.869], n: 872 })));
    expect(said).toContain('it does not matter which one is used');
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(evalSetTooSmall, make()).kind).not.toBe('finding');
  });

  isUnmoved(evalSetTooSmall, { 'two points on 100 examples': small });
});
