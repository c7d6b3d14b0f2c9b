import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascendingOrder, createRandom, effectiveInterval, wilson } from '../../src/stats/index.ts';

const byComparison = (values: Float64Array): number[] =>
  [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);

describe('the order of values', () => {
  it('is that of a stable sort by comparison, for any numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 700 }),
        (list) => {
          const values = Float64Array.from(list);
          expect([...ascendingOrder(values)]).toEqual(byComparison(values));
        },
      ),
      { numRuns: 60 },
    );
  });
  it('holds for probabilities crowded at 1, for equal ones and for infinities', () => {
    const random = createRandom(3);
    const crowded = Float64Array.from({ length: 5000 }, () => 1 - random.next() * 2 ** -40);
    const rounded = Float64Array.from({ length: 5000 }, () => Math.round(random.next() * 20) / 20 - 0.5);
    const mixed = Float64Array.from({ length: 1000 }, (_, i) =>
      i % 7 === 0 ? Number.NEGATIVE_INFINITY : i % 5 === 0 ? -0 : i % 3 === 0 ? 0 : random.normal(),
    );
    for (const values of [crowded, rounded, mixed, crowded.subarray(13)]) {
      expect([...ascendingOrder(values)]).toEqual(byComparison(values));
    }
  });
  it('does not exist for what is not a number', () => {
    expect(() => ascendingOrder(Float64Array.of(1, Number.NaN))).toThrow(/value 1/);
  });
});

describe('the interval with the effective number of examples', () => {
  it('is Wilson’s for a proportion', () => {
    const { low, high } = wilson(30, 40);
    const found = effectiveInterval(0.75, (0.75 * 0.25) / 40, 1000, 'm');
    expect(found.low).toBeCloseTo(low, 12);
    expect(found.high).toBeCloseTo(high, 12);
  });
  it('never shrinks to a point: without variance the cap holds', () => {
    expect(effectiveInterval(1, 0, 12, 'm').low).toBeCloseTo(wilson(12, 12).low, 12);
    expect(effectiveInterval(0.9, 1e-9, 12, 'm').low).toBeCloseTo(wilson(10.8, 12).low, 12);
  });
});
