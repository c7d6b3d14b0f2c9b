import { median } from '../stats/index.ts';
import type { RunFacts } from './define.ts';
import { plannedSchedule, type Schedule } from './schedule.ts';

/**
 * By how many steps the logged rate is behind the schedule of the settings, row by row. Two things put it behind: older
 * versions of Trainer log the rate of the next step (0), newer ones that of the step just made (1); and the scheduler does not
 * step when fp16 loss scaling throws an update away, while the step counter does (transformers pull request 11144).
 */
export interface RateLag {
  readonly schedule: Schedule;
  readonly step: Float64Array;
  /** Step of the row − steps that the scheduler had made. */
  readonly lag: Float64Array;
  /** Share of the rows whose position is a whole number of steps, as it must be when this is the schedule that ran. */
  readonly whole: number;
  /** Lag never shrinks from row to row (by more than rounding). */
  readonly monotone: boolean;
}

/** Logged as a 32-bit float (TensorBoard) a rate is right to about 6e-8 of itself. */
const FLOAT32 = 1e-7;
const WHOLE = 0.05;

/** Null when the schedule is not known, flat, or fewer than two rows lie on a part of it that tells a position. */
export function rateLag(facts: RunFacts): RateLag | null {
  const schedule = plannedSchedule(facts);
  const curve = facts.learningRate();
  if (schedule === null || curve === null || facts.run.axis !== 'step') return null;
  const step: number[] = [];
  const lag: number[] = [];
  let whole = 0;
  for (let row = 0; row < curve.n; row++) {
    const at = curve.step[row]!;
    const rate = curve.value[row]!;
    // Beside its corner a rate of the rising part can also be one of the falling part.
    if (Math.abs(at - schedule.warmUp) <= 1 && schedule.warmUp > 0) continue;
    const rising = at < schedule.warmUp;
    const position = schedule.positionOf(rate, rising);
    const slack = schedule.positionOf(rate * (1 + FLOAT32), rising);
    if (position === null || slack === null || !Number.isFinite(position) || rate > schedule.peak * 1.001)
      continue;
    // At the end the schedule stays at 0, which tells no position.
    if (!rising && (position >= schedule.total - 1e-6 || position < schedule.warmUp) && at > schedule.total)
      continue;
    step.push(at);
    lag.push(at - position);
    if (Math.abs(position - Math.round(position)) <= WHOLE + Math.abs(slack - position)) whole++;
  }
  if (step.length < 2) return null;
  return {
    schedule,
    step: Float64Array.from(step),
    lag: Float64Array.from(lag),
    whole: whole / step.length,
    monotone: lag.every((l, row) => row === 0 || l >= lag[row - 1]! - 2 * WHOLE),
  };
}

/**
 * Whether the rows hold the rate of the next step (`next`, older versions: the scheduler had already stepped) or of the step
 * just made (`made`); null when the record does not tell. It never matters for more than one step.
 */
export function rateStyle(lag: RateLag | null): 'next' | 'made' | null {
  if (lag === null || lag.whole < 0.9) return null;
  const usual = median(lag.lag);
  // A constant lag of at most one step is the style; anything else is skipped steps or another schedule.
  const steady = lag.lag.every((l) => Math.abs(l - usual) <= 2 * WHOLE);
  if (!steady) return null;
  return Math.abs(usual) <= 2 * WHOLE ? 'next' : Math.abs(usual - 1) <= 2 * WHOLE ? 'made' : null;
}
