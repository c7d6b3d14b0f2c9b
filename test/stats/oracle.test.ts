import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  bestPermutation,
  binomialTail,
  binomialTest,
  chiSquareTail,
  createRandom,
  entropy,
  expectedMaximum,
  logGamma,
  mcnemar,
  mean,
  median,
  normalCdf,
  normalQuantile,
  quantile,
  regularisedBeta,
  runningMedian,
  sd,
  slope,
  studentTail,
  wilson,
} from '../../src/stats/index.ts';
import oracle from '../oracles/stats.json' with { type: 'json' };

/** Equal to a relative error of 1e-9, or absolutely next to zero. */
function expectNear(actual: number, expected: number, relative = 1e-9): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-300,
  );
}

describe(`distributions equal scipy ${oracle.versions.scipy}`, () => {
  it.each(oracle.normalCdf as [number, number][])('Φ(%f)', (z, p) => expectNear(normalCdf(z), p));
  it.each(oracle.normalQuantile as [number, number][])('quantile of %f', (p, z) =>
    p === 0.5 ? expect(normalQuantile(p)).toBe(0) : expectNear(normalQuantile(p), z),
  );
  it.each(oracle.logGamma as [number, number][])('ln Γ(%f)', (x, y) =>
    expect(Math.abs(logGamma(x) - y)).toBeLessThanOrEqual(1e-13 + 1e-13 * Math.abs(y)),
  );
  it.each(oracle.regularisedBeta as [number, number, number, number][])('I_%f(%f, %f)', (x, a, b, y) =>
    expectNear(regularisedBeta(x, a, b), y, 1e-8),
  );
  it.each(oracle.studentTail as [number, number, number][])('P(T > %f), df %f', (t, df, p) =>
    expectNear(studentTail(t, df), p),
  );
  it.each(oracle.chiSquareTail as [number, number, number][])('P(χ² > %f), df %f', (x, df, p) =>
    expectNear(chiSquareTail(x, df), p),
  );
  it.each(oracle.binomialTail as [number, number, number, number][])(
    'P(X ≥ %i), n %i, p %f',
    (k, n, p, tail) => expectNear(binomialTail(k, n, p), tail),
  );
});

describe('tests and intervals equal scipy', () => {
  it.each(oracle.binomialTest as [number, number, number, 'two' | 'less' | 'greater', number][])(
    '%i of %i against %f, %s',
    (k, n, p, side, expected) => expectNear(binomialTest(k, n, p, side), expected, 1e-8),
  );
  it.each(oracle.wilson as [number, number, number, number, number][])(
    'Wilson %i of %i at %f',
    (k, n, level, low, high) => {
      const interval = wilson(k, n, level);
      expect(interval.low).toBeCloseTo(low, 10);
      expect(interval.high).toBeCloseTo(high, 10);
    },
  );
  it.each(oracle.mcnemar as [number, number, number][])('McNemar %i to %i', (b, c, p) =>
    expectNear(mcnemar(b, c).p, p),
  );
  it.each(oracle.benjaminiHochberg)('Benjamini–Hochberg over $p.length', ({ p, q }) => {
    benjaminiHochberg(p).forEach((value, index) => {
      expectNear(value, q[index]!);
    });
  });
});

describe('series and shares equal numpy and scipy', () => {
  it.each(oracle.descriptive)('summaries of $values.length values', (row) => {
    expect(mean(row.values)).toBeCloseTo(row.mean, 12);
    expect(median(row.values)).toBeCloseTo(row.median, 12);
    if (row.sd === null) expect(sd(row.values)).toBeNaN();
    else expect(sd(row.values)).toBeCloseTo(row.sd, 12);
    for (const [q, value] of row.quantiles) expect(quantile(row.values, q!)).toBeCloseTo(value!, 12);
  });
  it.each(oracle.slope)('slope of $x.length points', (row) => {
    const line = slope(row.x, row.y)!;
    expectNear(line.slope, row.slope, 1e-8);
    expectNear(line.intercept, row.intercept, 1e-8);
    if (line.rho <= 0.2) {
      expectNear(line.standardError, row.standardError, 1e-8);
      expectNear(line.pDecreasing, row.pDecreasing, 1e-7);
    } else {
      expect(line.standardError).toBeGreaterThan(row.standardError);
    }
  });
  it.each(oracle.entropy as [number[], number][])('entropy of %j', (shares, nats) =>
    expect(entropy(shares)).toBeCloseTo(nats, 12),
  );
  it('running median', () => {
    expect([...runningMedian(oracle.runningMedian.values, oracle.runningMedian.window)]).toEqual(
      oracle.runningMedian.medians,
    );
  });
  it.each(oracle.expectedMaximum as [number, number][])('expected maximum of %i', (k, value) =>
    expect(expectedMaximum(k)).toBeCloseTo(value, 7),
  );
  it.each(oracle.assignment)('assignment of $n rows reaches the same total', ({ n, matrix, total }) => {
    const permutation = bestPermutation(Float64Array.from(matrix), n);
    expect([...permutation].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect([...permutation].reduce((sum, column, row) => sum + matrix[row * n + column]!, 0)).toBe(total);
  });
});

describe('random numbers', () => {
  it.each(oracle.sfc32)('are those of sfc32 for seed $seed', ({ seed, words }) => {
    const random = createRandom(seed);
    expect(words.map(() => random.next() * 2 ** 32)).toEqual(words);
  });
});
