import { median } from '../stats/index.ts';
import { valueAt } from './curves.ts';
import type { RunFacts } from './define.ts';
import { rateEvents } from './rate-events.ts';

/** The evaluation at which a model that had learned was at guess level again, and what came after. */
export interface Collapse {
  readonly by: 'metric' | 'validation-loss';
  readonly name: string;
  readonly before: { readonly step: number; readonly value: number };
  readonly after: { readonly step: number; readonly value: number };
  readonly last: { readonly step: number; readonly value: number };
  /** What a model that knows nothing scores, and one standard error of an evaluation. */
  readonly baseline: number;
  readonly error: number;
  /** Evaluations from the break on, all at guess level. */
  readonly evaluations: number;
  readonly n: number | null;
  /**
   * Training loss: medians of the last rows up to the last good evaluation, and of all from half-way to the next one on; where in
   * between it broke is not known.
   */
  readonly train: { readonly before: number; readonly after: number; readonly rows: number } | null;
  /** `confirms`: training loss went to guess level too. `denies`: it stayed down. `silent`: not logged, or of unknown scale. */
  readonly trainSays: 'confirms' | 'denies' | 'silent';
  readonly guess: number | null;
  readonly beside: 'resume' | 'restart' | 'not-finite' | null;
}

const LEAST_EVALUATIONS = 3;
/** Standard errors above the guess level before the break, and around it afterwards. */
const BEFORE = 3;
const AROUND = 3;
/** Where the evaluation size is not recorded: five points, as for 100 examples. */
const UNKNOWN_ERROR = 0.05;
/** Of the way from guessing to perfect that the metric must have come: less is not "it worked". */
const WORKED = 0.3;
/** Training and validation loss are "at guess level" from this share of it on. */
const AT_GUESS = 0.9;
const LEARNED = 0.75;

interface Evaluated {
  readonly by: Collapse['by'];
  readonly name: string;
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly good: (value: number) => boolean;
  readonly gone: (value: number) => boolean;
  readonly baseline: number;
  readonly error: number;
  readonly n: number | null;
}

function byMetric(facts: RunFacts): Evaluated | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  const { baseline } = facts.learned();
  if (target === null || curve === null || baseline === null || !target.greaterIsBetter) return null;
  if (curve.n < LEAST_EVALUATIONS) return null;
  const perfect = target.share || target.quantity === 'mcc' ? 1 : 100;
  const error = Math.max(facts.metricError().single ?? UNKNOWN_ERROR * perfect, 0.005 * perfect);
  return {
    by: 'metric',
    name: target.quantity,
    step: curve.step,
    value: curve.value,
    good: (v) => v >= baseline + Math.max(BEFORE * error, WORKED * (perfect - baseline)),
    gone: (v) => v <= baseline + Math.min(AROUND * error, 0.1 * (perfect - baseline)),
    baseline,
    error,
    n: facts.validationSize()?.value ?? null,
  };
}

function byLoss(facts: RunFacts): Evaluated | null {
  const curve = facts.validationLoss();
  const chance = facts.chanceLevel();
  if (curve === null || chance === null || curve.n < LEAST_EVALUATIONS) return null;
  if (facts.lossKind().kind !== 'cross-entropy') return null;
  const guess = chance.prior ?? chance.uniform;
  return {
    by: 'validation-loss',
    name: 'validation loss',
    step: curve.step,
    value: curve.value,
    good: (v) => v <= LEARNED * guess,
    // A validation loss above guessing is what overfitting makes; a model that knows nothing sits at it.
    gone: (v) => v >= AT_GUESS * guess && v <= 1.3 * Math.max(guess, chance.uniform),
    baseline: guess,
    error: facts.lossError().single ?? 0.05,
    n: facts.validationSize()?.value ?? null,
  };
}

function trainAround(facts: RunFacts, before: number, after: number): Collapse['train'] {
  const curve = facts.trainLoss();
  if (curve === null) return null;
  const { step, value, n } = curve;
  const back: number[] = [];
  const since: number[] = [];
  for (let row = 0; row < n; row++) {
    if (step[row]! <= before) back.push(value[row]!);
    else if (step[row]! > (before + after) / 2) since.push(value[row]!);
  }
  const head = back.slice(-Math.max(3, Math.ceil(0.1 * n)));
  return head.length === 0 || since.length < 2
    ? null
    : {
        before: median(Float64Array.from(head)),
        after: median(Float64Array.from(since)),
        rows: since.length,
      };
}

function find(facts: RunFacts, seen: Evaluated): Collapse | null {
  const { step, value } = seen;
  const n = value.length;
  let row = n;
  while (row > 0 && seen.gone(value[row - 1]!)) row--;
  // `row` is the first evaluation of the last stretch at guess level; the one before must have been good.
  if (row === n || row === 0 || !seen.good(value[row - 1]!)) return null;
  const before = { step: step[row - 1]!, value: value[row - 1]! };
  const after = { step: step[row]!, value: value[row]! };
  const train = trainAround(facts, before.step, after.step);
  const chance = facts.chanceLevel();
  const guess = chance === null ? null : (chance.prior ?? chance.uniform);
  const scaled = facts.lossKind().train.kind !== 'cross-entropy' || guess === null;
  const between = (steps: readonly number[]): boolean =>
    steps.some((s) => s > before.step && s <= after.step);
  const broken = facts.firstNonFinite();
  return {
    by: seen.by,
    name: seen.name,
    before,
    after,
    last: { step: step[n - 1]!, value: value[n - 1]! },
    baseline: seen.baseline,
    error: seen.error,
    evaluations: n - row,
    n: seen.n,
    train,
    trainSays:
      train === null
        ? 'silent'
        : scaled
          ? train.after < 1.2 * train.before
            ? 'denies'
            : 'silent'
          : train.after >= AT_GUESS * guess && train.after > 1.2 * train.before
            ? 'confirms'
            : train.after < LEARNED * guess
              ? 'denies'
              : 'silent',
    guess,
    beside:
      broken !== null && broken.step <= after.step
        ? 'not-finite'
        : between(facts.run.seams.map((seam) => seam.step))
          ? 'resume'
          : between(rateEvents(facts).restarts)
            ? 'restart'
            : null,
  };
}

/**
 * Catalogue A30: between two neighbouring evaluations the metric fell from clearly learned to guess level and stayed there to
 * the end. The metric decides where what a constant answer scores is known, else the validation loss. Null when no such break.
 */
export function collapse(facts: RunFacts): Collapse | null {
  const seen = byMetric(facts) ?? byLoss(facts);
  return seen === null ? null : find(facts, seen);
}

/** Whether there is anything to judge a collapse by: three evaluations of a metric or loss with a known guess level. */
export const collapseCanShow = (facts: RunFacts): boolean => (byMetric(facts) ?? byLoss(facts)) !== null;

/** Value of the learning rate at the break as a share of its peak, or null. */
export function rateAtBreak(facts: RunFacts, at: number): number | null {
  const curve = facts.learningRate();
  const peak = facts.peakLearningRate();
  const here = curve === null ? null : valueAt(curve, at);
  return here === null || peak === null || !(peak.value > 0) ? null : here / peak.value;
}
