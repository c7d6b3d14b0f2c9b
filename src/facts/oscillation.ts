import { chiSquareTail, lag1, mean, regularisedBeta, sd } from '../stats/index.ts';
import type { RunFacts, SamplingError } from './define.ts';

/** How the evaluations scattered around their own course. Less is better in the turned values. */
export interface Oscillation {
  readonly what: 'metric' | 'validation-loss';
  readonly name: string;
  readonly evaluations: number;
  /** The later two thirds are judged: early swings are learning. */
  readonly judged: number;
  readonly from: number;
  /** Standard deviation around a parabola through the judged evaluations. */
  readonly swing: number;
  /** Mean level of the judged part, in the logged direction. */
  readonly level: number;
  /** Standard error of the difference of two evaluations: largest possible, and to be expected; null when not known. */
  readonly bound: number | null;
  readonly expected: number | null;
  /** Chance of such a swing from the evaluation set alone, with either error, the largest deviation left out. */
  readonly pBound: number | null;
  readonly pExpected: number | null;
  readonly errorReason: string | null;
  readonly n: number | null;
  /** Lag-1 autocorrelation around the course, and whether it is an alternation (1 %). */
  readonly rho: number;
  readonly alternates: boolean;
  /** Swing of the last third ÷ swing of the first third, over all evaluations; null below five in a third. */
  readonly growth: number | null;
  /** `growth` is at least 1.6 and significant (F test, one-sided 1 %). */
  readonly grows: boolean;
  /** Swing over the last four evaluations. */
  readonly late: number;
  /** Number of times it turned by more than 0.85 of the swing. */
  readonly turns: number;
}

const LEAST_EVALUATIONS = 8;
/** Evaluations that are looked at; of more, the last ones. */
const MOST = 200;
const JUDGED = 2 / 3;
const ALPHA = 0.01;
const GROWTH = 1.6;
const LEAST_THIRD = 5;
const TURN = 0.85;
/** Neighbouring second differences overlap: a third of them holds the information of so much fewer independent ones. */
const KINK_FREEDOM = 0.5;

/**
 * Lag-1 autocorrelation below which values alternate, 1 %: white noise without its bend has a mean of −2.9/n, and its 1 % point
 * lies 2.3 √(n − 5)/n lower (fitted to 3,000 series each of 6 to 80 values).
 */
const alternationLimit = (n: number): number => (-2.9 - 2.3 * Math.sqrt(n - 5)) / n;

/** P(F > f) with equal degrees of freedom above and below. */
const fTail = (f: number, freedom: number): number => regularisedBeta(1 / (1 + f), freedom / 2, freedom / 2);

/** What is left after least squares on a parabola. */
function withoutBend(values: Float64Array): Float64Array {
  const n = values.length;
  const x = Float64Array.from({ length: n }, (_, i) => (2 * i) / (n - 1) - 1);
  const xx = mean(x.map((v) => v * v));
  const bend = x.map((v) => v * v - xx);
  const centre = mean(values);
  const share = (basis: Float64Array): number =>
    basis.reduce((s, b, i) => s + b * values[i]!, 0) / basis.reduce((s, b) => s + b * b, 0);
  const [tilt, curve] = [share(x), share(bend)];
  return values.map((v, i) => v - centre - tilt * x[i]! - curve * bend[i]!);
}

/**
 * Chi-square test of the residuals against the error of one evaluation around the common one, which is the error of a difference
 * ÷ √2. The largest residual is left out, so that one outlier makes no swing.
 */
function chanceOf(rest: Float64Array, difference: number | null): number | null {
  if (difference === null || !(difference > 0)) return null;
  const largest = rest.reduce((most, v) => Math.max(most, v * v), 0);
  const squares = rest.reduce((sum, v) => sum + v * v, 0) - largest;
  return chiSquareTail((2 * squares) / (difference * difference), rest.length - 4);
}

/** Swings over the second differences, which hold neither a level nor a slope. */
function growthOf(value: Float64Array): { readonly growth: number | null; readonly grows: boolean } {
  const kinks = Float64Array.from(
    { length: value.length - 2 },
    (_, i) => value[i + 1]! - (value[i]! + value[i + 2]!) / 2,
  );
  const third = Math.floor(kinks.length / 3);
  if (third < LEAST_THIRD) return { growth: null, grows: false };
  const size = (part: Float64Array): number => Math.sqrt(mean(part.map((v) => v * v)));
  const first = size(kinks.subarray(0, third));
  if (!(first > 0)) return { growth: null, grows: false };
  const growth = size(kinks.subarray(kinks.length - third)) / first;
  return { growth, grows: growth >= GROWTH && fTail(growth * growth, KINK_FREEDOM * third) < ALPHA };
}

function turnsOf(rest: Float64Array, swing: number): number {
  let turns = 0;
  let anchor = rest[0]!;
  let way = 0;
  for (const v of rest) {
    // The far end of the present way moves along with it.
    if (way !== 0 && Math.sign(v - anchor) === way) anchor = v;
    if (Math.abs(v - anchor) <= TURN * swing) continue;
    const now = Math.sign(v - anchor);
    if (way !== 0) turns++;
    way = now;
    anchor = v;
  }
  return turns;
}

function scatter(
  what: Oscillation['what'],
  name: string,
  step: Float64Array,
  turned: Float64Array,
  sign: 1 | -1,
  error: SamplingError,
): Oscillation {
  const all = turned.length;
  const value = turned.subarray(Math.max(0, all - MOST));
  const rows = Math.max(6, Math.ceil(JUDGED * value.length));
  const judged = value.subarray(value.length - rows);
  const rest = withoutBend(judged);
  const swing = Math.sqrt(rest.reduce((sum, v) => sum + v * v, 0) / (rows - 3));
  const rho = lag1(rest);
  return {
    what,
    name,
    evaluations: all,
    judged: rows,
    from: step[all - rows]!,
    swing,
    level: sign * mean(judged),
    bound: error.difference,
    expected: error.expectedDifference,
    pBound: chanceOf(rest, error.difference),
    pExpected: chanceOf(rest, error.expectedDifference),
    errorReason: error.reason,
    n: error.n,
    rho,
    alternates: rho < alternationLimit(rows),
    ...growthOf(value),
    late: sd(rest.subarray(rows - 4)),
    turns: turnsOf(rest, swing),
  };
}

/** Catalogue A11, of the target metric where there is one, else of the validation loss; null with fewer than 8 evaluations. */
export function oscillation(facts: RunFacts): Oscillation | null {
  const target = facts.targetMetric();
  const metric = facts.targetCurve();
  if (target !== null && metric !== null && metric.n >= LEAST_EVALUATIONS) {
    const sign = target.greaterIsBetter ? -1 : 1;
    return scatter(
      'metric',
      target.quantity,
      metric.step,
      metric.value.map((v) => sign * v),
      sign,
      facts.metricError(),
    );
  }
  const loss = facts.validationLoss();
  return loss === null || loss.n < LEAST_EVALUATIONS
    ? null
    : scatter('validation-loss', 'validation loss', loss.step, loss.value, 1, facts.lossError());
}
