import { greatest, least } from './curves.ts';
import type { RunFacts } from './define.ts';
import { completion, courseOf } from './schedule.ts';

/** The learning rate stood still. */
export interface ConstantRate {
  readonly rate: number;
  /** Greatest ÷ least rate after the warm-up; 1 when only the settings say so. */
  readonly ratio: number;
  readonly from: number;
  /** Share of the run over which it was seen (or is configured) to be constant. */
  readonly share: number;
  readonly rows: number;
  readonly how: 'logged' | 'configured';
}

const SAME = 1.05;
const MOST_OF_THE_RUN = 0.8;
const LEAST_ROWS = 3;

/**
 * Catalogue A19: highest ÷ lowest rate after the warm-up below 1.05 over at least 80 % of the run; without a log, a scheduler
 * that is constant by its name. A falling schedule of which only the start was run is not constant: its rows fall one by one.
 */
export function constantRate(facts: RunFacts): ConstantRate | null {
  const { run } = facts;
  const curve = facts.learningRate();
  const last = run.lastStep ?? 0;
  if (curve === null || curve.n < LEAST_ROWS) {
    const peak = facts.peakLearningRate();
    if (run.framework !== 'hf-trainer' || courseOf(run) !== 'constant' || peak === null || last <= 0)
      return null;
    const from = facts.warmUp()?.endStep ?? 0;
    return from >= last
      ? null
      : {
          rate: peak.value,
          ratio: 1,
          from,
          share: (last - from) / last,
          rows: curve?.n ?? 0,
          how: 'configured',
        };
  }
  const peak = greatest(curve.value);
  if (!(peak > 0)) return null;
  const first = curve.value.findIndex((v) => v >= peak / SAME);
  const rows = curve.value.subarray(first);
  if (rows.length < LEAST_ROWS) return null;
  const from = curve.step[first]!;
  // A row stands for the steps since the one before; the first of all for those since the start.
  const start = first === 0 ? 0 : from;
  const share = last > 0 ? (curve.step[curve.n - 1]! - start) / last : 0;
  const ratio = peak / least(rows);
  if (!(ratio < SAME) || share < MOST_OF_THE_RUN) return null;
  const falls = rows.every((v, row) => row === 0 || v < rows[row - 1]! * (1 - 1e-7));
  if (falls && (courseOf(run) !== 'constant' || completion(facts) === 'stopped')) return null;
  return { rate: peak, ratio, from, share, rows: rows.length, how: 'logged' };
}
