import type { ConfusionCounts } from '../../model/predictions.ts';

/** A square of more labels than this is neither allocated nor read: 2,000² cells are 32 MB. */
export const mostLabels = 2000;

/** Counts of nothing, to add to. `labels` at most 2,000, else a RangeError. */
export function zeroCounts(labels: readonly string[]): ConfusionCounts {
  if (labels.length > mostLabels) {
    throw new RangeError(
      `at most ${mostLabels} labels can be counted against each other, got ${labels.length}`,
    );
  }
  return { labels, counts: new Float64Array(labels.length ** 2), rows: 0, unlabelled: 0 };
}

/** Sum of two counts over the same labels in the same order: parts of a file, shards, slices. RangeError otherwise. */
export function addCounts(a: ConfusionCounts, b: ConfusionCounts): ConfusionCounts {
  if (a.labels.length !== b.labels.length || a.labels.some((label, i) => label !== b.labels[i])) {
    throw new RangeError('counts over different labels cannot be added');
  }
  return {
    labels: a.labels,
    counts: a.counts.map((count, i) => count + b.counts[i]!),
    rows: a.rows + b.rows,
    unlabelled: a.unlabelled + b.unlabelled,
  };
}

/** What every ratio is made of: margins and diagonal of the counts, and the cells that are not empty. */
export interface Tally {
  readonly labels: readonly string[];
  /** Rows with a reference and a prediction: the sum of all cells. */
  readonly n: number;
  readonly right: number;
  /** Diagonal: rows of the label that are right. */
  readonly truePositives: Float64Array;
  /** Rows whose reference is the label. */
  readonly support: Float64Array;
  /** Rows whose prediction is the label. */
  readonly predicted: Float64Array;
  /** Labels that occur as reference or as prediction: those that scikit-learn averages over. */
  readonly present: readonly number[];
  readonly cells: {
    readonly reference: Int32Array;
    readonly predicted: Int32Array;
    readonly count: Float64Array;
  };
}

/** Margins of the counts in one pass over the cells. */
export function tally(confusion: ConfusionCounts): Tally {
  const size = confusion.labels.length;
  const truePositives = new Float64Array(size);
  const support = new Float64Array(size);
  const predicted = new Float64Array(size);
  const rows: number[] = [];
  const columns: number[] = [];
  const counts: number[] = [];
  let n = 0;
  let right = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const count = confusion.counts[i * size + j]!;
      if (!(count > 0)) continue;
      rows.push(i);
      columns.push(j);
      counts.push(count);
      n += count;
      support[i] = support[i]! + count;
      predicted[j] = predicted[j]! + count;
      if (i === j) {
        truePositives[i] = count;
        right += count;
      }
    }
  }
  const present: number[] = [];
  for (let i = 0; i < size; i++) if (support[i]! > 0 || predicted[i]! > 0) present.push(i);
  return {
    labels: confusion.labels,
    n,
    right,
    truePositives,
    support,
    predicted,
    present,
    cells: {
      reference: Int32Array.from(rows),
      predicted: Int32Array.from(columns),
      count: Float64Array.from(counts),
    },
  };
}
