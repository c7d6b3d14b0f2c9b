import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestPermutation,
  binomialTest,
  createRandom,
  expectedMaximum,
  extrapolateGain,
  lag1,
  mcnemar,
  mean,
  multinomial,
  noiseSigma,
  normalCdf,
  normalQuantile,
  riseAfterMinimum,
  runningMedian,
  sd,
  slope,
  wilson,
} from '../../src/stats/index.ts';

const value = fc.double({ min: -100, max: 100, noNaN: true }).map((x) => Math.round(x * 1e4) / 1e4);
const series = fc.array(value, { minLength: 5, maxLength: 40 });
const steps = (n: number): number[] => Array.from({ length: n }, (_, i) => 50 * (i + 1));

describe('wilson', () => {
  it('is never of width zero, lies in 0…1 and holds the estimate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const k = Math.round(share * n);
          const { low, high } = wilson(k, n);
          expect(high).toBeGreaterThan(low);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(k / n);
          expect(high).toBeGreaterThanOrEqual(k / n);
        },
      ),
    );
  });
  it('says nothing is known without examples', () => {
    expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 });
  });
});

describe('normal distribution', () => {
  it('quantile inverts the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });
});

describe('slope', () => {
  it('does not care about shifting either axis and scales with y', () => {
    fc.assert(
      fc.property(series, value, (y, shift) => {
        const x = steps(y.length);
        const line = slope(x, y)!;
        const moved = slope(
          x.map((s) => s + 1000),
          y.map((v) => 3 * v + shift),
        )!;
        expect(moved.slope).toBeCloseTo(3 * line.slope, 8);
        expect(moved.rho).toBeCloseTo(line.rho, 5);
        expect(moved.pDecreasing).toBeCloseTo(line.pDecreasing, 5);
      }),
    );
  });
  it('mirrors p when the curve is turned upside down', () => {
    fc.assert(
      fc.property(series, (y) => {
        const x = steps(y.length);
        expect(
          slope(
            x,
            y.map((v) => -v),
          )!.pIncreasing,
        ).toBeCloseTo(slope(x, y)!.pDecreasing, 8);
      }),
    );
  });
  it('is null for two points or a constant axis, and certain on an exact line', () => {
    expect(slope([1, 2], [3, 4])).toBeNull();
    expect(slope([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(slope([1, 2, 3, 4], [4, 3, 2, 1])).toMatchObject({ slope: -1, pDecreasing: 0, pIncreasing: 1 });
    expect(slope([1, 2, 3, 4], [2, 2, 2, 2])).toMatchObject({ slope: 0, pDecreasing: 0.5 });
  });
  it('leaves out pairs that are not finite', () => {
    expect(slope([1, 2, 3, 4], [1, Number.NaN, 3, 4])!.n).toBe(3);
  });
  it('keeps its error rate on autocorrelated flat series, where plain least squares does not', () => {
    const random = createRandom(7);
    let alarms = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run++) {
      const y: number[] = [];
      let state = random.normal();
      for (let i = 0; i < 20; i++) {
        state = 0.5 * state + Math.sqrt(0.75) * random.normal();
        y.push(state);
      }
      if (slope(steps(20), y)!.pDecreasing < 0.01) alarms++;
    }
    // Plain least squares: 7.6 %. Twenty points cannot estimate ρ well enough to reach 1 % exactly.
    expect(alarms / runs).toBeLessThan(0.035);
  });
});

describe('noise', () => {
  it('recovers σ of white noise on a slow trend', () => {
    const random = createRandom(3);
    const y = Array.from({ length: 5000 }, (_, i) => 1 - 1e-5 * i + 0.2 * random.normal());
    expect(noiseSigma(y)).toBeGreaterThan(0.19);
    expect(noiseSigma(y)).toBeLessThan(0.21);
  });
  it('is unknown below three values', () => {
    expect(noiseSigma([1, 2])).toBeNull();
  });
  it('ignores shifts and follows scale', () => {
    fc.assert(
      fc.property(series, value, (y, shift) => {
        expect(noiseSigma(y.map((v) => 2 * v + shift))).toBeCloseTo(2 * noiseSigma(y)!, 8);
        expect(lag1(y.map((v) => 2 * v + shift))).toBeCloseTo(lag1(y), 6);
      }),
    );
  });
  it('running median stays within the data and leaves a constant alone', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), (y, window) => {
        for (const m of runningMedian(y, window)) {
          expect(m).toBeGreaterThanOrEqual(Math.min(...y));
          expect(m).toBeLessThanOrEqual(Math.max(...y));
        }
      }),
    );
    expect([...runningMedian([2, 2, 2], 3)]).toEqual([2, 2, 2]);
  });
});

describe('riseAfterMinimum', () => {
  it('does not care about shifting or scaling', () => {
    fc.assert(
      fc.property(series, value, (y, shift) => {
        const rise = riseAfterMinimum(y)!;
        const moved = riseAfterMinimum(y.map((v) => 4 * v + shift))!;
        fc.pre(rise.sigma > 0.01);
        expect(moved.minimumIndex).toBe(rise.minimumIndex);
        expect(moved.z).toBeCloseTo(rise.z, 6);
      }),
    );
  });
  it.each([4, 6, 10, 20])('fires rarely on flat curves of %i noisy values when σ is known', (n) => {
    const random = createRandom(n);
    let alarms = 0;
    for (let run = 0; run < 2000; run++) {
      const y = Array.from({ length: n }, () => 1 + 0.02 * random.normal());
      if (riseAfterMinimum(y, 0.02)!.z > 3) alarms++;
    }
    expect(alarms / 2000).toBeLessThanOrEqual(0.03);
  });
  it('finds a rise of many σ, and none when the minimum is last', () => {
    expect(riseAfterMinimum([1, 0.6, 0.5, 0.52, 0.7, 0.9, 1.1], 0.02)!.z).toBeGreaterThan(4);
    expect(riseAfterMinimum([1, 0.9, 0.8, 0.7], 0.02)).toMatchObject({ z: 0, after: 0 });
    expect(riseAfterMinimum([1, 2])).toBeNull();
  });
});

describe('random', () => {
  it('gives the same numbers for the same seed', () => {
    const [one, other] = [createRandom(42), createRandom(42)];
    expect(Array.from({ length: 5 }, () => one.normal())).toEqual(
      Array.from({ length: 5 }, () => other.normal()),
    );
  });
  it('has the moments of its distributions', () => {
    const random = createRandom(1);
    const normal = Array.from({ length: 20000 }, () => random.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(Math.abs(sd(normal) - 1)).toBeLessThan(0.03);
    for (const [n, p] of [
      [8, 0.3],
      [60, 0.5],
      [1000, 0.02],
      [100000, 0.9],
      [500, 0.999],
    ] as const) {
      const draws = Array.from({ length: 5000 }, () => random.binomial(n, p));
      const error = Math.sqrt((n * p * (1 - p)) / 5000);
      expect(Math.abs(mean(draws) - n * p), `mean of ${n}, ${p}`).toBeLessThan(4 * error);
      expect(Math.abs(sd(draws) / Math.sqrt(n * p * (1 - p)) - 1), `sd of ${n}, ${p}`).toBeLessThan(0.06);
      expect(draws.every((k) => k >= 0 && k <= n && Number.isInteger(k))).toBe(true);
    }
  });
  it('multinomial draws add up and leave empty cells empty', () => {
    const random = createRandom(5);
    const out = new Float64Array(4);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (n) => {
        multinomial(random, n, Float64Array.of(3, 0, 1, 0.1), out);
        expect(out[0]! + out[1]! + out[2]! + out[3]!).toBe(n);
        expect(out[1]).toBe(0);
      }),
    );
  });
});

describe('tests of counts', () => {
  it('two-sided p is symmetric at ½ and at least either tail', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(400), (n, raw) => {
        const k = raw % (n + 1);
        const p = binomialTest(k, n, 0.5);
        expect(p).toBeCloseTo(binomialTest(n - k, n, 0.5), 10);
        expect(p + 1e-12).toBeGreaterThanOrEqual(
          Math.min(binomialTest(k, n, 0.5, 'less'), binomialTest(k, n, 0.5, 'greater')),
        );
      }),
    );
  });
  it('McNemar is 1 without discordant pairs and does not care which model comes first', () => {
    expect(mcnemar(0, 0).p).toBe(1);
    expect(mcnemar(30, 9).p).toBe(mcnemar(9, 30).p);
  });
  it('expected maximum of one is nothing', () => {
    expect(expectedMaximum(1)).toBe(0);
  });
});

describe('bestPermutation', () => {
  it('finds a hidden permutation among 200 classes', () => {
    const n = 200;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) matrix[i * n + j] = j === (i * 7 + 3) % n ? 10 : (i * j) % 7;
    const found = bestPermutation(matrix, n);
    expect([...found]).toEqual(Array.from({ length: n }, (_, i) => (i * 7 + 3) % n));
  });
  it('handles nothing', () => {
    expect(bestPermutation(new Float64Array(0), 0).length).toBe(0);
  });
});

describe('extrapolateGain', () => {
  const truths = {
    exponential: (t: number): number => 0.5 + Math.exp(-t / 400),
    power: (t: number): number => 0.3 + 8 * t ** -0.5,
  };
  it.each(Object.entries(truths))('holds the true gain of a noisy curve nearly always: %s', (_, truth) => {
    const random = createRandom(11);
    const step = Array.from({ length: 12 }, (_, i) => 100 * (i + 1));
    let held = 0;
    for (let run = 0; run < 200; run++) {
      const y = step.map((t) => truth(t) + 0.003 * random.normal());
      const gain = extrapolateGain(step, y, 600)!;
      const real = truth(1200) - truth(1800);
      if (real >= gain.low && real <= gain.high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(190);
  });
  it('foresees nothing for a curve that rises, and refuses too few points or too long a way', () => {
    const step = steps(10);
    expect(
      extrapolateGain(
        step,
        step.map((s) => s / 100),
        100,
      ),
    ).toMatchObject({ low: 0, high: 0 });
    expect(extrapolateGain(step.slice(0, 5), [5, 4, 3, 2, 1], 100)).toBeNull();
    expect(
      extrapolateGain(
        step,
        step.map((s) => -s),
        501,
      ),
    ).toBeNull();
  });
  it('does not care about the unit of steps, and follows the unit of values', () => {
    const step = steps(12);
    const y = step.map((t) => 0.4 + Math.exp(-t / 200) + 0.001 * Math.sin(t));
    const gain = extrapolateGain(step, y, 300)!;
    const scaled = extrapolateGain(
      step.map((s) => 10 * s),
      y.map((v) => 2 * v + 1),
      3000,
    )!;
    expect(scaled.low).toBeCloseTo(2 * gain.low, 8);
    expect(scaled.high).toBeCloseTo(2 * gain.high, 8);
  });
});
