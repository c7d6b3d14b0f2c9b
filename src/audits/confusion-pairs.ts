import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import { benjaminiHochberg, binomialTail, wilson } from '../stats/index.ts';

/** Settings of `confused-pair`, chosen on simulated tables: docs/thresholds/confused-pair.md. */
export const pairRule = {
  /** Errors in the whole table. */
  leastErrors: 20,
  /** Errors in the cell. */
  leastInCell: 10,
  /** Lower 95 % end of the share of the label's rows that went to the other label. */
  leastOfLabel: 0.1,
  /** Odds of going there, given an error, over the odds that base rates give. */
  leastOdds: 3,
  alpha: 0.01,
} as const;

export type PairRule = { readonly [K in keyof typeof pairRule]: number };

interface ConfusedCell {
  readonly reference: number;
  readonly predicted: number;
  readonly count: number;
  readonly support: number;
  /** Errors of this label. */
  readonly errors: number;
  /** Share of this label's errors that would go there by base rates. */
  readonly expected: number;
  readonly q: number;
}

export interface ConfusedPair {
  /** The stronger direction. */
  readonly main: ConfusedCell;
  /** The other direction, whether or not it passed by itself. */
  readonly back: ConfusedCell;
  /** Both directions within a factor of two. */
  readonly mutual: boolean;
}

/**
 * Pairs of labels that are mixed up more than base rates explain. For each cell off the diagonal: given the errors of its
 * label, is the share that went to this other label above what the other labels' frequencies give (exact binomial test,
 * Benjamini–Hochberg over all cells)? A residual alone would fire on every healthy model whose labels are not all equally alike,
 * so the cell must also hold a tenth of the label's rows, surely, and at least three times the odds.
 */
export function confusedPairs(
  measures: ClassificationMeasures,
  rule: PairRule = pairRule,
): readonly ConfusedPair[] {
  const { labels, counts } = measures.confusion;
  const size = labels.length;
  const { classes } = measures;
  const rows = classes.reduce((sum, each) => sum + each.support, 0);
  const cells: (ConfusedCell & { readonly p: number })[] = [];
  let tests = 0;
  for (let i = 0; i < size; i++) {
    const { support } = classes[i]!;
    const errors = support - counts[i * size + i]!;
    if (errors <= 0) continue;
    tests += size - 1;
    for (let j = 0; j < size; j++) {
      const count = counts[i * size + j]!;
      if (j === i || count === 0) continue;
      const expected = classes[j]!.support / Math.max(1, rows - support);
      const p = binomialTail(count, errors, Math.min(1, expected));
      cells.push({ reference: i, predicted: j, count, support, errors, expected, q: 1, p });
    }
  }
  // Empty cells are tests too; their p is 1, so that they only add to the number of tests.
  const q = benjaminiHochberg(cells.map((cell) => cell.p)).map((value) =>
    Math.min(1, (value * tests) / cells.length),
  );
  const all = new Map(
    cells.map((cell, k) => [cell.reference * size + cell.predicted, { ...cell, q: q[k]! }]),
  );
  const passes = (cell: ConfusedCell): boolean => {
    const share = cell.count / cell.errors;
    const odds = (share / Math.max(1e-9, 1 - share)) * ((1 - cell.expected) / Math.max(1e-9, cell.expected));
    return (
      cell.count >= rule.leastInCell &&
      cell.q < rule.alpha &&
      odds >= rule.leastOdds &&
      wilson(cell.count, cell.support).low >= rule.leastOfLabel
    );
  };
  const pairs: ConfusedPair[] = [];
  for (const [key, cell] of all) {
    if (!passes(cell)) continue;
    const mirror = all.get(cell.predicted * size + cell.reference);
    const back: ConfusedCell = mirror ?? {
      reference: cell.predicted,
      predicted: cell.reference,
      count: 0,
      support: classes[cell.predicted]!.support,
      errors: 0,
      expected: 0,
      q: 1,
    };
    // A pair that passes both ways is listed once, under the direction with more errors.
    if (
      passes(back) &&
      (back.count > cell.count || (back.count === cell.count && back.reference * size + back.predicted < key))
    )
      continue;
    const share = cell.count / cell.support;
    const other = back.support > 0 ? back.count / back.support : 0;
    pairs.push({ main: cell, back, mutual: other >= share / 2 && other <= 2 * share });
  }
  return pairs.sort((a, b) => b.main.count + b.back.count - a.main.count - a.back.count);
}
