import { ascendingOrder } from '../../stats/index.ts';

/**
 * The area under the ROC curve as Mann and Whitney's statistic: the share of pairs of a positive and a negative row in which the
 * positive one scores higher, equal scores counting a half. `place` is each row's own share (DeLong, DeLong and
 * Clarke-Pearson 1988, Biometrics 44:837): of the negatives below a positive row, of the positives above a negative row.
 */
export interface Placements {
  readonly positives: number;
  readonly negatives: number;
  /** NaN when one side is absent. */
  readonly area: number;
  readonly place: Float64Array;
  /** Rows of the other side that share their score with a row of this one; 0 when no such pair is tied. */
  readonly tiedPairs: number;
}

export function placements(
  positive: Uint8Array,
  score: Float64Array,
  order: Uint32Array = ascendingOrder(score),
): Placements {
  const n = score.length;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += positive[i]!;
  const negatives = n - positives;
  const place = new Float64Array(n);
  let below = 0;
  let positivesBelow = 0;
  let sum = 0;
  let tiedPairs = 0;
  for (let from = 0; from < n; ) {
    const value = score[order[from]!]!;
    let to = from;
    let tied = 0;
    while (to < n && score[order[to]!] === value) tied += positive[order[to++]!]!;
    const others = to - from - tied;
    for (let k = from; k < to; k++) {
      const row = order[k]!;
      place[row] =
        positive[row] === 1
          ? (below + others / 2) / negatives
          : (positives - positivesBelow - tied / 2) / positives;
    }
    sum += tied * (below + others / 2);
    tiedPairs += tied * others;
    below += others;
    positivesBelow += tied;
    from = to;
  }
  return {
    positives,
    negatives,
    area: positives > 0 && negatives > 0 ? sum / (positives * negatives) : Number.NaN,
    place,
    tiedPairs,
  };
}
