import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pushApart } from '../../src/plots/labels.ts';

it('leaves labels that are far apart where they wish to be', () => {
  expect(pushApart([10, 60, 120], 36, 0, 150)).toEqual([10, 60, 120]);
});

it('moves two that touch apart by the same amount', () => {
  expect(pushApart([70, 70], 36, 0, 150)).toEqual([52, 88]);
});

it('keeps the distance, the order and the edges, whatever the wishes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { minLength: 1, maxLength: 8 }),
      (wishes) => {
        const places = pushApart(wishes, 36, 0, 190);
        const distance = Math.min(36, 190 / Math.max(1, wishes.length - 1));
        const sorted = places
          .map((place, index) => ({ place, wish: wishes[index]! }))
          .sort((a, b) => a.place - b.place);
        sorted.forEach(({ place, wish }, index) => {
          expect(place).toBeGreaterThanOrEqual(-1e-6);
          expect(place).toBeLessThanOrEqual(190 + 1e-6);
          if (index === 0) return;
          expect(place - sorted[index - 1]!.place).toBeGreaterThanOrEqual(distance - 1e-6);
          expect(wish).toBeGreaterThanOrEqual(sorted[index - 1]!.wish);
        });
      },
    ),
  );
});
