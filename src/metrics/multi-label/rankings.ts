import type { Score } from '../../model/report.ts';
import { type LabelRanking, rankingParts } from '../probabilities/label-ranking.ts';
import { rankingMean } from '../probabilities/ranking-mean.ts';
import { MISSING } from './counts.ts';

export interface MultiLabelRankings {
  readonly labels: readonly LabelRanking[];
  /** `roc_auc_macro`, `average_precision_macro` over the labels where they are defined. */
  readonly overall: Readonly<Record<string, Score>>;
  readonly withoutArea: readonly string[];
  readonly n: number;
}

/**
 * ROC AUC and average precision of every label of a multi-label task from its scores (rows × labels). Rows with a missing
 * reference (255) or score (NaN) are left out.
 */
export function multiLabelRankings(
  reference: Uint8Array,
  scores: Float64Array,
  labels: readonly string[],
  level = 0.95,
): MultiLabelRankings {
  const size = labels.length;
  if (reference.length !== scores.length || (size > 0 && scores.length % size !== 0)) {
    throw new RangeError(
      `indicators and scores of ${size} labels expected, got ${reference.length} and ${scores.length}`,
    );
  }
  const rows: number[] = [];
  for (let row = 0; row * size < scores.length; row++) {
    let whole = true;
    for (let i = row * size; i < (row + 1) * size; i++) {
      if (reference[i] === MISSING || Number.isNaN(scores[i]!)) whole = false;
    }
    if (whole) rows.push(row);
  }
  const n = rows.length;
  const parts = labels.map((label, k) => {
    const positive = Uint8Array.from(rows, (row) => reference[row * size + k]!);
    const score = Float64Array.from(rows, (row) => scores[row * size + k]!);
    return { positive, ...rankingParts(label, positive, score, level) };
  });
  const usable = parts.filter(({ ranking }) => ranking.rocAuc.value !== null);
  const areas = rankingMean(n);
  const precisions = rankingMean(n);
  for (const { positive, placed, ranking, precisionInfluence } of usable) {
    const { positives, negatives, area, place } = placed;
    const share = positives / n;
    const fewer = Math.min(positives, negatives);
    const positiveSide = 1 / (positives + 0.5) ** 2;
    const weight = 1 / usable.length;
    areas.add(
      weight,
      area,
      fewer,
      positiveSide + 1 / (negatives + 0.5) ** 2,
      (row) => (place[row]! - area) / (positive[row] === 1 ? share : 1 - share),
    );
    const precision = ranking.averagePrecision.value!;
    precisions.add(weight, precision, fewer, positiveSide, (row) => precisionInfluence[row]!);
  }
  const convention = `mean over the ${usable.length} of ${size} labels that some rows have and others do not`;
  const reason = n === 0 ? 'no row has all references and scores' : 'no label has rows with and without it';
  const mean = (metric: string, gathered: typeof areas): Score =>
    usable.length > 0
      ? gathered.score(metric, convention, level)
      : { metric, convention, value: null, reason, interval: null };
  const overall: Record<string, Score> = Object.create(null);
  overall.roc_auc_macro = mean('roc_auc_macro', areas);
  overall.average_precision_macro = mean('average_precision_macro', precisions);
  return {
    labels: parts.map(({ ranking }) => ranking),
    overall,
    withoutArea: parts.flatMap(({ ranking }) => (ranking.rocAuc.value === null ? [ranking.label] : [])),
    n,
  };
}
