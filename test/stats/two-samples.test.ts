import { describe, expect, it } from 'vitest';
import {
  type FourCounts,
  fisherExact,
  kolmogorovSmirnov,
  kolmogorovTail,
  logisticRegression,
  mantelHaenszel,
} from '../../src/stats/index.ts';
import oracle from '../oracles/two-samples.json' with { type: 'json' };

const expectNear = (actual: number, expected: number, relative = 1e-9): void =>
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-14,
  );

type Fisher = [number, number, number, number, 'two' | 'less' | 'greater', number];

describe(`Fisher's exact test equals scipy ${oracle.versions.scipy}`, () => {
  it.each(oracle.fisher as Fisher[])('%i, %i / %i, %i, %s', (a, b, c, d, side, p) =>
    expectNear(fisherExact(a, b, c, d, side), p),
  );

  it('says nothing of an empty group, and refuses what is no count', () => {
    expect(fisherExact(0, 0, 5, 5)).toBe(1);
    expect(fisherExact(-1, 3, 5, 5)).toBeNaN();
    expect(fisherExact(1.5, 3, 5, 5)).toBeNaN();
  });
});

describe('the Kolmogorov–Smirnov test', () => {
  it.each(oracle.kolmogorovTail as [number, number][])('has the tail of scipy at %f', (x, p) =>
    expectNear(kolmogorovTail(x), p, 1e-9),
  );

  it.each(oracle.kolmogorovSmirnov)('has the distance and the asymptotic p of scipy', (sample) => {
    const found = kolmogorovSmirnov(Float64Array.from(sample.a), Float64Array.from(sample.b));
    expectNear(found.distance, sample.distance);
    expectNear(found.p, sample.p, 1e-6);
    // The asymptotic p errs on the safe side.
    expect(found.p).toBeGreaterThanOrEqual(0.95 * sample.exact);
  });

  it('leaves NaN out and cannot tell from nothing', () => {
    const some = Float64Array.of(1, Number.NaN, 2);
    expect(kolmogorovSmirnov(some, Float64Array.of(1, 2))).toEqual({ distance: 0, p: 1 });
    expect(kolmogorovSmirnov(some, new Float64Array(0)).p).toBeNaN();
  });
});

describe('the test of Mantel and Haenszel', () => {
  it.each(oracle.mantelHaenszel)('equals its formula', ({ strata, p, oddsRatio }) => {
    const found = mantelHaenszel(strata as unknown as FourCounts[]);
    expectNear(found.p, p);
    if (oddsRatio !== null) expectNear(found.oddsRatio, oddsRatio);
  });

  it('is not misled by a group that is only larger where everything is easy', () => {
    // Both groups are right equally often in each stratum; pooled, the first looks far better.
    const strata: FourCounts[] = [
      [90, 10, 90, 10],
      [5, 5, 100, 100],
    ];
    expect(fisherExact(95, 15, 190, 110, 'greater')).toBeLessThan(0.001);
    expect(mantelHaenszel(strata).p).toBeGreaterThan(0.3);
  });
});

describe(`logistic regression equals scikit-learn ${oracle.versions['scikit-learn']}`, () => {
  it.each(oracle.logisticRegression)('coefficients and standard errors', (one) => {
    const fit = logisticRegression(
      one.columns.map((column) => Float64Array.from(column)),
      one.outcome,
    )!;
    one.coefficients.forEach((value, j) => {
      expectNear(fit.coefficients[j]!, value, 1e-5);
    });
    one.standardErrors.forEach((value, j) => {
      expectNear(fit.standardErrors[j]!, value, 1e-5);
    });
  });

  it('has no estimate for separated groups or a constant column', () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => i);
    expect(
      logisticRegression(
        [x],
        x.map((value) => (value > 9 ? 1 : 0)),
      ),
    ).toBeNull();
    expect(
      logisticRegression(
        [new Float64Array(20)],
        x.map((value) => value % 2),
      ),
    ).toBeNull();
  });
});
