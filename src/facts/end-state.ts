import { extrapolateGain, type GainInterval, mean, type Slope, slope } from '../stats/index.ts';
import { extremeRow, greatest, least } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';
import { Z95, Z99 } from './loss-rise.ts';
import { overfitFamily } from './overfit.ts';
import { decayedTooSoon } from './rate-decay.ts';
import { idleFrom, type RateOver, rateOver } from './rate-over.ts';
import { thinned } from './thinned.ts';

/** The state in which training ended. Exactly one of the three audits may speak. */
export interface EndState {
  readonly kind:
    | 'converged'
    | 'still-improving'
    | 'lr-decayed-too-soon'
    | 'neither'
    | 'rising'
    | 'cannot-tell';
  readonly claim: 'fact' | 'strong' | 'likely' | 'hint' | null;
  /** The series that was judged: less is better in `value`. */
  readonly judged: {
    readonly what: 'validation-loss' | 'metric' | 'train-loss';
    readonly name: string;
    readonly n: number;
  } | null;
  /** Slope over the last part, in the judged unit per step. */
  readonly tail: Slope | null;
  readonly tailFrom: number | null;
  /** Fall over the tail by the slope, ≥ 0 when falling. */
  readonly tailFall: number;
  /** Further fall to be expected of 50 % more steps under a stretched schedule. */
  readonly gain: GainInterval | null;
  readonly rate: RateOver | null;
  /** Evaluations of the validation loss or metric. */
  readonly evaluations: number;
  /** With few evaluations: better at each of them by more than the sampling error. */
  readonly monotone: boolean;
  /** Steps at (almost) no learning rate at the end: from here on. */
  readonly idleFrom: number | null;
  readonly why: string | null;
}

const ALPHA = 0.01;
const LEAST_EVALUATIONS = 6;
const LEAST_TRAIN_ROWS = 20;
/** A further gain of 2 % of the level is no gain; more is not flat, however large the error. */
const FLAT = 0.02;

/** The last 30 % of the points, at least 4. */
const tailRows = (n: number): number => Math.min(n, Math.max(4, Math.ceil(0.3 * n)));

interface Judged {
  readonly what: 'validation-loss' | 'metric' | 'train-loss';
  readonly name: string;
  readonly step: Float64Array;
  readonly value: Float64Array;
  /** Expected standard error of a paired difference, or null. */
  readonly error: number | null;
}

function series(facts: RunFacts): { readonly validation: Judged | null; readonly rising: boolean } {
  const loss = facts.validationLoss();
  const rise = overfitFamily(facts).rise;
  const rising = rise?.kind === 'risen';
  if (loss !== null && !rising)
    return {
      rising,
      validation: {
        what: 'validation-loss',
        name: 'validation loss',
        step: loss.step,
        value: loss.value,
        error: facts.lossError().expectedDifference,
      },
    };
  const target = facts.targetMetric();
  const curve: Curve | null = facts.targetCurve();
  if (target === null || curve === null) return { rising, validation: null };
  return {
    rising,
    validation: {
      what: 'metric',
      name: target.quantity,
      step: curve.step,
      value: target.greaterIsBetter ? curve.value.map((v) => -v) : curve.value,
      error: facts.metricError().expectedDifference,
    },
  };
}

/** Points past the warm-up: a rising rate is no stretch to extrapolate from. */
function afterWarmUp(facts: RunFacts, judged: Judged): Judged {
  const end = facts.warmUp()?.endStep ?? 0;
  let first = 0;
  while (first < judged.step.length && judged.step[first]! < end) first++;
  return first === 0
    ? judged
    : { ...judged, step: judged.step.subarray(first), value: judged.value.subarray(first) };
}

const blank = {
  claim: null,
  judged: null,
  tail: null,
  tailFrom: null,
  tailFall: 0,
  gain: null,
  rate: null,
  evaluations: 0,
  monotone: false,
  idleFrom: null,
  why: null,
} as const;

function improvesEachTime(judged: Judged): boolean {
  const { value, error } = judged;
  if (value.length < 2 || error === null) return false;
  for (let row = 1; row < value.length; row++) if (value[row - 1]! - value[row]! < 0) return false;
  const last = value.length - 1;
  return value[last - 1]! - value[last]! > Z95 * error;
}

const LEAST_IN_ORDER = 5;

function fallsThroughout(value: Float64Array): boolean {
  if (value.length < LEAST_IN_ORDER) return false;
  for (let row = 1; row < value.length; row++) if (value[row]! >= value[row - 1]!) return false;
  return true;
}

const tooFew = (n: number): string =>
  n === 1 ? 'one evaluation is too few' : `${n} evaluations are too few`;

function decide(facts: RunFacts): EndState {
  const { run } = facts;
  const lastStep = run.lastStep ?? 0;
  const { validation, rising } = series(facts);
  const evaluations = validation?.value.length ?? 0;
  const train = facts.trainLoss();
  const common = { ...blank, evaluations, monotone: validation !== null && improvesEachTime(validation) };

  // Arithmetic: steps with no rate to speak of. A linear schedule gets below 0.1 % in its last 0.1 % only.
  const idle = idleFrom(facts, 1e-3);
  if (idle !== null && lastStep > 0 && (lastStep - idle) / lastStep >= 0.1)
    return {
      ...common,
      kind: 'lr-decayed-too-soon',
      claim: 'fact',
      idleFrom: idle,
      rate: rateOver(facts, idle, lastStep),
    };

  const enoughEvaluations = evaluations >= LEAST_EVALUATIONS;
  const enoughTrain = train !== null && train.n >= LEAST_TRAIN_ROWS && evaluations >= 3;
  if (validation === null || (!enoughEvaluations && !enoughTrain)) {
    const why = evaluations === 0 ? 'nothing was evaluated during training' : tooFew(evaluations);
    return { ...common, kind: rising && !enoughEvaluations ? 'rising' : 'cannot-tell', why };
  }
  const soon = decayedTooSoon(facts, validation.value, lastStep);
  if (soon !== null)
    return { ...common, ...soon, tailFrom: soon.idleFrom, kind: 'lr-decayed-too-soon', claim: 'likely' };
  return enoughEvaluations
    ? fromEvaluations(facts, afterWarmUp(facts, validation), rising, common)
    : fromTraining(facts, validation, train!, rising, common);
}

type Common = Omit<EndState, 'kind'>;

function fromEvaluations(facts: RunFacts, judged: Judged, rising: boolean, common: Common): EndState {
  const { step, value } = judged;
  const n = value.length;
  if (n < LEAST_EVALUATIONS) return { ...common, kind: 'cannot-tell', why: `${tooFew(n)} after the warm-up` };
  const rows = tailRows(n);
  const tail = slope(step.subarray(n - rows), value.subarray(n - rows));
  const from = step[n - rows]!;
  const last = step[n - 1]!;
  const fall = tail === null ? 0 : -tail.slope * (last - from);
  const rate = rateOver(facts, from, last);
  const gain = extrapolateGain(step, value, 0.5 * last);
  const total = greatest(value) - least(value);
  const error = judged.error;
  const found = {
    ...common,
    judged: { what: judged.what, name: judged.name, n },
    tail,
    tailFrom: from,
    tailFall: fall,
    gain,
    rate,
  };
  const bestRow = extremeRow(value, 'least');
  const material = error === null ? 0.02 * total : Math.max(Z95 * error, 0.01 * total);
  const byTest = tail !== null && tail.pDecreasing < ALPHA && fall > material;
  // A smooth bend looks autocorrelated, and the correction takes its evidence away. Five values or more in falling order
  // are chance in 1 of 120 flat curves, and the fall has to be beyond the sampling error besides.
  const inOrder = error !== null && fall > Z99 * error && fallsThroughout(value.subarray(n - rows));
  const falling = byTest || inOrder;
  if (falling && bestRow >= n - 2 && gain !== null && gain.low > 0) {
    const annealing = rate !== null && rate.end < 0.5 * rate.start;
    return {
      ...found,
      kind: 'still-improving',
      claim: rate === null || annealing || judged.error === null || !byTest ? 'likely' : 'strong',
    };
  }
  if (rising) return { ...found, kind: 'rising' };
  // A level far above the lowest value is no level: it rose, or jumps.
  const level = mean(value.subarray(n - rows));
  // A small evaluation set cannot see a slow fall, so its error must not pass for flatness.
  const small = Math.min(Math.max(error ?? 0, 0.01 * total), FLAT * Math.abs(value[n - 1]!));
  const epochs = facts.epochs();
  if (
    tail !== null &&
    tail.pDecreasing >= ALPHA &&
    level - value[bestRow]! <= Math.max(2 * small, FLAT * Math.abs(level)) &&
    gain !== null &&
    gain.high < small &&
    (epochs === null || epochs >= 2)
  ) {
    const flat = flatSince(judged, small);
    const over = rateOver(facts, step[flat]!, last);
    return {
      ...found,
      kind: 'converged',
      claim: over !== null && over.live >= 0.5 ? 'likely' : 'hint',
      rate: over ?? rate,
    };
  }
  return { ...found, kind: 'neither' };
}

/** First row from which no value is further than `allowed` above the lowest one of the rest. */
function flatSince(judged: Judged, allowed: number): number {
  const { value } = judged;
  const n = value.length;
  const lowest = least(value);
  let row = n - 1;
  while (row > 0 && value[row - 1]! - lowest <= 2 * allowed) row--;
  return Math.min(row, n - 4);
}

/** Few evaluations but many training rows: the training slope counts only while the evaluations still improve. */
function fromTraining(
  facts: RunFacts,
  validation: Judged,
  train: Curve,
  rising: boolean,
  common: Common,
): EndState {
  if (rising) return { ...common, kind: 'rising' };
  const { step, value } = thinned(train, 200);
  const n = value.length;
  const rows = tailRows(n);
  const tail = slope(step.subarray(n - rows), value.subarray(n - rows));
  const from = step[n - rows]!;
  const last = step[n - 1]!;
  const fall = tail === null ? 0 : -tail.slope * (last - from);
  const rate = rateOver(facts, from, last);
  const found = {
    ...common,
    judged: { what: 'train-loss' as const, name: 'training loss', n: train.n },
    tail,
    tailFrom: from,
    tailFall: fall,
    rate,
  };
  const total = greatest(value) - least(value);
  const falling = tail !== null && tail.pDecreasing < ALPHA && fall > 0.02 * total;
  const v = validation.value;
  const improved = v[v.length - 2]! - v[v.length - 1]!;
  if (falling && common.monotone && validation.error !== null && improved > Z95 * validation.error) {
    const annealing = rate === null || rate.end < 0.5 * rate.start;
    return { ...found, kind: 'still-improving', claim: annealing ? 'hint' : 'likely', gain: null };
  }
  return { ...found, kind: 'cannot-tell', why: `${tooFew(v.length)} to see a slope` };
}

const kept = new WeakMap<RunFacts, EndState>();

/** The end state of the run, decided once. */
export function endState(facts: RunFacts): EndState {
  let state = kept.get(facts);
  if (state === undefined) {
    state = decide(facts);
    kept.set(facts, state);
  }
  return state;
}
