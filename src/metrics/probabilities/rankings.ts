import type { Score } from '../../model/report.ts';
import { type LabelRanking, labelRanking, rankingParts } from './label-ranking.ts';
import { pairAreaSum } from './pair-areas.ts';
import { meanScore, rankingMean } from './ranking-mean.ts';
import { labelColumn, type ScoredRows } from './rows.ts';

/** How well probabilities rank, whatever threshold is taken. */
export interface Rankings {
  /** One a label; with two labels only the second, which is the positive one. */
  readonly labels: readonly LabelRanking[];
  /**
   * With two labels `roc_auc` and `average_precision`, else `roc_auc_ovr_macro`, `roc_auc_ovr_weighted`, `roc_auc_ovo_macro` and
   * `average_precision_macro`.
   */
  readonly overall: Readonly<Record<string, Score>>;
  /** Labels that no mean can hold because they have no row, or all. scikit-learn refuses such data, torchmetrics leaves them out. */
  readonly withoutArea: readonly string[];
}

const byName = (scores: readonly Score[]): Readonly<Record<string, Score>> =>
  Object.assign(Object.create(null), Object.fromEntries(scores.map((score) => [score.metric, score])));

/** ROC AUC and average precision of every label and over all. O(labels × rows). */
export function rankings(scored: ScoredRows, level = 0.95): Rankings {
  if (scored.labels.length === 2) {
    const { score, positive } = labelColumn(scored, 1);
    const ranking = labelRanking(scored.labels[1]!, positive, score, level);
    return {
      labels: [ranking],
      overall: byName([ranking.rocAuc, ranking.averagePrecision]),
      withoutArea: ranking.rocAuc.value === null ? scored.labels : [],
    };
  }
  return ofSeveral(scored, level);
}

function ofSeveral(scored: ScoredRows, level: number): Rankings {
  const { n } = scored;
  const support = new Float64Array(scored.labels.length);
  for (const label of scored.reference) support[label] = support[label]! + 1;
  const hasArea = (a: number): boolean => support[a]! > 0 && support[a]! < n;
  const present = [...support.keys()].filter(hasArea);
  const macro = rankingMean(n);
  const weighted = rankingMean(n);
  const precisions = rankingMean(n);
  const pairs = pairAreaSum(scored, support, present);
  const labels = scored.labels.map((label, a): LabelRanking => {
    const { score, positive } = labelColumn(scored, a);
    const { ranking, order, placed, precisionInfluence } = rankingParts(label, positive, score, level);
    if (!hasArea(a)) return ranking;
    const { positives, negatives, area, place } = placed;
    const share = positives / n;
    const fewer = Math.min(positives, negatives);
    const positiveSide = 1 / (positives + 0.5) ** 2;
    const bothSides = positiveSide + 1 / (negatives + 0.5) ** 2;
    const effect = (row: number): number => (place[row]! - area) / (positive[row] === 1 ? share : 1 - share);
    macro.add(1 / present.length, area, fewer, bothSides, effect);
    weighted.add(share, area, fewer, bothSides, (row) => effect(row) + (positive[row]! * area) / share);
    precisions.add(
      1 / present.length,
      ranking.averagePrecision.value!,
      fewer,
      positiveSide,
      (row) => precisionInfluence[row]!,
    );
    pairs.add(a, score, order);
    return ranking;
  });
  const over = `mean over the ${present.length} labels that occur, each against all others`;
  const pairwise = `mean over all pairs of the ${present.length} labels that occur, both ways (Hand and Till 2001)`;
  const conventions = [
    ['roc_auc_ovr_macro', over],
    ['roc_auc_ovr_weighted', `${over}, weighted by its rows`],
    ['roc_auc_ovo_macro', pairwise],
    ['average_precision_macro', over],
  ] as const;
  const withoutArea = scored.labels.filter((_, a) => !hasArea(a));
  if (present.length < 2) {
    const reason =
      n === 0 ? 'no row has both a reference and probabilities' : 'all references are the same label';
    const undefinedScores = conventions.map(([metric, convention]) => ({
      metric,
      convention,
      value: null,
      reason,
      interval: null,
    }));
    return { labels, overall: byName(undefinedScores), withoutArea };
  }
  const { value, variance, fewest } = pairs.result();
  return {
    labels,
    overall: byName([
      macro.score(...conventions[0], level),
      weighted.score(...conventions[1], level, true),
      meanScore(...conventions[2], value, variance, fewest, level),
      precisions.score(...conventions[3], level),
    ]),
    withoutArea,
  };
}
