import { describe, expect, it } from 'vitest';
import { bestOfManyOptimism } from '../../../src/audits/selection/best-of-many-optimism.ts';
import { expectedMaximum } from '../../../src/stats/index.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const plateau = (k: number, n: number) =>
  evaluated({ accuracy: Array.from({ length: k }, (_, i) => 0.9 - 0.002 * (i % 3)), trainRows: 0, n });

describe('best-of-many-optimism', () => {
  it.each([
    ['twenty equal evaluations of 872 examples', plateau(20, 872), 'likely note'],
    ['a hundred of 100 examples: above one point and one standard error', plateau(100, 100), 'likely risk'],
    ['three evaluations of 872', plateau(3, 872), 'pass'],
    ['twenty of 20,000', plateau(20, 20_000), 'pass'],
    [
      'a steady climb: only the last is a candidate',
      evaluated({ accuracy: [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9], n: 872 }),
      'pass',
    ],
    ['size unknown', evaluated({ accuracy: [0.9, 0.9, 0.9] }), 'not-applicable'],
    ['no metric', evaluated({ loss: [0.5, 0.4], n: 872 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(bestOfManyOptimism, run))).toBe(expected);
  });

  it('takes off the expected luck of the choice: 0.8 points for 20 of 872 at 90 %', () => {
    const found = finding(verdict(bestOfManyOptimism, plateau(20, 872)));
    const luck = found.evidence.find((e) => e.name === 'optimism')?.value;
    expect(luck).toBeCloseTo(expectedMaximum(20) * Math.sqrt((0.9 * 0.1) / 872) * Math.sqrt(0.2), 10);
    expect(found.title).toContain('0.8 points');
  });

  it.each(Object.entries(ordinaryRuns))('is at most a note on %s', (_, make) => {
    expect(brief(verdict(bestOfManyOptimism, make()))).not.toMatch(/risk|problem/);
  });

  isUnmoved(bestOfManyOptimism, { 'twenty evaluations': plateau(20, 872) });
});
