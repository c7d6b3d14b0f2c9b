import type { Interval } from '../../model/outcome.ts';
import { normalQuantile } from '../../stats/index.ts';
import type { ScoredRows } from './rows.ts';

/** Temperatures beyond these are no calibration any more. */
const RANGE = { lowest: 0.01, highest: 100 } as const;
const ROUNDS = 60;

/** Temperature that makes the probabilities fit best: p^(1/T), renormalised. Above 1 the model was over-confident. */
export interface TemperatureFit {
  readonly temperature: number | null;
  readonly reason: string | null;
  readonly interval: Interval | null;
  readonly rows: number;
  /** Probabilities of 0 that were taken as `floor`. */
  readonly zeros: number;
  readonly floor: number;
}

/** Logarithms of probabilities, with zeros replaced: logits up to a constant a row, which the softmax forgets. */
export interface LogProbabilities {
  readonly size: number;
  readonly values: Float64Array;
  readonly zeros: number;
  readonly floor: number;
}

/** A 0 stands for less than could be written; it is taken as half the smallest probability that could. */
export function logProbabilities(scored: ScoredRows): LogProbabilities {
  let smallest = 1;
  let zeros = 0;
  for (const p of scored.probabilities) {
    if (p === 0) zeros++;
    else if (p < smallest) smallest = p;
  }
  const floor = smallest / 2;
  const least = Math.log(floor);
  return {
    size: scored.labels.length,
    values: scored.probabilities.map((p) => (p === 0 ? least : Math.log(p))),
    zeros,
    floor,
  };
}

/** Sums over the chosen rows at 1/T = `beta`: slope and curvature of the negative log likelihood, squares of the rows' slopes. */
function sumsAt(logs: LogProbabilities, reference: Int32Array, rows: ArrayLike<number>, beta: number) {
  const { size, values } = logs;
  let slope = 0;
  let curvature = 0;
  let squares = 0;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    const at = row * size;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = at; j < at + size; j++) if (values[j]! > largest) largest = values[j]!;
    let total = 0;
    let first = 0;
    let second = 0;
    for (let j = at; j < at + size; j++) {
      const distance = values[j]! - largest;
      const weight = Math.exp(beta * distance);
      total += weight;
      first += weight * distance;
      second += weight * distance * distance;
    }
    const centre = first / total;
    const own = centre - (values[at + reference[row]!]! - largest);
    slope += own;
    squares += own * own;
    curvature += second / total - centre * centre;
  }
  return { slope, curvature, squares };
}

/**
 * Temperature by maximum likelihood over the given rows (Guo et al. 2017): the slope in 1/T rises, so its zero is found by Newton
 * steps kept inside a bracket. Interval on log T with the sandwich standard error, which does not need the model "one temperature
 * for all rows" to be true. Null where no temperature is best: all rows right (the lower the better) or scores that do not
 * point to the references (the higher the better).
 */
export function fitTemperature(
  logs: LogProbabilities,
  reference: Int32Array,
  rows: ArrayLike<number>,
  level = 0.95,
): TemperatureFit {
  const fixed = { rows: rows.length, zeros: logs.zeros, floor: logs.floor };
  const none = (reason: string): TemperatureFit => ({ temperature: null, reason, interval: null, ...fixed });
  if (rows.length === 0) return none('no row has both a reference and probabilities');
  let low = 1 / RANGE.highest;
  let high = 1 / RANGE.lowest;
  if (sumsAt(logs, reference, rows, low).slope >= 0) {
    return none('the probabilities do not point to the references: the flatter, the better they fit');
  }
  if (sumsAt(logs, reference, rows, high).slope <= 0) {
    return none('nearly every row is right: the sharper, the better the probabilities fit');
  }
  let beta = 1;
  let sums = sumsAt(logs, reference, rows, beta);
  for (let round = 0; round < ROUNDS; round++) {
    if (sums.slope < 0) low = beta;
    else high = beta;
    let next = beta - sums.slope / sums.curvature;
    // The curve of the slope flattens for large 1/T, where Newton's step overshoots.
    if (!(next > low && next < high)) next = Math.sqrt(low * high);
    const step = Math.abs(next - beta);
    beta = next;
    sums = sumsAt(logs, reference, rows, beta);
    if (step < 1e-10 * beta) break;
  }
  const half = (normalQuantile(0.5 + level / 2) * Math.sqrt(sums.squares)) / sums.curvature / beta;
  const temperature = 1 / beta;
  return {
    temperature,
    reason: null,
    interval: {
      low: temperature * Math.exp(-half),
      high: temperature * Math.exp(half),
      level,
      method: 'maximum likelihood on log T, sandwich standard error',
    },
    ...fixed,
  };
}

/** Loss of the reference (nats) and confidence of the top label of one row at temperature T. */
export function atTemperature(
  logs: LogProbabilities,
  reference: Int32Array,
  row: number,
  temperature: number,
): { readonly loss: number; readonly brier: number; readonly confidence: number } {
  const { size, values } = logs;
  const at = row * size;
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = at; j < at + size; j++) if (values[j]! > largest) largest = values[j]!;
  let total = 0;
  for (let j = at; j < at + size; j++) total += Math.exp((values[j]! - largest) / temperature);
  let brier = 0;
  for (let j = 0; j < size; j++) {
    const p = Math.exp((values[at + j]! - largest) / temperature) / total;
    brier += (p - (j === reference[row] ? 1 : 0)) ** 2;
  }
  return {
    loss: Math.log(total) - (values[at + reference[row]!]! - largest) / temperature,
    brier,
    confidence: 1 / total,
  };
}
