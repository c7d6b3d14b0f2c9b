import { describe, expect, it } from 'vitest';
import {
  almostStochasticOrder,
  analysisOfVariance,
  approximateRandomisation,
  bootstrapCells,
  brownForsythe,
  createRandom,
  detectableShare,
  examplesToShow,
  expectedBest,
  fTail,
  holm,
  jackknifeError,
  kruskalWallis,
  leastRankProbability,
  mcnemar,
  meanInterval,
  pairedShareDifference,
  ranks,
  runsToShow,
  sd,
  spearman,
  studentQuantile,
  tangoInterval,
  welch,
} from '../../src/stats/index.ts';
import oracle from '../oracles/comparisons.json' with { type: 'json' };

const near = (actual: number, expected: number, relative = 1e-8): void =>
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-12,
  );

const coded = (groups: readonly (readonly number[])[]) => ({
  values: groups.flat(),
  group: Int32Array.from(groups.flatMap((g, i) => g.map(() => i))),
});

describe(`equal scipy ${oracle.versions.scipy}`, () => {
  it.each(oracle.studentQuantile as [number, number, number][])('t quantile %f, df %f', (p, df, t) =>
    near(studentQuantile(p, df), t),
  );
  it.each(oracle.fTail as [number, number, number, number][])('P(F > %f)', (f, a, b, p) =>
    near(fTail(f, a, b), p),
  );
  it.each(oracle.welch)('Welch of $a.length and $b.length', (row) => {
    const test = welch(row.a, row.b)!;
    near(test.t, row.t);
    near(test.df, row.df);
    near(test.p, row.p);
    near(test.interval.low, row.low);
    near(test.interval.high, row.high);
  });
  it.each(oracle.brownForsythe)('Brown–Forsythe', ({ groups, f, p }) => {
    near(brownForsythe(groups)!.f, f);
    near(brownForsythe(groups)!.p, p);
  });
  it.each(oracle.analysisOfVariance)('analysis of variance', ({ groups, f, p }) => {
    near(analysisOfVariance(groups)!.f, f);
    near(analysisOfVariance(groups)!.p, p);
  });
  it.each(oracle.meanInterval)('interval of a mean of $values.length', ({ values, low, high }) => {
    near(meanInterval(values)!.low, low);
    near(meanInterval(values)!.high, high);
  });
  it.each(oracle.holm)('Holm over $p.length', ({ p, adjusted }) =>
    holm(p).forEach((value, i) => {
      near(value, adjusted[i]!);
    }),
  );
  it.each(oracle.kruskalWallis)('Kruskal–Wallis with ties', ({ groups, h, p }) => {
    const { values, group } = coded(groups);
    const test = kruskalWallis(values, group, createRandom(1))!;
    near(test.statistic, h);
    near(test.p, p);
  });
  it.each(oracle.spearman)('Spearman of $x.length', ({ x, y, rho, p }) => {
    near(spearman(x, y)!.rho, rho);
    near(spearman(x, y)!.p, p);
  });
  it.each(oracle.tango as [number, number, number, number, number][])(
    'Tango %i : %i of %i',
    (b, c, n, low, high) => {
      expect(tangoInterval(b, c, n).low).toBeCloseTo(low, 5);
      expect(tangoInterval(b, c, n).high).toBeCloseTo(high, 5);
    },
  );
  it.each(oracle.runsToShow as [number, number][])('runs for an effect of %f sd: within one', (effect, k) =>
    expect(Math.abs(runsToShow(effect, 1, 1) - k)).toBeLessThanOrEqual(1),
  );
});

describe(`almost stochastic order, deepsig ${oracle.versions.deepsig}`, () => {
  it.each(oracle.violation)('$a.length against $b.length', ({ a, b, ratio, epsMin }) => {
    const order = almostStochasticOrder(a, b, createRandom(3), { draws: 4000 })!;
    expect(order.ratio).toBeCloseTo(ratio, 1);
    expect(Math.abs(order.epsMin - epsMin)).toBeLessThan(0.05);
  });

  it('is ½ for equal scores, 0 for a clear winner, and turns with its arguments', () => {
    const [a, b] = [
      [1, 2, 3],
      [11, 12, 13],
    ];
    expect(almostStochasticOrder(a, a, createRandom(1))!.ratio).toBe(0.5);
    expect(almostStochasticOrder(b, a, createRandom(1))!.epsMin).toBe(0);
    expect(almostStochasticOrder(a, b, createRandom(1))!.ratio).toBe(1);
    expect(almostStochasticOrder([1], b, createRandom(1))).toBeNull();
  });
});

describe('expected best of k', () => {
  const { values, rows, simulated } = oracle.expectedBest;
  it.each(rows as [number, number][])('k = %i', (k, value) => near(expectedBest(values, k), value));
  it.each(simulated as [number, number][])('is the mean of the best of %i draws', (k, value) =>
    expect(expectedBest(values, k)).toBeCloseTo(value, 4),
  );
  it('is the mean for one draw, and lower for a loss the more there are', () => {
    expect(expectedBest([1, 2, 6], 1)).toBeCloseTo(3, 12);
    expect(expectedBest([1, 2, 6], 3, false)).toBeLessThan(expectedBest([1, 2, 6], 2, false));
    expect(expectedBest([], 1)).toBeNaN();
  });
});

describe('two accuracies on the same examples', () => {
  it('never says with the interval what the test does not say', () => {
    for (let b = 0; b < 15; b++)
      for (let c = 0; c < 60; c += 3) {
        const { p, interval } = pairedShareDifference(b, c, 300);
        expect(interval.low <= 0 && interval.high >= 0, `${b} : ${c}`).toBe(p >= 0.05);
      }
  });

  it('turns its sign when the models change places', () => {
    const [one, other] = [pairedShareDifference(4, 19, 200), pairedShareDifference(19, 4, 200)];
    near(one.difference, -other.difference);
    near(one.interval.low, -other.interval.high, 1e-9);
    expect(one.p).toBe(other.p);
  });

  it('needs six examples that only one got right: 5 to 0 has p = 0.0625', () => {
    expect(mcnemar(0, 5).p).toBeCloseTo(0.0625, 12);
    expect(detectableShare(0, 100)).toBe(0.06);
    expect(detectableShare(5, 100)).toBe(0.06);
  });

  it.each([10, 24, 25, 60, 300])(
    'the detectable difference is the least significant one (%i one-sided)',
    (m) => {
      const excess = Math.round(detectableShare(m, 1000) * 1000);
      expect(mcnemar((m + excess) / 2, (m - excess) / 2).p).toBeLessThan(0.05);
      expect(mcnemar((m + excess - 2) / 2, (m - excess + 2) / 2).p).toBeGreaterThanOrEqual(0.05);
    },
  );

  it('an interval has width even without a single difference', () => {
    const { low, high } = tangoInterval(0, 0, 100);
    expect(low).toBeLessThan(-0.01);
    expect(high).toBeGreaterThan(0.01);
  });

  it('asks for (2.8/Δ)²·d examples', () => expect(examplesToShow(0.02, 0.05)).toBe(980));
});

describe('statistics of counts', () => {
  // First right only, second right only, both: the difference of accuracies is a share.
  const counts = Float64Array.of(12, 20, 168);
  const partner = Int32Array.of(1, 0, 2);
  const difference = (c: Float64Array): number => (c[1]! - c[0]!) / (c[0]! + c[1]! + c[2]!);
  // Standard error of a mean of −1, 0 and 1.
  const d = (12 + 20) / 200;
  const exact = Math.sqrt((d - 0.04 ** 2) / 200);

  it('jackknife: the standard error of a mean is s/√n', () =>
    near(jackknifeError(counts, difference), exact * Math.sqrt(200 / 199), 1e-9));

  it('bootstrap: the spread of the draws is that standard error', () => {
    const draws = bootstrapCells(counts, difference, createRandom(5), 4000);
    expect(sd(draws) / exact).toBeGreaterThan(0.96);
    expect(sd(draws) / exact).toBeLessThan(1.04);
    expect([...bootstrapCells(counts, difference, createRandom(5), 50)]).toEqual([...draws.subarray(0, 50)]);
  });

  it('approximate randomisation of an accuracy is the exact sign test', () => {
    const p = approximateRandomisation(counts, partner, difference, createRandom(7), 20_000);
    // Two-sided binomial of 12 in 32.
    expect(p).toBeCloseTo(0.2153, 2);
  });

  it('finds nothing where the two never differ', () =>
    expect(
      approximateRandomisation(Float64Array.of(50), Int32Array.of(0), () => 0, createRandom(1), 200),
    ).toBe(1));
});

describe('ranks', () => {
  it('ties share their mean rank', () => expect([...ranks([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2]));

  it('permutations of two groups of three cannot get below 0.1', () => {
    expect(leastRankProbability([3, 3])).toBeCloseTo(0.1, 10);
    const test = kruskalWallis(
      [1, 2, 3, 11, 12, 13],
      Int32Array.of(0, 0, 0, 1, 1, 1),
      createRandom(2),
      20_000,
    )!;
    expect(test.p).toBeCloseTo(0.1, 2);
  });

  it('three groups of two: six of ninety arrangements are as extreme', () =>
    expect(leastRankProbability([2, 2, 2])).toBeCloseTo(6 / 90, 10));

  it('say nothing about values that are all equal', () => {
    expect(kruskalWallis([1, 1, 1, 1], Int32Array.of(0, 0, 1, 1), createRandom(1))).toBeNull();
    expect(spearman([1, 2, 3, 4], [5, 5, 5, 5])).toBeNull();
  });
});

describe('too little to say anything', () => {
  it('is null, not a number', () => {
    expect(welch([1], [1, 2])).toBeNull();
    expect(welch([1, 1], [2, 2])).toBeNull();
    expect(meanInterval([1])).toBeNull();
    expect(
      brownForsythe([
        [1, 2],
        [1, 5],
      ]),
    ).toBeNull();
    expect(
      analysisOfVariance([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });
});
