import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline, thin } from '../../src/report/sparkline.ts';

const flat = (n: number): number[] => Array.from({ length: n }, () => 0.5);

describe('a curve thinned for a sparkline', () => {
  it('keeps a spike of one row, wherever it is', () => {
    for (const n of [25, 30, 47, 500])
      for (let at = 0; at < n; at++) {
        const values = flat(n);
        values[at] = 9;
        expect(Math.max(...thin(values, 24)), `row ${at} of ${n}`).toBe(9);
      }
  });

  it('keeps a dip of one row, wherever it is', () => {
    for (let at = 0; at < 100; at++) {
      const values = flat(100);
      values[at] = 0;
      expect(Math.min(...thin(values, 24)), `row ${at}`).toBe(0);
    }
  });

  it('has the length asked for, first and last value, and only values of the curve in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 2, maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        (values, count) => {
          const kept = thin(values, count);
          expect(kept.length).toBe(Math.min(count, values.length));
          expect([kept[0], kept.at(-1)]).toEqual([values[0], values.at(-1)]);
          let from = 0;
          for (const value of kept) {
            const at = values.indexOf(value, from);
            expect(at).toBeGreaterThanOrEqual(from);
            from = at + 1;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows a stretch without any number as a gap, and no single NaN', () => {
    const values = [1, Number.NaN, 2, 3, 2, 1, ...Array.from({ length: 12 }, () => Number.NaN), 1];
    expect(sparkline(thin(values, 8))).toMatch(/^\S+ +\S$/);
  });
});
