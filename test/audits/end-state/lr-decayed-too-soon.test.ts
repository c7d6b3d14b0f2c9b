import { describe, expect, it } from 'vitest';
import { lrDecayedTooSoon } from '../../../src/audits/end-state/lr-decayed-too-soon.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const loss = [0.6, 0.58, 0.56, 0.55, 0.545, 0.545, 0.544, 0.544];
/** Linear to zero at 70 % of the run, then nothing. */
const zeroFrom = (share: number) => 3e-5 * Math.max(0, 1 - share / 0.7);
/** Cosine that is below a tenth for the last third. */
const short = (share: number) =>
  share >= 0.75 ? 1e-7 : 3e-5 * (0.5 + 0.5 * Math.cos((Math.PI * share) / 0.75)) + 1e-7;

/** Training loss that falls in proportion to the rate: its fall is the sum of the rates so far. */
function inProportion(rate: (share: number) => number): (share: number) => number {
  const random = createRandom(2);
  return (share) => {
    let area = 0;
    for (let i = 0; i < 200; i++) area += rate((share * i) / 200) * (share / 200);
    return 0.69 - 1.6e4 * area + 0.002 * random.normal();
  };
}

const slow = evaluated({ loss, train: inProportion(short), trainRows: 120, rate: short, n: 2000 });

describe('lr-decayed-too-soon', () => {
  it.each([
    ['the rate was zero for the last third', evaluated({ loss, rate: zeroFrom, n: 2000 }), 'fact risk'],
    ['progress in proportion to a rate that ran out', slow, 'likely risk'],
    [
      'true convergence under the same schedule',
      evaluated({ loss, train: (s) => 0.42 + 0.3 * Math.exp(-12 * s), trainRows: 120, rate: short, n: 2000 }),
      'pass',
    ],
    ['linear to zero at the very end', evaluated({ loss, rate: (s) => 3e-5 * (1 - s), n: 2000 }), 'pass'],
    ['a constant rate', evaluated({ loss, rate: () => 3e-5, n: 2000 }), 'pass'],
    ['no learning rate logged', evaluated({ loss, n: 2000 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(lrDecayedTooSoon, run))).toBe(expected);
  });

  it('says from where on, and how much of the run that is', () => {
    const found = finding(verdict(lrDecayedTooSoon, evaluated({ loss, rate: zeroFrom, n: 2000 })));
    const share = found.evidence.find((e) => e.name === 'share of steps')?.value;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(lrDecayedTooSoon, make()).kind).not.toBe('finding');
  });

  isUnmoved(lrDecayedTooSoon, {
    'a rate of zero': evaluated({ loss, rate: zeroFrom, n: 2000 }),
    'a slow run': slow,
  });
});
