import type { RunFacts } from '../facts/define.ts';
import type { Interval } from '../model/outcome.ts';
import type { RunReport } from '../model/report.ts';
import { wilson } from '../stats/index.ts';

/** Of one evaluation of the target metric, as the band of the picture has it; a share never leaves 0…1. */
export function metricInterval(facts: RunFacts, value: number, share: boolean): Interval | null {
  const { single, method } = facts.metricError();
  if (single === null) return null;
  const n = facts.validationSize()?.value ?? null;
  if (share && n !== null && method.startsWith('binomial') && value >= 0 && value <= 1)
    return wilson(value * n, n);
  const half = 1.96 * single;
  const low = value - half;
  const high = value + half;
  return { low: share ? Math.max(0, low) : low, high: share ? Math.min(1, high) : high, level: 0.95, method };
}

/** The best (not the last) value of the user's own metric, or of the validation loss when there is no metric. */
export function bestOf(facts: RunFacts): RunReport['best'] {
  const best = facts.best();
  if (best === null) return null;
  if (best.target === 'validation-loss') {
    return { quantity: 'validation loss', value: best.argbestValue, interval: null, step: best.argbestStep };
  }
  return {
    quantity: facts.targetMetric()?.quantity ?? 'metric',
    value: best.argbestValue,
    interval: metricInterval(facts, best.argbestValue, facts.targetMetric()?.share ?? false),
    step: best.argbestStep,
  };
}
