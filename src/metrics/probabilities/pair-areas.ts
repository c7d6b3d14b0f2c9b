import type { ScoredRows } from './rows.ts';

/** Mean of the areas over all ordered pairs of labels, with its variance given how many rows each label has. */
interface PairAreas {
  readonly value: number;
  readonly variance: number;
  /** Rows of the rarest label. */
  readonly fewest: number;
}

/** Gathers the areas label by label. */
export interface PairAreaSum {
  /** `order` puts the scores of label `a`, one of each row, in ascending order. */
  add(a: number, score: Float64Array, order: Uint32Array): void;
  result(): PairAreas;
}

/**
 * One against one (Hand and Till 2001, Machine Learning 45:171): for labels a and c, how often does a row of a have the higher
 * score of a than a row of c? One sort a label serves all its pairs. The variance is DeLong's over labels: each row's mean
 * placement over its pairs, within its label. `support` counts the rows of each label, `present` those with any.
 */
export function pairAreaSum(
  scored: ScoredRows,
  support: Float64Array,
  present: readonly number[],
): PairAreaSum {
  const { n, reference } = scored;
  const weight = 1 / (present.length * (present.length - 1));
  const mean = new Float64Array(n);
  const below = new Float64Array(support.length);
  const tied = new Float64Array(support.length);
  let value = 0;
  return {
    add(a, score, order) {
      const own = support[a]!;
      below.fill(0);
      // Σ over the other labels of the share of their rows below: what a row of a needs, kept up while going through.
      let sharesBelow = 0;
      for (let from = 0; from < n; ) {
        const level = score[order[from]!]!;
        let to = from;
        let sharesTied = 0;
        while (to < n && score[order[to]!] === level) {
          const label = reference[order[to++]!]!;
          tied[label] = tied[label]! + 1;
          if (label !== a) sharesTied += 1 / support[label]!;
        }
        for (let k = from; k < to; k++) {
          const row = order[k]!;
          const label = reference[row]!;
          const place = label === a ? sharesBelow + sharesTied / 2 : (own - below[a]! - tied[a]! / 2) / own;
          mean[row] = mean[row]! + weight * place;
        }
        value += tied[a]! * (sharesBelow + sharesTied / 2) * (weight / own);
        for (let k = from; k < to; k++) {
          const label = reference[order[k]!]!;
          below[label] = below[label]! + tied[label]!;
          tied[label] = 0;
        }
        sharesBelow += sharesTied;
        from = to;
      }
    },
    result: () => ({ value, ...varianceWithin(mean, reference, support, present, value) }),
  };
}

function varianceWithin(
  mean: Float64Array,
  reference: Int32Array,
  support: Float64Array,
  present: readonly number[],
  value: number,
): { readonly variance: number; readonly fewest: number } {
  const centre = new Float64Array(support.length);
  const squares = new Float64Array(support.length);
  for (const [row, label] of reference.entries())
    centre[label] = centre[label]! + mean[row]! / support[label]!;
  for (const [row, label] of reference.entries()) {
    squares[label] = squares[label]! + (mean[row]! - centre[label]!) ** 2;
  }
  // Half an imagined row a label, as for the other means: right and wrong on all of its pairs.
  const reach = (2 / present.length) ** 2 * 0.25 * ((1 - value) ** 2 + value * value);
  let variance = 0;
  for (const label of present) variance += (squares[label]! + reach) / (support[label]! + 0.5) ** 2;
  return { variance, fewest: Math.min(...present.map((label) => support[label]!)) };
}
