import type { Score } from '../../model/report.ts';
import { ascendingOrder } from '../../stats/index.ts';
import { areaInterval } from './area-interval.ts';
import { averagePrecision } from './average-precision.ts';
import { averagePrecisionScore } from './average-precision-score.ts';
import { type Placements, placements } from './placements.ts';

const convention =
  'share of the pairs of a row of this label and another row that the scores put in the right order; ties count ½';

/** How well the scores of one label separate its rows from the others. */
export interface LabelRanking {
  readonly label: string;
  readonly positives: number;
  readonly negatives: number;
  /** Pairs of a row of the label and another one with the same score. */
  readonly tiedPairs: number;
  readonly rocAuc: Score;
  readonly averagePrecision: Score;
}

/** What means over labels need besides. */
export interface RankingParts {
  readonly ranking: LabelRanking;
  readonly order: Uint32Array;
  readonly placed: Placements;
  readonly precisionInfluence: Float64Array;
}

function areaScore(placed: Placements, positive: Uint8Array, level: number): Score {
  const { positives, negatives, area } = placed;
  const defined = positives > 0 && negatives > 0;
  return {
    metric: 'roc_auc',
    convention,
    value: defined ? area : null,
    reason: defined ? null : positives === 0 ? 'no row has this label' : 'every row has this label',
    interval: defined ? areaInterval(placed, positive, level) : null,
  };
}

/** Area under the ROC curve and average precision of one label from its scores (any numbers, NaN excepted). */
export function rankingParts(
  label: string,
  positive: Uint8Array,
  score: Float64Array,
  level: number,
): RankingParts {
  const order = ascendingOrder(score);
  const placed = placements(positive, score, order);
  const precision = averagePrecision(positive, score, order);
  const { positives, negatives, tiedPairs } = placed;
  return {
    ranking: {
      label,
      positives,
      negatives,
      tiedPairs,
      rocAuc: areaScore(placed, positive, level),
      averagePrecision: averagePrecisionScore(precision, level),
    },
    order,
    placed,
    precisionInfluence: precision.influence,
  };
}

/** As `rankings`, of one label whose rows are marked 1: a binary task, or one label of a multi-label task. */
export const labelRanking = (
  label: string,
  positive: Uint8Array,
  score: Float64Array,
  level = 0.95,
): LabelRanking => rankingParts(label, positive, score, level).ranking;
