import { describe, expect, it } from 'vitest';
import { oscillating } from '../../../src/audits/shape/oscillating.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const course = (k: number, swing: (i: number) => number): number[] =>
  Array.from({ length: k }, (_, i) => 0.86 - 0.1 * Math.exp(-i / 2) + swing(i));
const taking = (size: number) => (i: number) => (i % 2 === 0 ? size : -size);
const random = createRandom(8);
const white = Array.from({ length: 12 }, () => random.normal());
const constant = (): number => 3e-5;
const swinging = evaluated({ accuracy: course(12, taking(0.04)), rate: constant, n: 2000 });
const judge = (run: Run): string => brief(verdict(oscillating, run));

describe('oscillating', () => {
  it.each<[string, Run, string]>([
    ['swings of four points on 2,000 examples', swinging, 'likely risk'],
    [
      'the same swings on 100 examples',
      evaluated({ accuracy: course(12, taking(0.04)), n: 100 }),
      'hint note',
    ],
    [
      'white noise of the evaluation set',
      evaluated({ accuracy: course(12, (i) => 0.008 * white[i]!), n: 2000 }),
      'pass',
    ],
    ['a smooth course', evaluated({ accuracy: course(12, () => 0), n: 2000 }), 'pass'],
    ['one outlier', evaluated({ accuracy: course(12, (i) => (i === 8 ? -0.2 : 0)), n: 2000 }), 'pass'],
    [
      'swings that die down',
      evaluated({ accuracy: course(14, (i) => taking(0.06)(i) * (i < 9 ? 1 : 0.02)), n: 2000 }),
      'likely note',
    ],
    [
      'swings in the first third only',
      evaluated({ accuracy: course(15, (i) => (i < 5 ? taking(0.06)(i) : 0)), n: 2000 }),
      'pass',
    ],
    ['size unknown', evaluated({ accuracy: course(12, taking(0.04)) }), 'inconclusive'],
    [
      'a cyclic rate',
      evaluated({
        accuracy: course(12, taking(0.04)),
        rate: (share) => 1.5e-5 * (1 + Math.cos(2 * Math.PI * 3 * share)),
        n: 2000,
      }),
      'inconclusive',
    ],
    ['seven evaluations', evaluated({ accuracy: course(7, taking(0.04)), n: 2000 }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('takes the validation loss where no metric was logged', () => {
    const loss = Array.from({ length: 12 }, (_, i) => 0.4 + 0.3 * Math.exp(-i) + taking(0.12)(i));
    const found = finding(verdict(oscillating, evaluated({ loss, rate: constant, n: 5000 })));
    expect(found.title).toContain('Validation loss likely swung');
  });

  it('calls the learning rate a likely cause only from the upper end of the table on', () => {
    const high = evaluated({ accuracy: course(12, taking(0.04)), n: 2000, more: { learningRate: 2e-4 } });
    expect(finding(verdict(oscillating, high)).cause?.claim).toBe('likely');
    expect(finding(verdict(oscillating, swinging)).cause?.claim).toBe('hint');
  });

  it('says that up and down took turns when they did', () => {
    expect(prose(verdict(oscillating, swinging))).toContain('took turns');
    const wild = evaluated({
      accuracy: course(12, (i) => 0.05 * [1, 1, -1, 0.2, 1, 0.8, -1, -1, 1, 0.5, -1, -0.4][i]!),
      n: 5000,
    });
    expect(prose(verdict(oscillating, wild))).not.toContain('took turns');
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(verdict(oscillating, make()).kind).not.toBe('finding');
  });

  isUnmoved(oscillating, { 'a swinging run': swinging });
});
