import type { Interval } from '../model/outcome.ts';
import { wilson } from '../stats/index.ts';
import type { Curve, RunFacts, SamplingError } from './define.ts';
import { lossRise, Z95 } from './loss-rise.ts';
import { isAccuracy } from './metric-error.ts';

/**
 * What a run excludes by its evaluations, however few. Each bound is one-sided 95 % and holds for the whole stretch: let j be
 * the evaluation at which the model truly was best. The best observed value is no lower than the one observed at j, so
 * "best observed − last + 1.645 standard errors" exceeds the true loss since j at least as often as the bound for j alone, and
 * j is no choice of the data. The luck of the best of k makes such a bound wider, never wrong.
 */
export interface Excluded {
  readonly what: 'metric' | 'validation-loss';
  /** First of the evaluations compared; the last one is at `to`. */
  readonly since: number;
  readonly to: number;
  /** Best of the earlier evaluations against the last one: positive is worse. */
  readonly seen: number;
  /** Largest true change for the worse that is not excluded, ≥ 0, in the unit of the values. */
  readonly atMost: number;
  readonly n: number;
  readonly method: string;
  /** Largest gain of one more epoch at the pace of the last one (95 %), ≥ 0; null where no two evaluations are an epoch apart. */
  readonly nextEpoch: number | null;
}

export interface Exclusions {
  /** Evaluations of the metric, or of the validation loss where there is no metric. */
  readonly evaluations: number;
  readonly metric: Excluded | null;
  readonly loss: Excluded | null;
  /** The interval of the one and only value; null with several or where the sampling error is not known. */
  readonly only: Interval | null;
}

/** One-sided 95 % bound of a share of which none of n was seen: 3/n ("rule of three"), exactly 1 − 0.05^(1/n). */
const noneSeen = (n: number): number => 1 - 0.05 ** (1 / n);

/**
 * Largest true fall from accuracy `a` to accuracy `b` of two checkpoints on the same n examples that is not excluded
 * (one-sided 95 %), as a share. How many examples only one of the two gets right is not known, so the largest possible number
 * is taken; with it the variance of Bonett and Price (2012: one example added to each kind of disagreement), which keeps the
 * level near 0 and 1. Their shrunken centre is left out: one-sided it would cost a per cent; half an example makes up for whole
 * examples being counted. A fall that no example showed is still limited by the rule of three.
 */
export function accuracyFallAtMost(a: number, b: number, n: number): number {
  const discordant = (n * Math.min(1, 2 - a - b, a + b) + 2) / (n + 2);
  const variance = Math.max(0, discordant - (a - b) ** 2) / (n + 2);
  return Math.max(a - b + 0.5 / n + Z95 * Math.sqrt(variance), Math.max(0, a - b) + noneSeen(n));
}

type Bound = (earlier: number, later: number) => number;

const METHOD = 'one-sided 95 %, largest possible disagreement of the two checkpoints';

/** The latest evaluation that lies an epoch (within 2 %) or more before the last one, no more than one and a half. */
function epochBefore(
  facts: RunFacts,
  curve: Curve,
): { readonly row: number; readonly epochs: number } | null {
  const epochs = facts.epochs();
  const last = facts.run.lastStep;
  if (epochs === null || last === null || epochs <= 0 || last <= 0) return null;
  const length = last / epochs;
  const end = curve.step[curve.n - 1]!;
  for (let row = curve.n - 2; row >= 0; row--) {
    const apart = (end - curve.step[row]!) / length;
    if (apart >= 0.98) return apart <= 1.5 ? { row, epochs: apart } : null;
  }
  return null;
}

/** `turned`: values with less being better. `bound`: of the rise from one value to a later one. */
function excluded(
  facts: RunFacts,
  curve: Curve,
  turned: Float64Array,
  bound: Bound,
  more: Pick<Excluded, 'what' | 'n' | 'method'>,
): Excluded | null {
  const k = curve.n;
  if (k < 2) return null;
  const last = turned[k - 1]!;
  let seen = Number.NEGATIVE_INFINITY;
  let atMost = 0;
  for (let row = 0; row < k - 1; row++) {
    seen = Math.max(seen, last - turned[row]!);
    atMost = Math.max(atMost, bound(turned[row]!, last));
  }
  const before = epochBefore(facts, curve);
  return {
    ...more,
    since: curve.step[0]!,
    to: curve.step[k - 1]!,
    seen,
    atMost,
    // The gain from the earlier to the last is the rise from the last to the earlier one.
    nextEpoch: before === null ? null : Math.max(0, bound(last, turned[before.row]!)) / before.epochs,
  };
}

function ofMetric(facts: RunFacts): Excluded | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  const { difference, n, method } = facts.metricError();
  if (target === null || curve === null || difference === null || n === null) return null;
  const turned = target.greaterIsBetter ? curve.value.map((v) => -v) : curve.value;
  // metricError knows a share from a percentage; its binomial bound exists only for those two.
  const scale = target.share ? 1 : 100;
  const bound: Bound = isAccuracy(facts.run, target.quantity)
    ? (earlier, later) => scale * accuracyFallAtMost(-earlier / scale, -later / scale, n)
    : (earlier, later) => later - earlier + Z95 * difference;
  return excluded(facts, curve, turned, bound, {
    what: 'metric',
    n,
    method: isAccuracy(facts.run, target.quantity)
      ? METHOD
      : `one-sided 95 %; ${method}, no correlation of checkpoints assumed`,
  });
}

function ofLoss(facts: RunFacts): Excluded | null {
  const curve = facts.validationLoss();
  const { difference, n, method } = facts.lossError();
  const spread = lossRise(facts)?.bound ?? null;
  if (curve === null || difference === null || spread === null || n === null) return null;
  const error = Math.max(difference, spread);
  return excluded(facts, curve, curve.value, (earlier, later) => later - earlier + Z95 * error, {
    what: 'validation-loss',
    n,
    method: `one-sided 95 %; ${method}`,
  });
}

/** The range of a single value: Wilson's for an accuracy, else two standard errors. */
function ofOne(facts: RunFacts): Interval | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve() ?? facts.validationLoss();
  if (curve === null || curve.n !== 1) return null;
  const value = curve.value[0]!;
  const { single, n }: SamplingError = target === null ? facts.lossError() : facts.metricError();
  if (single === null || n === null) return null;
  if (target !== null && isAccuracy(facts.run, target.quantity)) {
    const scale = target.share ? 1 : 100;
    const { low, high } = wilson(Math.round((value / scale) * n), n);
    return { low: scale * low, high: scale * high, level: 0.95, method: 'Wilson' };
  }
  const half = 1.959963984540054 * single;
  return { low: value - half, high: value + half, level: 0.95, method: '1.96 standard errors' };
}

/**
 * Examples that show a difference of two checkpoints with 80 % power at p < 0.05, paired: n ≥ (2.8/Δ)²·d with d the share on
 * which only one is right (catalogue 0.5-7), here from the expected correlation of checkpoints. Null where the error is unknown.
 */
export const examplesToShow = (
  { expectedDifference, n }: SamplingError,
  difference: number,
): number | null =>
  expectedDifference === null || n === null || !(difference > 0)
    ? null
    : Math.ceil((2.8 / difference) ** 2 * expectedDifference ** 2 * n);

const kept = new WeakMap<RunFacts, Exclusions>();

/** What the evaluations of the run exclude, counted once. */
export function exclusions(facts: RunFacts): Exclusions {
  let found = kept.get(facts);
  if (found === undefined) {
    found = {
      evaluations: (facts.targetCurve() ?? facts.validationLoss())?.n ?? 0,
      metric: ofMetric(facts),
      loss: ofLoss(facts),
      only: ofOne(facts),
    };
    kept.set(facts, found);
  }
  return found;
}
