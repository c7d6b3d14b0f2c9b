import type { Seam } from '../../model/run.ts';
import type { ScalarColumn } from './scalars.ts';

/** Rows of one tag, steps strictly increasing. */
export interface Rows {
  readonly step: Float64Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** A tag whose steps fall back this often counts batches of an epoch, not steps of a training. */
const RESTLESS = 3;

type Ordered =
  | {
      readonly kind: 'rows';
      readonly rows: Rows;
      readonly seams: readonly Seam[];
      /** Rows that were replaced with nothing left before them. */
      readonly lost: number;
    }
  | { readonly kind: 'restless'; readonly times: number };

/**
 * Rows with strictly increasing steps. A fall back replaces what came after it. Of equal steps in a row the first holds:
 * the second is an evaluation after the training, perhaps of another checkpoint.
 */
export function orderedRows(column: ScalarColumn, path: string): Ordered {
  const { length, step, time, value } = column;
  let increasing = true;
  for (let i = 1; i < length && increasing; i++) increasing = step[i]! > step[i - 1]!;
  const view = (n: number): Rows => ({
    step: step.subarray(0, n),
    time: time.subarray(0, n),
    value: value.subarray(0, n),
  });
  if (increasing) return { kind: 'rows', rows: view(length), seams: [], lost: 0 };
  const seams: Seam[] = [];
  let times = 0;
  for (let i = 1; i < length; i++) if (step[i]! < step[i - 1]!) times++;
  if (times >= RESTLESS) return { kind: 'restless', times };
  let n = 0;
  let lost = 0;
  for (let i = 0; i < length; i++) {
    const before = n;
    while (n > 0 && step[n - 1]! > step[i]!) n--;
    const same = n > 0 && step[n - 1] === step[i];
    if (same && n === before) continue;
    if (n < before && n > 0) {
      const after = same ? (n > 1 ? step[n - 2]! : 0) : step[n - 1]!;
      const discardedRows = before - n + (same ? 1 : 0);
      seams.push({
        step: step[i]!,
        after,
        discardedRows,
        evidence: `${column.tag} falls back to step ${step[i]} within ${path}`,
      });
    }
    if (same) n--;
    if (n === 0) lost += before;
    // In place: what is overwritten has been passed.
    step[n] = step[i]!;
    time[n] = time[i]!;
    value[n] = value[i]!;
    n++;
  }
  return { kind: 'rows', rows: view(n), seams, lost };
}

/** The first `n` rows, without copying. */
export const firstRows = (rows: Rows, n: number): Rows => ({
  step: rows.step.subarray(0, n),
  time: rows.time.subarray(0, n),
  value: rows.value.subarray(0, n),
});

/** How many of the increasing steps are below a limit. */
export function countBelow(steps: Float64Array, limit: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Several stretches of rows as one. */
export function concatenated(parts: readonly Rows[]): Rows {
  if (parts.length === 1) return parts[0]!;
  const n = parts.reduce((sum, part) => sum + part.step.length, 0);
  const rows: Rows = { step: new Float64Array(n), time: new Float64Array(n), value: new Float64Array(n) };
  let at = 0;
  for (const part of parts) {
    rows.step.set(part.step, at);
    rows.time.set(part.time, at);
    rows.value.set(part.value, at);
    at += part.step.length;
  }
  return rows;
}
