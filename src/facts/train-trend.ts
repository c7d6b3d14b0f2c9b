import { mean, slope } from '../stats/index.ts';
import type { RunFacts } from './define.ts';

/**
 * What the training loss did over a stretch.
 * `fell`: lower at its end. `already-low`: below half of the reference loss, so that there was nothing left to fall.
 * `did-not-fall`: not lower at its end. `unclear`: a little lower, within its noise. `not-logged`: fewer than two rows.
 */
export type TrainTrend = 'fell' | 'already-low' | 'did-not-fall' | 'unclear' | 'not-logged';

/** Fall that counts when there are too few rows for a slope test. */
const CLEAR_FALL = 0.05;

/**
 * Training loss from `from` to `to` (both in steps, both included). A window mean lags by half a window, so the row at
 * `from` describes the weights just before it and belongs to the stretch.
 */
export function trainTrend(facts: RunFacts, from: number, to: number, reference: number): TrainTrend {
  const curve = facts.trainLoss();
  if (curve === null) return 'not-logged';
  let first = 0;
  while (first < curve.n && curve.step[first]! < from) first++;
  let end = first;
  while (end < curve.n && curve.step[end]! <= to) end++;
  const rows = end - first;
  if (rows < 2) return 'not-logged';
  const values = curve.value.subarray(first, end);
  const part = Math.max(1, Math.floor(rows / 3));
  const start = mean(values.subarray(0, part));
  const finish = mean(values.subarray(rows - part));
  if (finish < start * (1 - CLEAR_FALL)) {
    const line = rows >= 6 ? slope(curve.step.subarray(first, end), values) : null;
    if (line === null || line.pDecreasing < 0.05) return 'fell';
  }
  if (finish < 0.5 * reference) return 'already-low';
  return finish >= start ? 'did-not-fall' : 'unclear';
}
