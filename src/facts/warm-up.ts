import type { Run } from '../model/run.ts';
import { greatest } from './curves.ts';
import type { Curve, WarmUp } from './define.ts';

/** Rates within this factor of the highest count as the peak (the schedule is flat there, or rounding). */
const SAME_RATE = 0.999;

/**
 * Warm-up steps as configured, or null. Since version 5 a `warmup_steps` below 1 is a share of the run, as
 * `warmup_ratio` always was; a positive `warmup_steps` wins over the ratio.
 */
export function configuredWarmUp(run: Run): number | null {
  const steps = run.hyperparameters.warmupSteps?.value ?? null;
  const ratio = run.hyperparameters.warmupRatio?.value ?? null;
  const planned = run.plannedSteps?.value ?? run.lastStep;
  const ofRun = (share: number): number | null => (planned === null ? null : Math.ceil(share * planned));
  if (steps !== null && steps >= 1) return steps;
  if (steps !== null && steps > 0) return ofRun(steps);
  if (ratio !== null && ratio > 0) return ofRun(ratio);
  return steps === null && ratio === null ? null : 0;
}

/**
 * The rising part at the start of the learning rate. The configured end is exact and is taken when the log does not
 * contradict it; a log alone places the end at its highest row. Null when the first logged row is already the
 * highest one, lies late, and no configuration was found: a warm-up before it would not show.
 */
export function warmUp(run: Run, rate: Curve | null): WarmUp | null {
  const setting = configuredWarmUp(run);
  const peakSetting = run.hyperparameters.learningRate?.value ?? null;
  if (rate === null)
    return setting === null || peakSetting === null
      ? null
      : { endStep: setting, peak: peakSetting, known: 'configured' };

  const highest = greatest(rate.value);
  const row = rate.value.findIndex((v) => v >= highest * SAME_RATE);
  const before = row === 0 ? 0 : rate.step[row - 1]!;
  const after = row + 1 < rate.n ? rate.step[row + 1]! : Number.POSITIVE_INFINITY;
  const peak = Math.max(highest, peakSetting ?? 0);
  if (setting !== null && setting >= before && setting <= after)
    return { endStep: setting, peak: row === rate.n - 1 && rate.n > 1 ? highest : peak, known: 'configured' };
  if (row > 0) {
    for (let i = 1; i <= row; i++) if (rate.value[i]! < rate.value[i - 1]! * SAME_RATE) return null;
    return { endStep: rate.step[row]!, peak: highest, known: 'logged' };
  }
  const length = run.plannedSteps?.value ?? run.lastStep ?? 0;
  return rate.step[0]! <= Math.max(1, 0.02 * length) ? { endStep: 0, peak: highest, known: 'logged' } : null;
}
