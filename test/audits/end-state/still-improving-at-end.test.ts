import { describe, expect, it } from 'vitest';
import { stillImprovingAtEnd } from '../../../src/audits/end-state/still-improving-at-end.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { evaluated, risingLoss } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const falling = Array.from({ length: 12 }, (_, i) => 1.2 / (1 + 0.15 * i));
const flat = Array.from(
  { length: 12 },
  (_, i) => 0.4 + 0.3 * Math.exp(-1.5 * i) + (i % 2 === 0 ? 0.002 : -0.002),
);
const constant = () => 3e-5;
const linear = (share: number) => 3e-5 * (1 - share);
const still = evaluated({ loss: falling, rate: constant, n: 5000 });

describe('still-improving-at-end', () => {
  it.each([
    ['falling at a constant rate', still, 'strong risk'],
    [
      'falling under a linear schedule, partly annealing',
      evaluated({ loss: falling, rate: linear, n: 5000 }),
      'likely risk',
    ],
    ['falling, rate not logged', evaluated({ loss: falling, n: 5000 }), 'likely risk'],
    ['flat', evaluated({ loss: flat, rate: constant, n: 5000 }), 'pass'],
    ['rising', evaluated({ loss: risingLoss, n: 5000 }), 'pass'],
    [
      'three evaluations, each clearly better',
      evaluated({ loss: [0.8, 0.6, 0.45], trainRows: 0, n: 5000 }),
      'inconclusive',
    ],
    [
      'three evaluations, within the error',
      evaluated({ loss: [0.46, 0.45, 0.45], trainRows: 0, n: 872 }),
      'inconclusive',
    ],
    ['no evaluation', evaluated({}), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(stillImprovingAtEnd, run))).toBe(expected);
  });

  describe('a smooth bend, whose neighbours are too alike for the test of the slope', () => {
    const bend = (tau: number) => Array.from({ length: 16 }, (_, i) => 0.3 + 0.5 * Math.exp(-i / tau));
    it.each([
      ['lower at each of the last five evaluations, beyond the error', bend(8), 5000, 'likely risk'],
      ['lower each time, but within the error', bend(4), 2000, 'pass'],
    ] as const)('%s', (_, loss, n, expected) => {
      expect(brief(verdict(stillImprovingAtEnd, evaluated({ loss, rate: constant, n })))).toBe(expected);
    });
  });

  it('says of three evaluations that it cannot be told, and what to log', () => {
    const said = prose(
      verdict(stillImprovingAtEnd, evaluated({ loss: [0.8, 0.6, 0.45], trainRows: 0, n: 5000 })),
    );
    expect(said).toContain(
      'still falling at the last of 3 evaluations; whether more epochs help cannot be told',
    );
    expect(said).toContain('`eval_steps=25` makes 12 of a run like this');
  });

  it('gives the gain as a range, never as one number, and asks for a stretched schedule', () => {
    const found = finding(verdict(stillImprovingAtEnd, still));
    const gain = found.evidence.find((e) => e.name === 'gain of 50 % more steps');
    expect(gain?.value).toBeNull();
    expect(gain?.interval?.low).toBeLessThan(gain?.interval?.high ?? 0);
    expect(found.measured).toContain('if the schedule is stretched');
    expect(found.advice?.settings?.num_train_epochs).toBe('18');
  });

  it('does not take a fall within the sampling error for progress', () => {
    const random = createRandom(4);
    const loss = Array.from({ length: 12 }, (_, i) => 0.45 - 0.001 * i + 0.004 * random.normal());
    expect(verdict(stillImprovingAtEnd, evaluated({ loss, rate: constant, n: 300 })).kind).not.toBe(
      'finding',
    );
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(stillImprovingAtEnd, make()).kind).not.toBe('finding');
  });

  isUnmoved(stillImprovingAtEnd, {
    'a falling run': still,
    'a flat one': evaluated({ loss: flat, rate: constant, n: 5000 }),
  });
});
