import { describe, expect, it } from 'vitest';
import {
  commonOdds,
  exactMantelHaenszel,
  type FourCounts,
  fisherExact,
  mantelHaenszel,
} from '../../src/stats/index.ts';
import oracle from '../oracles/text-models.json' with { type: 'json' };

const near = (actual: number, expected: number, relative = 1e-9): void =>
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-15,
  );

describe('the exact test within strata', () => {
  it.each(oracle.exactMantelHaenszel as unknown as { strata: FourCounts[]; p: number }[])(
    `is the sum of hypergeometric counts of scipy ${oracle.versions.scipy}`,
    ({ strata, p }) => near(exactMantelHaenszel(strata), p),
  );

  it('is Fisher’s test for one stratum', () => {
    const tables: FourCounts[] = [
      [3, 1, 1, 3],
      [0, 10, 12, 2],
      [290, 10, 600, 100],
    ];
    for (const table of tables) near(exactMantelHaenszel([table]), fisherExact(...table, 'greater'));
  });

  it('does not see strata that say nothing', () => {
    const told: FourCounts = [8, 2, 1, 5];
    expect(exactMantelHaenszel([told, [4, 0, 9, 0], [0, 0, 3, 3], [2, 5, 0, 0]])).toBe(
      exactMantelHaenszel([told]),
    );
    expect(exactMantelHaenszel([[4, 0, 9, 0]])).toBe(1);
    expect(exactMantelHaenszel([])).toBe(1);
  });

  it('goes over to the normal approximation without a leap', () => {
    // 3,821 possible values and 4,261: the one exact, the other approximate.
    const exact: FourCounts[] = [[470, 3350, 5050, 39_950]];
    const approximate: FourCounts[] = [[510, 3750, 5010, 39_950]];
    expect(exactMantelHaenszel(approximate)).toBe(mantelHaenszel(approximate).p);
    expect(exactMantelHaenszel(exact)).not.toBe(mantelHaenszel(exact).p);
    near(exactMantelHaenszel(exact), mantelHaenszel(exact).p, 0.05);
  });
});

describe('the odds that strata share', () => {
  it.each(
    oracle.commonOdds as unknown as {
      strata: FourCounts[];
      logOdds: number;
      standardError: number;
      low: number;
      high: number;
    }[],
  )(`equal statsmodels ${oracle.versions.statsmodels}`, ({ strata, logOdds, standardError, low, high }) => {
    const found = commonOdds(strata)!;
    near(found.logOdds, logOdds);
    near(found.standardError, standardError);
    near(found.interval.low, low, 1e-8);
    near(found.interval.high, high, 1e-8);
  });

  it('stay finite with an empty cell, and say how', () => {
    const found = commonOdds([
      [5, 0, 10, 30],
      [0, 0, 4, 4],
    ])!;
    // 5.5 · 30.5 / (0.5 · 10.5), by hand.
    near(found.logOdds, Math.log((5.5 * 30.5) / (0.5 * 10.5)));
    expect(found.interval.method).toContain('½');
    expect(commonOdds([[4, 0, 9, 0]])).toBeNull();
  });
});
