import type { Interval } from '../../model/outcome.ts';
import { createRandom, quantile } from '../../stats/index.ts';
import {
  confidentJoint,
  confidentLabels,
  confidentThresholds,
  type LabelledProbabilities,
} from './confident-joint.ts';

const DRAWS = 200;
const LEAST_DRAWS = 50;
/** Cells that all draws together look at: about a second. */
const BUDGET = 3e8;

const offDiagonal = (joint: Float64Array, labels: number, rows: number): number => {
  let right = 0;
  for (let k = 0; k < labels; k++) right += joint[k * labels + k]!;
  return Math.max(0, 1 - right / rows);
};

/**
 * Share of wrong labels: what lies off the diagonal of the confident joint, with a percentile interval of a bootstrap over the rows in
 * which the thresholds are taken anew each time. The interval holds the error of sampling and not that of the assumption: that a
 * model which is sure of another label is right.
 */
export function noiseRate(
  data: LabelledProbabilities,
  seed: number,
): { readonly value: number; readonly interval: Interval } {
  const rows = data.given.length;
  const rateOf = (weights: Float64Array | null): number => {
    const confident = confidentLabels(data, confidentThresholds(data, weights));
    return offDiagonal(confidentJoint(data, confident, weights), data.labels, rows);
  };
  const draws = Math.min(DRAWS, Math.max(LEAST_DRAWS, Math.floor(BUDGET / (rows * data.labels))));
  const random = createRandom(seed);
  const weights = new Float64Array(rows);
  const rates = Float64Array.from({ length: draws }, () => {
    weights.fill(0);
    for (let i = 0; i < rows; i++) weights[random.integer(rows)]!++;
    return rateOf(weights);
  });
  return {
    value: rateOf(null),
    interval: {
      low: quantile(rates, 0.025),
      high: quantile(rates, 0.975),
      level: 0.95,
      method: `bootstrap of examples, ${draws} draws`,
    },
  };
}
