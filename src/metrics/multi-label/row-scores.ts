import { wilson } from '../../stats/index.ts';
import type { MultiLabelCounts } from './counts.ts';
import { defined, type MultiLabelScore, noRows, notDefined, overRows } from './score.ts';

interface RowMean {
  readonly metric: string;
  readonly convention: string;
  /** Numerator and denominator of a row's ratio. */
  part(hits: number, reference: number, predicted: number): number;
  whole(hits: number, reference: number, predicted: number): number;
}

const perRow = 'mean over rows; a row where it is 0/0 counts as 0, as in scikit-learn';

const rowMeans: readonly RowMean[] = [
  {
    metric: 'precision_samples',
    convention: `hits / predicted labels, ${perRow}`,
    part: (hits) => hits,
    whole: (_, __, predicted) => predicted,
  },
  {
    metric: 'recall_samples',
    convention: `hits / reference labels, ${perRow}`,
    part: (hits) => hits,
    whole: (_, reference) => reference,
  },
  {
    metric: 'f1_samples',
    convention: `2·hits / (reference + predicted labels), ${perRow}, even where both are empty and so agree`,
    part: (hits) => 2 * hits,
    whole: (_, reference, predicted) => reference + predicted,
  },
  {
    metric: 'jaccard_samples',
    convention: `hits / labels in either, ${perRow}, even where both are empty and so agree`,
    part: (hits) => hits,
    whole: (hits, reference, predicted) => reference + predicted - hits,
  },
];

/** Means over rows of what each row's labels came to, subset accuracy and Hamming loss. */
export function rowScores(counts: MultiLabelCounts, level: number): readonly MultiLabelScore[] {
  const { n, rowHits, rowReference, rowPredicted } = counts;
  const size = counts.labels.length;
  const subset = 'share of rows with exactly the reference labels; scikit-learn’s accuracy_score';
  const hamming = 'share of wrong cells of the indicator matrix; most cells are 0 in both and easy';
  if (n === 0 || size === 0) {
    return [
      ...rowMeans.map(({ metric, convention }) => notDefined(metric, convention, noRows)),
      notDefined('subset_accuracy', subset, noRows),
      notDefined('hamming_loss', hamming, noRows),
    ];
  }
  let exact = 0;
  let wrong = 0;
  let wrongSquares = 0;
  for (let i = 0; i < n; i++) {
    const wrongCells = rowReference[i]! + rowPredicted[i]! - 2 * rowHits[i]!;
    if (wrongCells === 0) exact++;
    wrong += wrongCells;
    wrongSquares += wrongCells * wrongCells;
  }
  const share = wrong / (n * size);
  const variance = (wrongSquares / (size * size) / n - share * share) / n;
  return [
    ...rowMeans.map((mean) => rowMean(counts, mean, level)),
    defined('subset_accuracy', subset, exact / n, wilson(exact, n, level)),
    defined('hamming_loss', hamming, share, overRows(share, variance, n, level)),
  ];
}

function rowMean(counts: MultiLabelCounts, { metric, convention, part, whole }: RowMean, level: number) {
  const { n, rowHits, rowReference, rowPredicted } = counts;
  let sum = 0;
  let squares = 0;
  let definedRows = 0;
  for (let i = 0; i < n; i++) {
    const denominator = whole(rowHits[i]!, rowReference[i]!, rowPredicted[i]!);
    if (denominator === 0) continue;
    const value = part(rowHits[i]!, rowReference[i]!, rowPredicted[i]!) / denominator;
    definedRows++;
    sum += value;
    squares += value * value;
  }
  if (definedRows === 0) return notDefined(metric, convention, 'every row is 0/0');
  const value = sum / n;
  const variance = Math.max(0, squares / n - value * value) / n;
  return defined(
    metric,
    convention,
    value,
    overRows(value, variance, n, level),
    n - definedRows,
    sum / definedRows,
  );
}
