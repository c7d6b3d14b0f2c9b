import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, envelope, smooth } from '../../src/plots/decimate.ts';

const steps = (count: number) => Float64Array.from({ length: count }, (_, index) => index);

const curves = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
    ),
    { minLength: 1, maxLength: 3000 },
  )
  .map((values) => Float64Array.from(values));

describe('decimating a curve', () => {
  it('leaves a short curve alone', () => {
    const kept = decimate(steps(10), steps(10), 0, 9, 5);
    expect([...kept]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the lowest and the highest value of every pixel column', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 60 }), (y, columns) => {
        const x = steps(y.length);
        const to = Math.max(1, y.length - 1);
        const kept = new Set(decimate(x, y, 0, to, columns));
        const keptValues = new Map<number, number[]>();
        const allValues = new Map<number, number[]>();
        y.forEach((value, index) => {
          if (!Number.isFinite(value)) return;
          const column = Math.floor(index / (to / columns));
          allValues.set(column, [...(allValues.get(column) ?? []), value]);
          if (kept.has(index)) keptValues.set(column, [...(keptValues.get(column) ?? []), value]);
        });
        for (const [column, values] of allValues) {
          expect(Math.min(...(keptValues.get(column) ?? []))).toBe(Math.min(...values));
          expect(Math.max(...(keptValues.get(column) ?? []))).toBe(Math.max(...values));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps indices in order, without repeating one, and every break of the curve', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 60 }), (y, columns) => {
        const kept = [...decimate(steps(y.length), y, 0, Math.max(1, y.length - 1), columns)];
        for (let at = 1; at < kept.length; at += 1) expect(kept[at]).toBeGreaterThan(kept[at - 1]!);
        y.forEach((value, index) => {
          const first = !Number.isFinite(value) && (index === 0 || Number.isFinite(y[index - 1]!));
          if (first) expect(kept).toContain(index);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('brings 100,000 points down to four a column', () => {
    const y = Float64Array.from({ length: 100_000 }, (_, index) => Math.sin(index / 50));
    expect(decimate(steps(y.length), y, 0, y.length - 1, 700).length).toBeLessThanOrEqual(4 * 701);
  });

  it('lets a spike of one record survive', () => {
    const y = new Float64Array(100_000).fill(1);
    y[43_210] = 9;
    expect([...decimate(steps(y.length), y, 0, y.length - 1, 700)]).toContain(43_210);
  });
});

describe('the band of a very long curve', () => {
  it('encloses every finite value of its column, and the median between', () => {
    fc.assert(
      fc.property(curves, (y) => {
        const band = envelope(steps(y.length), y, 0, Math.max(1, y.length - 1), 20);
        const finite = [...y].filter(Number.isFinite);
        expect(band.x.length > 0).toBe(finite.length > 0);
        if (finite.length === 0) return;
        expect(Math.min(...band.low)).toBe(Math.min(...finite));
        expect(Math.max(...band.high)).toBe(Math.max(...finite));
        band.middle.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual(band.low[index]!);
          expect(value).toBeLessThanOrEqual(band.high[index]!);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the running median', () => {
  it('ignores a lone spike and keeps a break', () => {
    const smoothed = smooth(Float64Array.of(1, 1, 9, 1, 1, Number.NaN, 1), 5);
    expect([...smoothed]).toEqual([1, 1, 1, 1, 1, Number.NaN, 1]);
  });
});
