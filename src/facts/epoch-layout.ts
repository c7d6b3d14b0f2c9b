import type { Run } from '../model/run.ts';
import type { Curve } from './define.ts';

/** How the rows of a log lie in the passes over the data. */
export interface EpochLayout {
  /** Steps of one epoch; need not be whole (the last accumulation of an epoch may be a part). */
  readonly steps: number;
  /** Whole epochs, each with its rows; an epoch that was cut off, or that a row is shared with, keeps only what lies inside it. */
  readonly epochs: readonly EpochRows[];
}

interface EpochRows {
  /** 1 for the first pass. */
  readonly epoch: number;
  /** Rows `from` (included) to `to` (excluded) of the curve. */
  readonly from: number;
  readonly to: number;
}

/** Epochs are written with two decimals, or as a quotient of whole steps. */
const ROUNDING = 0.011;

/** Steps of an epoch as the rows themselves say, or null when they contradict each other (a resume with another batch). */
function fromRows(curve: Curve): number | null {
  const { epoch, step } = curve.series;
  if (epoch === null) return null;
  let last = epoch.length - 1;
  while (last >= 0 && !(Number.isFinite(epoch[last]) && epoch[last]! > 0)) last--;
  if (last < 0) return null;
  const steps = step[last]! / epoch[last]!;
  for (let row = 0; row <= last; row++) {
    const at = epoch[row]!;
    if (Number.isFinite(at) && Math.abs(at - step[row]! / steps) > ROUNDING) return null;
  }
  return steps;
}

/**
 * Where the epochs of a training log begin and end, with the rows that lie wholly inside each; null when the log does not
 * say how many steps an epoch has, counts epochs itself, or has fewer than two epochs. A row that is a mean over a window
 * belongs to an epoch only when its whole window does.
 */
export function epochLayout(run: Run, curve: Curve | null): EpochLayout | null {
  if (curve === null || run.axis !== 'step' || run.lastStep === null) return null;
  const whole = run.lastEpoch !== null && run.lastEpoch >= 1 ? run.lastStep / run.lastEpoch : null;
  const steps = curve.series.epoch === null ? whole : fromRows(curve);
  if (steps === null || !(steps >= 2) || run.lastStep / steps < 2 - ROUNDING) return null;

  const windowed = curve.series.averaging === 'window-mean';
  // A border that falls on a row is part of the epoch before it, whatever the rounding of `steps`.
  const slack = Math.min(0.5, ROUNDING * steps);
  const epochs: EpochRows[] = [];
  const count = Math.floor(run.lastStep / steps + ROUNDING);
  let row = 0;
  for (let epoch = 1; epoch <= count; epoch++) {
    const start = (epoch - 1) * steps;
    const end = epoch * steps;
    const opens = (r: number): number => (windowed ? (r === 0 ? 0 : curve.step[r - 1]!) : curve.step[r]! - 1);
    while (row < curve.n && opens(row) < start - slack) row++;
    const from = row;
    while (row < curve.n && curve.step[row]! <= end + slack) row++;
    epochs.push({ epoch, from, to: row });
  }
  return { steps, epochs };
}
