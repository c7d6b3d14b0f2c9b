import type { Claim } from '../model/outcome.ts';
import { expectedMaximum, riseAfterMinimum, slope } from '../stats/index.ts';
import { extremeRow } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';
import { type TrainTrend, trainTrend } from './train-trend.ts';

/** Did the validation loss rise after its minimum, by more than the evaluation set's sampling error? */
export interface LossRise {
  readonly kind: 'risen' | 'not-risen' | 'cannot-tell';
  /** Of `risen`; null otherwise. */
  readonly claim: Exclude<Claim, 'fact'> | null;
  readonly evaluations: number;
  readonly minimum: { readonly row: number; readonly step: number; readonly value: number };
  readonly last: { readonly step: number; readonly value: number };
  /** Level at the end minus level at the minimum; both smoothed from 5 evaluations on. */
  readonly rise: number;
  /** Step-to-step test of `riseAfterMinimum`; null with fewer than 5 evaluations or only one after the minimum. */
  readonly z: number | null;
  /** Standard error of the difference of two evaluations: upper bound, and the one to be expected. Null without n. */
  readonly bound: number | null;
  readonly expected: number | null;
  readonly method: string;
  /** Smallest rise that would show against the bound; null without n. */
  readonly detectable: number | null;
  /** Without n: the size of evaluation set above which the rise is beyond the sampling error (expected, bound). */
  readonly enoughExamples: { readonly expected: number; readonly bound: number } | null;
  readonly n: number | null;
  readonly train: TrainTrend;
  /** Why it cannot be told. */
  readonly why: 'few-evaluations' | 'within-error' | 'size-unknown' | 'train-did-not-fall' | null;
}

/** One-sided 1 %. */
export const Z99 = 2.3263;
/** One-sided 5 %. */
export const Z95 = 1.6449;
/** A rise below 5 % of the minimum, or below 0.01 nats, changes nothing for anybody. */
const LEAST_RELATIVE = 0.05;
const LEAST_NATS = 0.01;
const LARGE_RISE = 0.5;
/**
 * Checkpoints that differ little answer alike: in the planted runs losses correlated by 0.95 and more where the mean had
 * moved by less than a fifth, so that the error is below this part of what a correlation of 0.8 gives. For hints only.
 */
const CLOSE = 0.7;
/** More evaluations than this are no more independent looks than this. */
const MOST_LOOKS = 20;
/** Per-example spread where none is known: nats (catalogue 0.2), and never below so many times the level of the loss. */
const SPREAD = { bound: 1.75, expected: 0.76, boundOfLevel: 2, expectedOfLevel: 1.26 } as const;
/** For a loss that is not a cross-entropy: three times its level (heavy-tailed squared errors), ρ ≥ 0.5. */
const UNKNOWN_KIND_OF_LEVEL = { bound: 3, expected: 1.9 } as const;
/**
 * Without n, a rise beyond the step-to-step noise (z > 3: 2 to 3 % of flat curves at any size) by a quarter of the minimum,
 * while training loss fell, is at most `likely`: on this set it is no accident, on others it was not tested.
 */
const LARGE_RELATIVE = 0.25;
/** An evaluation set of unknown size is taken to hold at least so many examples for a hint, fewer for more. */
const ASSUMED_SIZE = { hint: 200, likely: 100, doubled: 50 } as const;

/** How many standard errors a difference from the lowest of k values must exceed: one-sided 1 % plus the luck of choosing. */
export const selectionThreshold = (k: number): number =>
  Z99 + expectedMaximum(Math.min(Math.max(k - 1, 1), MOST_LOOKS)) / Math.SQRT2;

interface Spread {
  readonly bound: number;
  readonly expected: number;
  readonly method: string;
}

/** Per-example spread of a paired difference, so that its standard error is spread / √n. */
function spreadOf(facts: RunFacts, level: number): Spread {
  const error = facts.lossError();
  const { kind, floor } = facts.lossKind();
  const root = error.n === null ? null : Math.sqrt(error.n);
  if (error.difference !== null && error.expectedDifference !== null && root !== null) {
    const assumed = error.method.startsWith('assumed');
    return {
      bound: Math.max(error.difference * root, assumed ? SPREAD.boundOfLevel * level : 0),
      expected: Math.max(error.expectedDifference * root, assumed ? SPREAD.expectedOfLevel * level : 0),
      method: error.method,
    };
  }
  // Keras says no more than "loss"; a classification metric beside it makes a cross-entropy the likely one.
  const classifies =
    facts.run.framework === 'keras' && /accuracy|^acc$|f1|auc/.test(facts.targetMetric()?.quantity ?? '');
  if (
    kind === 'cross-entropy' ||
    (kind === 'other' && floor !== null) ||
    (kind === 'unknown' && classifies)
  ) {
    return {
      bound: Math.max(SPREAD.bound, SPREAD.boundOfLevel * level),
      expected: Math.max(SPREAD.expected, SPREAD.expectedOfLevel * level),
      method: 'assumed per-example sd 1.75 nats or twice the loss, correlation of checkpoints at least 0.5',
    };
  }
  const fewer = facts.lossKind().weighted ? whereRareWeighs(facts) : 1;
  return {
    bound: fewer * UNKNOWN_KIND_OF_LEVEL.bound * level,
    expected: fewer * UNKNOWN_KIND_OF_LEVEL.expected * level,
    method: `loss of unknown kind: assumed per-example sd three times its level, correlation at least 0.5${fewer > 1 ? `; standard errors ${fewer.toFixed(1)} times as large, as every label may weigh the same` : ''}`,
  };
}

/**
 * How much larger the standard error of a mean is in which every label weighs the same: the examples count as C² / Σ 1/nₖ
 * (Kish's effective sample size of strata with equal variance). 1 where the label counts are not known.
 */
function whereRareWeighs(facts: RunFacts): number {
  const support = (facts.measures()?.classes ?? []).map((one) => one.support).filter((n) => n > 0);
  if (support.length < 2) return 1;
  const all = support.reduce((sum, n) => sum + n, 0);
  const counted = support.length ** 2 / support.reduce((sum, n) => sum + 1 / n, 0);
  return Math.sqrt(all / counted);
}

const risesThroughout = (values: Float64Array, from: number): boolean => {
  for (let row = from + 1; row < values.length; row++) if (values[row]! < values[row - 1]!) return false;
  return true;
};

const risesSteadily = (values: Float64Array, from: number): boolean =>
  values.length - 1 - from >= 4 && risesThroughout(values, from);

/** Alpha of the slope from the minimum on: small, because the start was picked as the lowest value. */
const ALONG_A_LINE = 0.005;

/** Rises along a line from the minimum to the end, at least five values: its own trend hides in first differences. */
const risesAlongALine = (step: Float64Array, values: Float64Array, from: number): boolean => {
  if (values.length - from < 5) return false;
  const fitted = slope(step.subarray(from), values.subarray(from));
  return fitted !== null && fitted.pIncreasing < ALONG_A_LINE;
};

/** Training loss at the end below this part of what it was at a step. */
const BY_HEART = 0.3;

function learnedByHeart(facts: RunFacts, from: number): boolean {
  const train = facts.trainLoss();
  if (train === null || train.n < 2) return false;
  const row = train.step.findIndex((step) => step >= from);
  return row >= 0 && train.value[train.n - 1]! < BY_HEART * train.value[row]!;
}

const weaker = (claim: Exclude<Claim, 'fact'>): Exclude<Claim, 'fact'> =>
  claim === 'strong' ? 'likely' : claim;

/**
 * The test behind the overfit family. Two sources of noise, both must be beaten for `strong`: from step to step
 * (`riseAfterMinimum`, z > 3, or a steady rise over four evaluations) and of the evaluation set (a difference above
 * 2.33 standard errors plus the luck of having picked the lowest of k). With fewer than 5 evaluations the second alone
 * has to do, and the claim is at most `likely`; a single value after the minimum is a hint unless it is four standard
 * errors and 20 % higher. Null when no validation loss was logged.
 */
export function lossRise(facts: RunFacts): LossRise | null {
  const curve = facts.validationLoss();
  return curve === null ? null : judge(facts, curve);
}

function judge(facts: RunFacts, curve: Curve): LossRise {
  const { value, step, n: k } = curve;
  const row = extremeRow(value, 'least');
  const after = k - 1 - row;
  const minimum = { row, step: step[row]!, value: value[row]! };
  const last = { step: step[k - 1]!, value: value[k - 1]! };
  const smoothed = k >= 5 && after >= 2 ? riseAfterMinimum(value) : null;
  const rise = smoothed === null ? last.value - minimum.value : smoothed.rise;
  const spread = spreadOf(facts, Math.abs(minimum.value + Math.max(0, rise)));
  const size = facts.validationSize()?.value ?? null;
  const threshold = selectionThreshold(k);
  const of = (s: number): number | null => (size === null ? null : s / Math.sqrt(size));
  const [bound, expected] = [of(spread.bound), of(spread.expected)];
  const train = after === 0 ? 'unclear' : trainTrend(facts, minimum.step, last.step, minimum.value);
  const base = {
    claim: null,
    evaluations: k,
    minimum,
    last,
    rise,
    z: smoothed?.z ?? null,
    bound,
    expected,
    method: spread.method,
    detectable: bound === null ? null : threshold * bound,
    enoughExamples:
      size !== null || !(rise > 0)
        ? null
        : {
            expected: Math.ceil(((threshold * spread.expected) / rise) ** 2),
            bound: Math.ceil(((threshold * spread.bound) / rise) ** 2),
          },
    n: size,
    train,
    why: null,
  } as const;

  const inNats = facts.lossKind().kind === 'cross-entropy';
  const material = rise >= LEAST_RELATIVE * Math.abs(minimum.value) && (!inNats || rise >= LEAST_NATS);
  if (after > 0 && !material) return { ...base, kind: 'not-risen' };
  if (k < 2) return { ...base, kind: 'cannot-tell', why: 'few-evaluations' };
  if (after === 0) return { ...base, kind: 'not-risen' };

  const trend = smoothed !== null && (smoothed.z > 3 || risesSteadily(value, row));
  const beyondBound =
    base.enoughExamples !== null
      ? base.enoughExamples.bound <= (trend ? ASSUMED_SIZE.hint : ASSUMED_SIZE.likely)
      : rise > threshold * bound!;
  const beyondExpected =
    base.enoughExamples !== null
      ? base.enoughExamples.expected <= ASSUMED_SIZE.hint
      : rise > threshold * expected!;

  let claim: Exclude<Claim, 'fact'> | null = null;
  if (smoothed !== null) {
    // Half as high again as the minimum, as a trend: no evaluation set that people use makes that chance.
    const doubtful = size === null && rise < LARGE_RISE * Math.abs(minimum.value);
    if (trend && beyondBound) claim = size === null ? 'likely' : 'strong';
    else if (trend && beyondExpected) claim = doubtful ? 'hint' : 'likely';
    else if (beyondBound) claim = 'likely';
    // A trend that this set may owe to its examples: worth a look, no more.
    else if (trend && expected !== null && rise > CLOSE * expected) claim = 'hint';
    const large = rise >= LARGE_RELATIVE * Math.abs(minimum.value) && after >= 3;
    const rising = trend || risesAlongALine(step, value, row);
    if (size === null && rising && large && (train === 'fell' || train === 'already-low')) claim = 'likely';
  } else if (beyondBound) {
    const large = bound !== null && rise > 4 * bound && rise > 0.2 * minimum.value;
    claim = after >= 2 || large ? 'likely' : 'hint';
  } else if (beyondExpected && after >= 2) {
    // Size unknown: a loss that doubles over two evaluations or more is chance on no set of 50 examples or more.
    const doubled = rise >= Math.abs(minimum.value) && risesThroughout(value, row);
    const small = base.enoughExamples !== null && base.enoughExamples.expected <= ASSUMED_SIZE.doubled;
    const fitted = train === 'fell' || train === 'already-low';
    claim = doubled && small && fitted ? 'likely' : 'hint';
  } else if (
    size === null &&
    after >= 3 &&
    risesThroughout(value, row) &&
    learnedByHeart(facts, minimum.step)
  ) {
    // Worse at each of three evaluations, by a quarter, while the training loss came down to a fraction: whatever the loss is.
    claim = rise >= LARGE_RELATIVE * Math.abs(minimum.value) ? 'likely' : 'hint';
  }

  if (claim !== null) {
    if (train === 'did-not-fall') return { ...base, kind: 'cannot-tell', why: 'train-did-not-fall' };
    const sure = train === 'fell' || train === 'already-low';
    return { ...base, kind: 'risen', claim: sure ? claim : weaker(claim) };
  }
  const asNoise = smoothed !== null && smoothed.z < 1.5;
  if (asNoise || (expected !== null && rise <= Z95 * expected)) return { ...base, kind: 'not-risen' };
  return { ...base, kind: 'cannot-tell', why: size === null ? 'size-unknown' : 'within-error' };
}
