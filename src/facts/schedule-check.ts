import { greatest } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';
import { endState } from './end-state.ts';
import { rateLag } from './rate-lag.ts';
import { completion, courseOf, plannedSchedule } from './schedule.ts';
import { configuredWarmUp } from './warm-up.ts';

/** Ways in which the logged rates are not those that the settings, or any usual schedule, give. */
export type Mismatch =
  /** The rate still rose at the last row (`reached` is the last rate ÷ the configured peak, when that is known). */
  | {
      readonly kind: 'peak-not-reached';
      readonly warmUp: number | null;
      readonly steps: number;
      readonly last: number | null;
      readonly peak: number | null;
    }
  /** The rate fell and rose again: `before` at `step`'s predecessor. */
  | {
      readonly kind: 'rose-again';
      readonly step: number;
      readonly before: number;
      readonly after: number;
      readonly share: number;
      readonly atSeam: boolean;
    }
  /** The rate ended at a higher share of its peak than the schedule gives. */
  | {
      readonly kind: 'ended-high';
      readonly step: number;
      readonly rate: number;
      readonly expected: number;
      readonly share: number;
    }
  /** Exactly zero from a step before the last 2 % on. */
  | { readonly kind: 'zero-before-end'; readonly step: number; readonly share: number }
  /** Most rows lie off the configured schedule, none of the above. */
  | {
      readonly kind: 'off-schedule';
      readonly step: number;
      readonly rate: number;
      readonly expected: number;
      readonly rows: number;
      readonly off: number;
    }
  /** Warm-up took more than 30 % of the run. */
  | {
      readonly kind: 'long-warm-up';
      readonly warmUp: number;
      readonly share: number;
      /** From the settings; a log gives a lower bound. */
      readonly exact: boolean;
    };

const LEAST_ROWS = 3;
const CLEAR = 0.05;
const LONG_WARM_UP = 0.3;
const ENDS_HIGH = 0.2;
const LAST_PART = 0.98;
/** What is left of a rate that a scheduler brought to zero, relative to the peak. */
const ZERO = 1e-6;

const peakOf = (facts: RunFacts, curve: Curve): number =>
  Math.max(greatest(curve.value), facts.peakLearningRate()?.value ?? 0);

/** Every row at least as high as the one before, and the last ones truly higher. */
export function risesToTheEnd(curve: Curve): boolean {
  const { value, n } = curve;
  if (n < LEAST_ROWS) return false;
  for (let row = 1; row < n; row++) if (value[row]! < value[row - 1]! * (1 - 1e-9)) return false;
  return value[n - 1]! > value[n - 2]! * (1 + 1e-6) && value[n - 1]! > 1.05 * value[0]!;
}

function peakNotReached(facts: RunFacts, curve: Curve | null): Mismatch | null {
  const { run } = facts;
  const planned = run.plannedSteps?.value ?? null;
  const peak = run.hyperparameters.learningRate?.value ?? null;
  const setting = configuredWarmUp(run);
  if (curve !== null && curve.n >= LEAST_ROWS) {
    if (!risesToTheEnd(curve)) return null;
    const last = curve.value[curve.n - 1]!;
    // A run that somebody stopped while the rate still rose says nothing about its schedule.
    const tooLong = setting !== null && planned !== null && setting >= planned;
    if (completion(facts) !== 'completed' && !tooLong) return null;
    if (peak !== null && last >= 0.995 * peak) return null;
    return {
      kind: 'peak-not-reached',
      warmUp: setting,
      steps: planned ?? run.lastStep ?? curve.step[curve.n - 1]!,
      last,
      peak,
    };
  }
  const course = courseOf(run);
  if (
    run.framework !== 'hf-trainer' ||
    course === null ||
    run.hyperparameters.scheduler?.value === 'constant'
  )
    return null;
  if (setting === null || planned === null || setting < planned) return null;
  return {
    kind: 'peak-not-reached',
    warmUp: setting,
    steps: planned,
    last: curve?.value.at(-1) ?? null,
    peak,
  };
}

/** One clear rise after a clear fall. Several are a cyclic schedule, which is meant. */
function roseAgain(facts: RunFacts, curve: Curve): Mismatch | null {
  const course = courseOf(facts.run);
  if (course === 'restarts' || curve.n < LEAST_ROWS + 1) return null;
  const peak = peakOf(facts, curve);
  const rises: { row: number; from: number }[] = [];
  let highest = curve.value[0]!;
  let lowest = Number.POSITIVE_INFINITY;
  for (let row = 1; row < curve.n; row++) {
    const rate = curve.value[row]!;
    if (highest - rate > CLEAR * peak) lowest = Math.min(lowest, rate);
    if (rate - lowest > CLEAR * peak) {
      rises.push({ row, from: lowest });
      highest = rate;
      lowest = Number.POSITIVE_INFINITY;
    } else if (lowest === Number.POSITIVE_INFINITY) highest = Math.max(highest, rate);
  }
  const only = rises[0];
  if (only === undefined || rises.length > 1) return null;
  const step = curve.step[only.row]!;
  const previous = curve.step[only.row - 1]!;
  // The rise may take several rows (a second warm-up); what it came to is what counts.
  let top = only.row;
  while (top + 1 < curve.n && curve.value[top + 1]! >= curve.value[top]!) top++;
  const after = curve.value[top]!;
  return {
    kind: 'rose-again',
    step,
    before: only.from,
    after,
    share: (after - only.from) / peak,
    atSeam: facts.run.seams.some((seam) => seam.step >= previous && seam.after <= step),
  };
}

function zeroBeforeEnd(facts: RunFacts, curve: Curve): Mismatch | null {
  const last = facts.run.lastStep ?? 0;
  const peak = peakOf(facts, curve);
  let row = curve.n;
  while (row > 0 && curve.value[row - 1]! <= ZERO * peak) row--;
  if (row === 0 || curve.n - row < 2 || curve.step[row]! >= LAST_PART * last) return null;
  // A tenth of the run or more is what `lr-decayed-too-soon` speaks of.
  if (endState(facts).kind === 'lr-decayed-too-soon') return null;
  return { kind: 'zero-before-end', step: curve.step[row]!, share: (last - curve.step[row]!) / last };
}

/** Rows that lie off the configured schedule, once skipped steps and the style of logging are allowed for. */
function offSchedule(facts: RunFacts, curve: Curve): Mismatch | null {
  const schedule = plannedSchedule(facts);
  if (schedule === null || facts.run.axis !== 'step' || facts.run.seams.length > 0) return null;
  // `lr_end` and `power` of a polynomial, which are not recorded, change its course.
  if (schedule.name === 'polynomial') return null;
  const lag = rateLag(facts);
  const skips =
    facts.run.hyperparameters.precision?.value === 'fp16' && lag !== null && lag.whole >= 0.9 && lag.monotone;
  if (skips) return null;
  let off = 0;
  for (let row = 0; row < curve.n; row++) {
    const at = curve.step[row]!;
    const rate = curve.value[row]!;
    const both = [schedule.rateAt(at), schedule.rateAt(Math.max(0, at - 1))];
    if (both.every((expected) => Math.abs(rate - expected) > CLEAR * schedule.peak)) off++;
  }
  const row = curve.n - 1;
  const step = curve.step[row]!;
  const rate = curve.value[row]!;
  const expected = schedule.rateAt(step);
  const share = rate / schedule.peak;
  if (
    schedule.name === 'linear' &&
    completion(facts) === 'completed' &&
    rate - expected > ENDS_HIGH * schedule.peak
  )
    return { kind: 'ended-high', step, rate, expected, share };
  return off > curve.n / 2 ? { kind: 'off-schedule', step, rate, expected, rows: curve.n, off } : null;
}

function longWarmUp(facts: RunFacts, curve: Curve | null): Mismatch | null {
  const warm = facts.warmUp();
  const length =
    facts.run.plannedSteps?.value ?? (completion(facts) === 'completed' ? facts.run.lastStep : null);
  if (warm === null || length === null || !(length > 0)) return null;
  // From the log alone the end lies between the highest row and the one before: the earlier one is sure.
  let end = warm.endStep;
  if (warm.known === 'logged' && curve !== null) {
    const row = curve.step.findIndex((s) => s >= warm.endStep);
    end = row > 0 ? curve.step[row - 1]! : 0;
  }
  return end / length > LONG_WARM_UP
    ? { kind: 'long-warm-up', warmUp: end, share: end / length, exact: warm.known === 'configured' }
    : null;
}

/** What is wrong with the schedule, gravest first; empty when nothing is. */
export function scheduleMismatches(facts: RunFacts): readonly Mismatch[] {
  const curve = facts.learningRate();
  const never = peakNotReached(facts, curve);
  if (never !== null) return [never];
  const found: (Mismatch | null)[] = [];
  if (curve !== null && curve.n >= LEAST_ROWS)
    found.push(roseAgain(facts, curve), offSchedule(facts, curve), zeroBeforeEnd(facts, curve));
  found.push(longWarmUp(facts, curve));
  return found.filter((m) => m !== null);
}
