import { valueAt } from './curves.ts';
import type { RunFacts } from './define.ts';
import { courseOf, plannedSchedule } from './schedule.ts';

/** Sum of the learning rates over all updates made. */
export interface RateSum {
  readonly value: number;
  readonly steps: number;
  readonly method: string;
}

/**
 * From the logged rates (the trapezoid rule over their rows), else from the configured schedule, else peak × steps ÷ 2 for a
 * schedule that decays and peak × steps for one that does not. Null without steps or a rate.
 */
export function rateSum(facts: RunFacts): RateSum | null {
  const steps = facts.updates()?.value ?? null;
  const peak = facts.peakLearningRate()?.value ?? null;
  const last = facts.run.lastStep;
  if (steps === null || peak === null || last === null || !(last > 0)) return null;
  const curve = facts.learningRate();
  if (curve !== null && curve.n >= 3) {
    const looks = 200;
    let sum = 0;
    for (let i = 0; i < looks; i++) {
      const at = ((i + 0.5) / looks) * last;
      sum += valueAt(curve, at) ?? (at < curve.step[0]! ? curve.value[0]! : curve.value[curve.n - 1]!);
    }
    return { value: (sum / looks) * steps, steps, method: 'logged rates' };
  }
  const schedule = plannedSchedule(facts);
  if (schedule !== null) {
    const looks = 200;
    let sum = 0;
    for (let i = 0; i < looks; i++) sum += schedule.rateAt(((i + 0.5) / looks) * last);
    return { value: (sum / looks) * steps, steps, method: `configured ${schedule.name} schedule` };
  }
  const decays = courseOf(facts.run) === 'decays';
  return {
    value: peak * steps * (decays ? 0.5 : 1),
    steps,
    method: decays ? 'peak × steps ÷ 2' : 'peak × steps',
  };
}
