import { describe, expect, it } from 'vitest';
import { paddingChoices } from '../../../src/metrics/cost/padding.ts';

/** Expected padded tokens over every draw of two of four texts. */
const byHand = (lengths: readonly number[]): number => {
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < lengths.length; i++)
    for (let j = i + 1; j < lengths.length; j++) {
      sum += 8 * Math.ceil(Math.max(lengths[i]!, lengths[j]!) / 8);
      pairs++;
    }
  return (lengths.length * sum) / pairs;
};

describe('what padding makes of texts', () => {
  it('is the mean over every draw of a batch', () => {
    const lengths = [5, 12, 30, 64];
    expect(paddingChoices(lengths, 2, 128, null).dynamic.tokens).toBeCloseTo(byHand(lengths), 9);
  });

  it('orders the ways of batching', () => {
    const lengths = Array.from({ length: 5000 }, (_, i) => 10 + ((i * 7919) % 97));
    const { real, grouped, dynamic, fixed } = paddingChoices(lengths, 16, 128, null);
    expect(real.tokens).toBeLessThan(grouped.tokens);
    expect(grouped.tokens).toBeLessThan(dynamic.tokens);
    expect(dynamic.tokens).toBeLessThan(fixed.tokens);
    expect(fixed.tokens).toBe(5000 * 128);
  });

  it('has nothing to save in texts of one length, or batches of one', () => {
    const same = paddingChoices(new Array(100).fill(64), 8, 64, null);
    expect(same.dynamic.tokens).toBeCloseTo(same.real.tokens, 6);
    const single = paddingChoices([8, 16, 32], 1, 32, null);
    expect(single.dynamic.tokens).toBeCloseTo(56, 9);
  });
});
