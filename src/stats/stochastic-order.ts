import { sd } from './descriptive.ts';
import { normalQuantile } from './distributions.ts';
import type { Random } from './random.ts';

/** Integration steps of the quantile axis. */
const STEPS = 200;

/** Empirical quantile at t (inverse of the step function). */
const at = (ascending: Float64Array, t: number): number =>
  ascending[Math.min(ascending.length - 1, Math.max(0, Math.ceil(t * ascending.length) - 1))]!;

/**
 * Violation ratio of "a is stochastically larger than b" (del Barrio and others 2018; Dror and others 2019): the share of the squared
 * distance between the two quantile functions that lies where b's is above a's. 0: a dominates; 1: b dominates; ½ when
 * they are equal. Both ascending.
 */
function violation(a: Float64Array, b: Float64Array): number {
  let against = 0;
  let whole = 0;
  for (let i = 0; i < STEPS; i++) {
    const t = (i + 0.5) / STEPS;
    const distance = at(b, t) - at(a, t);
    const square = distance * distance;
    whole += square;
    if (distance > 0) against += square;
  }
  return whole > 0 ? against / whole : 0.5;
}

export interface StochasticOrder {
  /** As measured. */
  readonly ratio: number;
  /** Upper confidence bound of the ratio: "a almost stochastically dominates b" when it is small. 0…1. */
  readonly epsMin: number;
  readonly level: number;
}

/**
 * Almost stochastic order of two sets of scores (greater is better). `epsMin` below 0.5 is formally enough; with few runs 0.2 is the
 * usual limit (Ulmer and others 2022). Bootstrap of both sides, normal approximation. Null with fewer than two scores on a side.
 */
export function almostStochasticOrder(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  random: Random,
  { level = 0.95, draws = 1000 }: { readonly level?: number; readonly draws?: number } = {},
): StochasticOrder | null {
  if (a.length < 2 || b.length < 2) return null;
  const first = Float64Array.from(a).sort();
  const second = Float64Array.from(b).sort();
  const ratio = violation(first, second);
  const resample = (from: Float64Array): Float64Array =>
    from.map(() => from[random.integer(from.length)]!).sort();
  const ratios = Float64Array.from({ length: draws }, () => violation(resample(first), resample(second)));
  const bound = ratio + normalQuantile(level) * sd(ratios);
  return { ratio, epsMin: Math.min(1, Math.max(0, bound)), level };
}
