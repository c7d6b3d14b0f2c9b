import { median } from '../stats/index.ts';
import type { Curve, RunFacts } from './define.ts';
import { thin } from './thin.ts';

/** The gradient norm over the run, before clipping; each row is one single step (Trainer logs the last of its window). */
export interface GradientCourse {
  readonly n: number;
  readonly middle: number;
  readonly first: number;
  readonly last: number;
  /** `max_grad_norm`, or null when it is not recorded or off. */
  readonly limit: number | null;
  /** Share of the rows above the limit; null without one. */
  readonly clipped: number | null;
  /** It grew tenfold or more while the training loss got worse. */
  readonly explosion: GradientExplosion | null;
  /** The last third is below 5 % of the first third, or below 0.05. */
  readonly vanished: boolean;
}

export interface GradientExplosion {
  /** From the first to the last third; or within the run, from one row on. */
  readonly how: 'grew' | 'jumped';
  readonly fromStep: number;
  readonly before: number;
  readonly after: number;
  /** Training loss before and after, the median of as many rows; null when none was logged there. */
  readonly loss: { readonly before: number; readonly after: number } | null;
}

export const LEAST_NORMS = 20;
const TIMES = 10;
/** A loss that is 5 % higher got worse; one that stays flat shows no harm. */
const WORSE = 1.05;
const VANISHED = 0.05;
/** A jump has to last for so many rows at the end, and for a tenth of the run. */
const LEAST_TAIL = 5;
/** One row is one step, so single rows of a small batch lie far above their neighbours; almost all of the tail has to. */
const TAIL_ABOVE = 0.9;
const TAIL_SHARE = 0.1;
/** Where the run is split to look for a jump: from here on, in steps of this share of its rows. */
const FIRST_SPLIT = 0.3;
const SPLIT_STRIDE = 0.03;

const third = (values: Float64Array, which: 'first' | 'last'): Float64Array => {
  const n = Math.floor(values.length / 3);
  return which === 'first' ? values.subarray(0, n) : values.subarray(values.length - n);
};

/** Median of the training loss over the steps from `low` to `high`, or null without a row there. */
function lossBetween(train: Curve, low: number, high: number): number | null {
  const rows: number[] = [];
  for (let row = 0; row < train.n; row++)
    if (train.step[row]! >= low && train.step[row]! <= high) rows.push(train.value[row]!);
  return rows.length === 0 ? null : median(rows);
}

/** The loss got worse: a norm that grows while the loss falls belongs to a sharper minimum or to rare hard examples. */
function lossAround(
  train: Curve | null,
  before: readonly [number, number],
  after: readonly [number, number],
): { readonly loss: GradientExplosion['loss']; readonly worse: boolean } {
  const from = train === null ? null : lossBetween(train, before[0], before[1]);
  const to = train === null ? null : lossBetween(train, after[0], after[1]);
  return from === null || to === null
    ? { loss: null, worse: false }
    : { loss: { before: from, after: to }, worse: to >= WORSE * from };
}

/** Tenfold growth over the run: median of the last third against the first, and hardly a row of the last third back near it. */
function grown(
  step: Float64Array,
  value: Float64Array,
  train: Curve | null,
  times = TIMES,
): GradientExplosion | null {
  const before = median(third(value, 'first'));
  const after = median(third(value, 'last'));
  if (!(after >= times * before)) return null;
  const tail = third(value, 'last');
  // No slope: a jump in the middle leaves residuals that look dependent, and a slope then proves nothing.
  if (tail.reduce((count, v) => count + (v > times * 0.3 * before ? 1 : 0), 0) < TAIL_ABOVE * tail.length)
    return null;
  const n = Math.floor(step.length / 3);
  const around = lossAround(
    train,
    [step[0]!, step[n - 1]!],
    [step[step.length - n]!, step[step.length - 1]!],
  );
  return around.worse
    ? { how: 'grew', fromStep: step[step.length - n]!, before, after, loss: around.loss }
    : null;
}

/** A jump that lasted to the end: nine in ten rows behind it above ten times the median of everything before. */
function jumped(
  step: Float64Array,
  value: Float64Array,
  train: Curve | null,
  times = TIMES,
): GradientExplosion | null {
  const n = value.length;
  const tail = Math.max(LEAST_TAIL, Math.ceil(TAIL_SHARE * n));
  const stride = Math.max(1, Math.floor(SPLIT_STRIDE * n));
  for (let at = n - tail; at >= Math.max(LEAST_TAIL, FIRST_SPLIT * n); at -= stride) {
    const before = median(value.subarray(0, at));
    const after = value.subarray(at);
    const above = after.reduce((count, v) => count + (v > times * before ? 1 : 0), 0);
    if (above < TAIL_ABOVE * after.length) continue;
    let from = at;
    while (from > 1 && value[from - 1]! > times * before) from--;
    const around = lossAround(
      train,
      [step[Math.max(0, from - tail)]!, step[from - 1]!],
      [step[from]!, step[n - 1]!],
    );
    if (around.worse)
      return { how: 'jumped', fromStep: step[from]!, before, after: median(after), loss: around.loss };
  }
  return null;
}

/** Either form of an explosion, or null. */
export const explosionOf = (norms: Curve, train: Curve | null, times = TIMES): GradientExplosion | null => {
  const { step, value } = thin(norms.step, norms.value);
  return grown(step, value, train, times) ?? jumped(step, value, train, times);
};

/** The course of the gradient norm, or null below 20 finite rows. Infinite norms are the business of the numerics audits. */
export function gradientCourse(facts: RunFacts): GradientCourse | null {
  const norms = facts.gradientNorm();
  if (norms === null || norms.n < LEAST_NORMS) return null;
  const { value } = norms;
  const set = facts.run.hyperparameters.maxGradNorm?.value ?? null;
  const limit = set !== null && set > 0 ? set : null;
  const first = median(third(value, 'first'));
  const last = median(third(value, 'last'));
  return {
    n: norms.n,
    middle: median(value),
    first,
    last,
    limit,
    clipped: limit === null ? null : value.reduce((n, v) => n + (v > limit ? 1 : 0), 0) / norms.n,
    explosion: explosionOf(norms, facts.trainLoss()),
    vanished: last < VANISHED * first || last < VANISHED,
  };
}
