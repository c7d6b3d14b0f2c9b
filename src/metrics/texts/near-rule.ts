/**
 * What counts as nearly equal. A pair is judged by its longer text: from `leastWords` on, by its words (`alike` of them shared,
 * Jaccard, repeated words counted singly, and `inOrder` of them in the same order); from `longWords` on, by its runs of five
 * words, since long texts of one subject share many words. Shorter texts have no near match: with one word of five changed it
 * is another text. Figures: docs/thresholds/text-audits.md.
 */
export const nearRule = { leastWords: 8, longWords: 50, alike: 0.8, inOrder: 0.8 } as const;

/** A text that is nearly equal: its row, and how much is shared, 0…1. */
export interface NearMatch {
  readonly row: number;
  readonly alike: number;
}

/** |a ∩ b| / |a ∪ b| of two sorted sets, or 0 as soon as it cannot reach `least`. */
export function jaccard(a: Int32Array, b: Int32Array, least: number): number {
  let i = 0;
  let j = 0;
  let common = 0;
  let misses = a.length + b.length - 2 * Math.ceil((least / (1 + least)) * (a.length + b.length) - 1e-9);
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) {
      common++;
      i++;
      j++;
      continue;
    }
    if (--misses < 0) return 0;
    if (difference < 0) i++;
    else j++;
  }
  const union = a.length + b.length - common;
  const share = union === 0 ? 1 : common / union;
  return share >= least - 1e-12 ? share : 0;
}
