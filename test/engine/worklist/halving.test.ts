import { expect, it } from 'vitest';
import { examplesToHalve } from '../../../src/engine/worklist/halving.ts';
import { wilson } from '../../../src/stats/index.ts';

const width = (share: number, n: number) => {
  const { low, high } = wilson(share * n, n);
  return high - low;
};

it('about three times as many examples halve the interval of a share in the middle, and never one too few', () => {
  for (const [share, n] of [
    [0.5, 40],
    [0.8, 100],
    [0.1, 1000],
  ] as const) {
    const more = examplesToHalve(share, n)!;
    expect(width(share, n + more)).toBeLessThanOrEqual(width(share, n) / 2);
    expect(width(share, n + more - 1)).toBeGreaterThan(width(share, n) / 2);
    expect(more / n).toBeGreaterThan(2.8);
    expect(more / n).toBeLessThan(3.4);
  }
});

it('fewer do where the share is 0 or 1', () => {
  expect(examplesToHalve(1, 100)! / 100).toBeLessThan(1.2);
  expect(examplesToHalve(0, 100)).toBe(examplesToHalve(1, 100));
});

it('says nothing where nothing was counted', () => {
  expect(examplesToHalve(0.5, 0)).toBeNull();
  expect(examplesToHalve(Number.NaN, 10)).toBeNull();
});
