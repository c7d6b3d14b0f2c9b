import type { Interval } from '../../model/outcome.ts';
import { createRandom, quantile } from '../../stats/index.ts';
import {
  confidentJoint,
  confidentLabels,
  confidentThresholds,
  type LabelledProbabilities,
} from './confident-joint.ts';

export interface Rate {
  readonly value: number;
  readonly interval: Interval;
}

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
 * Share of the confident joint that lies off its diagonal, with a percentile interval of a bootstrap over the rows in which the thresholds
 * are taken anew each time. It counts the model's own sure errors as wrong labels and is too high by them: docs/thresholds/label-errors.md.
 */
export function confidentShare(data: LabelledProbabilities, seed: number): Rate {
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

/** More rows than this are thinned out evenly; the interval is narrow by then. */
const MOST_ROWS = 20_000;
/** Temperatures from 0.3 to 6, each a tenth above the one before. */
const TEMPERATURES = Array.from({ length: 33 }, (_, i) => 0.3 * 1.1 ** i);
/** Half the 95 % quantile of χ² with one degree of freedom. */
const DROP = 1.920729;

/**
 * Share η of wrong labels by maximum likelihood: the given label k has the chance (1 − η)·p_k + η·(1 − p_k)/(K − 1), where p are the model's
 * probabilities at one temperature, estimated with it so that a model that is too sure is not taken for wrong labels. Interval: profile
 * likelihood. Holds as far as one temperature makes the probabilities honest and wrong labels fall on all others alike; a model that is sure and wrong
 * on a kind of text gets a higher temperature instead, and the rate comes out too low.
 */
export function noiseRate({ given, probabilities, labels }: LabelledProbabilities): Rate {
  const stride = Math.ceil(given.length / MOST_ROWS);
  const rows = Math.floor((given.length - 1) / stride) + 1;
  const fits = TEMPERATURES.map((temperature) => {
    const own = new Float64Array(rows);
    for (let at = 0; at < rows; at++) {
      const from = at * stride * labels;
      let sum = 0;
      for (let k = 0; k < labels; k++) sum += Math.max(1e-12, probabilities[from + k]!) ** (1 / temperature);
      own[at] = Math.max(1e-12, probabilities[from + given[at * stride]!]!) ** (1 / temperature) / sum;
    }
    const likelihood = (rate: number): number => {
      let sum = 0;
      for (const p of own)
        sum += Math.log(Math.max(1e-300, (1 - rate) * p + (rate * (1 - p)) / (labels - 1)));
      return sum;
    };
    const rate = topOf(likelihood);
    return { likelihood, rate, top: likelihood(rate) };
  });
  const best = fits.reduce((a, b) => (b.top > a.top ? b : a));
  const least = best.top - DROP;
  let [low, high] = [best.rate, best.rate];
  for (const { likelihood, rate, top } of fits) {
    if (top < least) continue;
    low = Math.min(low, edgeOf(likelihood, rate, 0, least));
    high = Math.max(high, edgeOf(likelihood, rate, 1, least));
  }
  return { value: best.rate, interval: { low, high, level: 0.95, method: 'profile likelihood' } };
}

/** Where a concave function of 0…1 is largest, by golden section. */
function topOf(f: (x: number) => number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 1];
  let [left, right] = [high - ratio, low + ratio];
  let [fLeft, fRight] = [f(left), f(right)];
  for (let i = 0; i < 25; i++) {
    if (fLeft >= fRight) {
      [high, right, fRight] = [right, left, fLeft];
      left = high - ratio * (high - low);
      fLeft = f(left);
    } else {
      [low, left, fLeft] = [left, right, fRight];
      right = low + ratio * (high - low);
      fRight = f(right);
    }
  }
  const middle = (low + high) / 2;
  return f(0) >= f(middle) ? 0 : middle;
}

/** Between the top and an end, where a concave function falls to `level`. */
function edgeOf(f: (x: number) => number, top: number, end: number, level: number): number {
  if (f(end) >= level) return end;
  let [inside, outside] = [top, end];
  for (let i = 0; i < 25; i++) {
    const middle = (inside + outside) / 2;
    if (f(middle) >= level) inside = middle;
    else outside = middle;
  }
  return inside;
}
