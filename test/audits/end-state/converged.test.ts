import { describe, expect, it } from 'vitest';
import { converged } from '../../../src/audits/end-state/converged.ts';
import { lrDecayedTooSoon } from '../../../src/audits/end-state/lr-decayed-too-soon.ts';
import { stillImprovingAtEnd } from '../../../src/audits/end-state/still-improving-at-end.ts';
import { evaluated, risingLoss } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const flat = Array.from(
  { length: 12 },
  (_, i) => 0.4 + 0.3 * Math.exp(-1.5 * i) + (i % 2 === 0 ? 0.002 : -0.002),
);
const falling = Array.from({ length: 12 }, (_, i) => 1.2 / (1 + 0.15 * i));
const constant = () => 3e-5;
const settled = evaluated({ loss: flat, rate: constant, n: 5000 });

describe('converged', () => {
  it.each([
    ['flat at a constant rate', settled, 'likely note'],
    ['flat, rate not logged', evaluated({ loss: flat, n: 5000 }), 'hint note'],
    [
      'flat only after the rate had gone',
      evaluated({ loss: flat, rate: (s) => (s < 0.15 ? 3e-5 : 1e-6), n: 5000 }),
      'hint note',
    ],
    ['still falling', evaluated({ loss: falling, rate: constant, n: 5000 }), 'not-applicable'],
    ['rising', evaluated({ loss: risingLoss, n: 5000 }), 'not-applicable'],
    ['three evaluations', evaluated({ loss: [0.5, 0.45, 0.45], trainRows: 0, n: 5000 }), 'not-applicable'],
    [
      'falling slowly, within the error of few examples',
      evaluated({ loss: falling.map((v) => 0.4 + 0.1 * v), rate: constant, n: 100 }),
      'pass',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(converged, run))).toBe(expected);
  });

  it('says no more than "flat under this schedule"', () => {
    const said = prose(verdict(converged, settled));
    expect(finding(verdict(converged, settled)).title).toContain('flat under this schedule');
    expect(said).not.toMatch(/optimal|converged/i);
  });

  it('is exactly one of the end states', () => {
    const runs = [
      settled,
      evaluated({ loss: falling, rate: constant, n: 5000 }),
      ...Object.values(ordinaryRuns).map((make) => make()),
    ];
    for (const run of runs) {
      const found = [converged, stillImprovingAtEnd, lrDecayedTooSoon].filter(
        (a) => verdict(a, run).kind === 'finding',
      );
      expect(found.length).toBeLessThanOrEqual(1);
    }
  });

  isUnmoved(converged, { 'a flat run': settled });
});
