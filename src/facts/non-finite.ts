import type { Run } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import type { RunFacts } from './define.ts';

/** First step at which a loss or the gradient norm is NaN or infinite; a loss is named before a gradient norm. */
export function firstNonFinite(run: Run): ReturnType<RunFacts['firstNonFinite']> {
  let first: { step: number; tag: string; value: number } | null = null;
  for (const series of run.series) {
    if (series.quantity !== 'loss' && series.quantity !== 'grad_norm') continue;
    let row = 0;
    while (row < series.value.length && Number.isFinite(series.value[row])) row++;
    if (row === series.value.length) continue;
    const step = series.step[row]!;
    if (first === null || step < first.step || (step === first.step && series.quantity === 'loss'))
      first = { step, tag: series.tag, value: series.value[row]! };
  }
  return first;
}

/** How a series with values that are not finite goes on. */
export interface NonFiniteRows {
  readonly series: Series;
  readonly firstStep: number;
  readonly rows: number;
  /** A finite value comes after the last one that is not. */
  readonly recovered: boolean;
  /** Last finite value before the first one that is not, or null. */
  readonly before: { readonly step: number; readonly value: number } | null;
}

/** Rows of a series that are NaN or infinite; null when all are finite. */
export function nonFiniteRows(series: Series): NonFiniteRows | null {
  const { value, step } = series;
  let rows = 0;
  let first = -1;
  let last = -1;
  for (let row = 0; row < value.length; row++) {
    if (Number.isFinite(value[row])) continue;
    rows++;
    if (first < 0) first = row;
    last = row;
  }
  if (first < 0) return null;
  return {
    series,
    firstStep: step[first]!,
    rows,
    recovered: last < value.length - 1,
    before: first === 0 ? null : { step: step[first - 1]!, value: value[first - 1]! },
  };
}

/** Last checkpoint with weights from before a step, or null. */
export function lastCheckpointBefore(
  run: Run,
  step: number,
): { readonly step: number; readonly path: string } | null {
  let found: { step: number; path: string } | null = null;
  for (const c of run.checkpoints)
    if (c.hasWeights && c.step < step && (found === null || c.step > found.step))
      found = { step: c.step, path: c.path };
  return found;
}
