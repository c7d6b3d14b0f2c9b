import type { Run } from '../model/run.ts';
import type { RunFacts } from './define.ts';
import { configuredWarmUp } from './warm-up.ts';

/** What a scheduler does to the rate after the warm-up, as far as its name tells. */
export type Course = 'decays' | 'constant' | 'on-plateau' | 'restarts' | 'other';

/** Trainer's names (`SchedulerType` of transformers, trainer_utils.py) by what they do. */
const courses: ReadonlyMap<string, Course> = new Map([
  ['linear', 'decays'],
  ['cosine', 'decays'],
  ['polynomial', 'decays'],
  ['constant', 'constant'],
  ['constant_with_warmup', 'constant'],
  ['reduce_lr_on_plateau', 'on-plateau'],
  ['cosine_with_restarts', 'restarts'],
  // Both end above 0 by design, or fall only at their end.
  ['inverse_sqrt', 'other'],
  ['cosine_with_min_lr', 'other'],
  ['cosine_warmup_with_min_lr', 'other'],
  ['warmup_stable_decay', 'other'],
]);

/** Trainer's name of the scheduler (`SchedulerType.COSINE` of a newer model card is `cosine`), or null when not recorded. */
export const schedulerName = (run: Run): string | null => {
  const name = run.hyperparameters.scheduler?.value.toLowerCase().replace(/^schedulertype\./, '') ?? null;
  return name === null || name === '' ? null : name;
};

/** What the named scheduler does; null when none is recorded. */
export const courseOf = (run: Run): Course | null => {
  const name = schedulerName(run);
  return name === null ? null : (courses.get(name) ?? 'other');
};

/** A schedule whose rate at every step follows from the settings. */
export interface Schedule {
  readonly name: 'linear' | 'cosine' | 'polynomial' | 'constant';
  readonly warmUp: number;
  /** Steps it was made for. */
  readonly total: number;
  readonly peak: number;
  /** Rate after `position` steps of the scheduler; the step that follows is made with it. */
  rateAt(position: number): number;
  /** Steps the scheduler had made at a rate of its falling (or, before the peak, rising) part; null where it is flat. */
  positionOf(rate: number, rising: boolean): number | null;
}

/** `lr_end` of transformers' polynomial schedule, whose default power of 1 makes it a straight line to this rate. */
const POLYNOMIAL_END = 1e-7;

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

function falling(
  name: Schedule['name'],
  peak: number,
): Pick<Schedule, 'rateAt'> & { inverse(rate: number): number | null } {
  const end = name === 'polynomial' ? Math.min(POLYNOMIAL_END, peak) : 0;
  switch (name) {
    case 'constant':
      return { rateAt: () => peak, inverse: () => null };
    case 'cosine':
      return {
        rateAt: (share) => (peak * (1 + Math.cos(Math.PI * share))) / 2,
        inverse: (rate) => Math.acos(Math.min(1, Math.max(-1, (2 * rate) / peak - 1))) / Math.PI,
      };
    default:
      return {
        rateAt: (share) => end + (peak - end) * (1 - share),
        inverse: (rate) => (peak > end ? 1 - (rate - end) / (peak - end) : null),
      };
  }
}

/** A schedule with linear warm-up, as transformers' optimization.py defines it (half a cosine, power 1). */
export function makeSchedule(name: Schedule['name'], peak: number, warmUp: number, total: number): Schedule {
  const fall = falling(name, peak);
  const length = Math.max(1, total - warmUp);
  return {
    name,
    warmUp,
    total,
    peak,
    rateAt: (position) =>
      position < warmUp
        ? (peak * position) / Math.max(1, warmUp)
        : fall.rateAt(clamp((position - warmUp) / length)),
    positionOf: (rate, rising) => {
      if (rising) return warmUp > 0 ? (rate / peak) * warmUp : null;
      const share = fall.inverse(rate);
      return share === null ? null : warmUp + share * length;
    },
  };
}

/**
 * The schedule that the settings of a Trainer run describe. Null when scheduler, peak, warm-up or length are not recorded, or
 * when the scheduler's course depends on more than those (restarts, plateau, minimum rate).
 */
export function plannedSchedule(facts: RunFacts): Schedule | null {
  const { run } = facts;
  const name = schedulerName(run);
  const peak = run.hyperparameters.learningRate?.value ?? null;
  const total = run.plannedSteps?.value ?? null;
  if (run.framework !== 'hf-trainer' || name === null || peak === null || total === null) return null;
  const kind = name === 'constant_with_warmup' ? 'constant' : name;
  if (kind !== 'linear' && kind !== 'cosine' && kind !== 'polynomial' && kind !== 'constant') return null;
  const warmUp = name === 'constant' ? 0 : configuredWarmUp(run);
  return warmUp === null || !(peak > 0) || !(total > 0) ? null : makeSchedule(kind, peak, warmUp, total);
}

/** How a training that ended before its plan is told from one that ran to its end. */
export type Completion = 'completed' | 'stopped' | 'unknown';

/** Whether the run made the steps it was planned for; epochs decide where the number of steps is not recorded. */
export function completion(facts: RunFacts): Completion {
  const { run } = facts;
  const planned = run.plannedSteps?.value ?? run.hyperparameters.maxSteps?.value ?? null;
  if (planned !== null && run.lastStep !== null && run.axis === 'step')
    return run.lastStep >= planned ? 'completed' : 'stopped';
  const epochs = facts.epochs();
  const wanted = run.hyperparameters.epochs?.value ?? null;
  if (epochs === null || wanted === null) return 'unknown';
  return epochs >= wanted - 0.01 ? 'completed' : 'stopped';
}
