import type { Score } from '../../model/report.ts';
import { effectiveInterval } from '../../stats/index.ts';

const method =
  'Wilson with the effective number of examples (jackknife over rows, half an imagined row a label)';

/** Gathers a weighted mean of the labels' areas or precisions, and its variance over rows. */
export interface RankingMean {
  /**
   * `influence(row)` is the effect of a row on the label's value, times the number of rows. `fewer` are the rows of the rarer
   * side; `sides` is Σ 1/(rows + ½)² over the sides that the value is a mean over.
   */
  add(weight: number, value: number, fewer: number, sides: number, influence: (row: number) => number): void;
  /** With `weightsVary` the weights are shares of the sample, and the values given hold their effect. */
  score(metric: string, convention: string, level: number, weightsVary?: boolean): Score;
}

export function rankingMean(rows: number): RankingMean {
  const effects = new Float64Array(rows);
  let mean = 0;
  let imagined = 0;
  let fewest = Number.POSITIVE_INFINITY;
  return {
    add(weight, value, fewer, sides, influence) {
      mean += weight * value;
      imagined += weight * weight * 0.25 * ((1 - value) ** 2 + value * value) * sides;
      fewest = Math.min(fewest, fewer);
      for (let row = 0; row < rows; row++) effects[row] = effects[row]! + weight * influence(row);
    },
    score(metric, convention, level, weightsVary = false) {
      const centre = weightsVary ? mean : 0;
      let squares = 0;
      for (const effect of effects) squares += (effect - centre) ** 2;
      const variance = squares / (rows * rows) + imagined;
      return meanScore(metric, convention, mean, variance, fewest, level);
    },
  };
}

/**
 * A mean of areas with its variance, which holds half an imagined row a label so that a label without a row out of place does not
 * count as certain.
 */
export function meanScore(
  metric: string,
  convention: string,
  value: number,
  variance: number,
  fewest: number,
  level: number,
): Score {
  // n* is taken a quarter of a row away from the end, where θ(1 − θ) would be 0.
  const centre = (value * fewest + 0.25) / (fewest + 0.5);
  const effective = (centre * (1 - centre)) / variance;
  return {
    metric,
    convention,
    value,
    reason: null,
    interval: effectiveInterval(value, 0, effective, method, level),
  };
}
