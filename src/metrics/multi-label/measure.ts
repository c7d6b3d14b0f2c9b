import type { ClassScores, Score } from '../../model/report.ts';
import type { Tally } from '../text-classification/counts.ts';
import { f1Of } from '../text-classification/f1.ts';
import { precisionOf } from '../text-classification/precision.ts';
import { recallOf } from '../text-classification/recall.ts';
import { type MultiLabelCounts, multiLabelCounts } from './counts.ts';
import { averagedScores } from './label-scores.ts';
import { rowScores } from './row-scores.ts';
import type { MultiLabelScore } from './score.ts';

/** Scores of one label, each beside what scikit-learn prints for it where it is 0/0. */
export interface MultiLabelClass extends ClassScores {
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly printed: { readonly precision: number; readonly recall: number; readonly f1: number };
}

export interface MultiLabelMeasures {
  readonly counts: MultiLabelCounts;
  /** `precision_micro`, …, `f1_samples`, `jaccard_samples`, `subset_accuracy`, `hamming_loss`. */
  readonly overall: Readonly<Record<string, MultiLabelScore>>;
  readonly classes: readonly MultiLabelClass[];
  /** Mean number of labels a row, in references and predictions; null without rows. */
  readonly labelsPerRow: { readonly reference: number; readonly predicted: number } | null;
  /** Rows without any label, in references, predictions, and both. */
  readonly empty: { readonly reference: number; readonly predicted: number; readonly both: number };
}

/**
 * All scores of a multi-label task from its indicator matrices (rows × labels, row-major; 1 set, 0 not set, 255 missing: the row is left
 * out). RangeError for other cells or lengths that do not fit.
 */
export function measureMultiLabel(
  reference: Uint8Array,
  predicted: Uint8Array,
  labels: readonly string[],
  level = 0.95,
): MultiLabelMeasures {
  const counts = multiLabelCounts(reference, predicted, labels);
  const { n, truePositives, support } = counts;
  const overall: Record<string, MultiLabelScore> = Object.create(null);
  for (const score of [...averagedScores(counts, reference, predicted, level), ...rowScores(counts, level)]) {
    overall[score.metric] = score;
  }
  // A label of many is judged by its margins, as a class of a single-label task is.
  const margins: Tally = {
    labels,
    n,
    right: truePositives.reduce((sum, count) => sum + count, 0),
    truePositives,
    support,
    predicted: counts.predicted,
    present: [],
    cells: { reference: new Int32Array(0), predicted: new Int32Array(0), count: new Float64Array(0) },
  };
  const printed = (score: Score): number => score.value ?? 0;
  const classes = labels.map((label, k): MultiLabelClass => {
    const precision = precisionOf(margins, k, level);
    const recall = recallOf(margins, k, level);
    const f1 = f1Of(margins, k, level);
    return {
      label,
      support: support[k]!,
      predicted: counts.predicted[k]!,
      falsePositives: counts.predicted[k]! - truePositives[k]!,
      falseNegatives: support[k]! - truePositives[k]!,
      precision,
      recall,
      f1,
      printed: { precision: printed(precision), recall: printed(recall), f1: printed(f1) },
    };
  });
  const empty = { reference: 0, predicted: 0, both: 0 };
  let inReference = 0;
  let inPredicted = 0;
  for (let i = 0; i < n; i++) {
    const a = counts.rowReference[i]!;
    const b = counts.rowPredicted[i]!;
    inReference += a;
    inPredicted += b;
    if (a === 0) empty.reference++;
    if (b === 0) empty.predicted++;
    if (a === 0 && b === 0) empty.both++;
  }
  return {
    counts,
    overall,
    classes,
    labelsPerRow: n > 0 ? { reference: inReference / n, predicted: inPredicted / n } : null,
    empty,
  };
}
