import { describe, expect, it } from 'vitest';
import {
  exactMantelHaenszel,
  type FourCounts,
  fisherExact,
  higherShare,
  mantelHaenszel,
  newcombe,
} from '../../src/stats/index.ts';
import oracle from '../oracles/share-difference.json' with { type: 'json' };

type Five = [number, number, number, number, number];

const expectNear = (actual: number, expected: number, relative = 1e-9): void =>
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-14,
  );

describe(`Newcombe's interval equals statsmodels ${oracle.versions.statsmodels}`, () => {
  it.each(oracle.newcombe as [number, number, number, number, number, number, number][])(
    '%i of %i against %i of %i at %f',
    (a, n, b, m, level, low, high) => {
      const interval = newcombe(a, n, b, m, level);
      expectNear(interval.low, low);
      expectNear(interval.high, high);
    },
  );

  it('holds the difference, turns over with the groups, and knows nothing of an empty one', () => {
    const there = newcombe(30, 100, 200, 900);
    const back = newcombe(200, 900, 30, 100);
    expect(there.low).toBeLessThan(0.3 - 200 / 900);
    expect(there.high).toBeGreaterThan(0.3 - 200 / 900);
    expectNear(there.low, -back.high);
    expect(newcombe(0, 0, 3, 9)).toMatchObject({ low: -1, high: 1 });
  });
});

describe(`a share higher than another: Fisher's test of scipy ${oracle.versions.scipy}`, () => {
  it.each(oracle.fisher as Five[])('%i of %i, %i of %i', (a, n, b, m, p) =>
    expectNear(higherShare(a, n, b, m), p, 1e-8),
  );

  it('is the same sum that the general test takes', () => {
    for (let a = 0; a <= 30; a += 3)
      expectNear(higherShare(a, 30, 40, 120), fisherExact(a, 30 - a, 40, 80, 'greater'), 1e-8);
  });

  it('is not shown by an empty group or without errors, and refuses what is no count', () => {
    expect(higherShare(0, 0, 3, 10)).toBe(1);
    expect(higherShare(0, 500, 0, 700)).toBe(1);
    expect(higherShare(500, 500, 700, 700)).toBe(1);
    expect(higherShare(5, 3, 1, 9)).toBeNaN();
    expect(higherShare(1.5, 3, 1, 9)).toBeNaN();
  });
});

describe(`Fisher's test within strata: hypergeometric numbers of scipy ${oracle.versions.scipy}, added up`, () => {
  it.each(oracle.stratified)('$strata', ({ strata, p }) => {
    expectNear(exactMantelHaenszel(strata as unknown as FourCounts[]), p, 1e-9);
  });

  it('comes close to Mantel and Haenszel for large counts, and is Fisher for one stratum', () => {
    const large: FourCounts[] = [
      [30, 90, 150, 600],
      [20, 80, 60, 400],
    ];
    expect(Math.abs(Math.log(exactMantelHaenszel(large) / mantelHaenszel(large).p))).toBeLessThan(0.2);
    expectNear(exactMantelHaenszel([[9, 21, 20, 280]]), higherShare(9, 30, 20, 300), 1e-9);
    expect(exactMantelHaenszel([])).toBe(1);
  });
});
