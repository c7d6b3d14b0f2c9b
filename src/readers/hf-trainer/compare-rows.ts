import type { JsonObject } from '../../formats/json.ts';
import type { TrainerState } from './state-file.ts';

/** How many rows two logs have in common from the beginning, up to float rounding. */
export function matchedRows(a: readonly JsonObject[], b: readonly JsonObject[]): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (!sameRow(a[i]!, b[i]!)) return i;
  return n;
}

function sameRow(a: JsonObject, b: JsonObject): boolean {
  if (a === b) return true;
  if (a.step !== b.step) return false;
  let keys = 0;
  for (const key in a) {
    keys++;
    const x = a[key];
    const y = b[key];
    if (x === y) continue;
    if (typeof x !== 'number' || typeof y !== 'number') {
      if (JSON.stringify(x) !== JSON.stringify(y)) return false;
    } else if (key === 'epoch') {
      // Old versions round it to two decimals.
      if (Math.abs(x - y) > 0.0051) return false;
    } else if (
      !(Number.isNaN(x) && Number.isNaN(y)) &&
      !(Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y)))
    )
      return false;
  }
  for (const _ in b) keys--;
  return keys === 0;
}

/**
 * The state with its rows taken from another one that holds them too. Every checkpoint repeats the log from the
 * beginning; kept apart, a hundred of them would fill the memory with copies.
 */
export function shareRows(state: TrainerState, others: readonly TrainerState[]): TrainerState {
  for (const other of others) {
    const n = state.rows.length;
    if (
      n > 0 &&
      other.rows.length >= n &&
      matchedRows(state.rows, other.rows) === n &&
      identical(state.rows[n - 1]!, other.rows[n - 1]!)
    ) {
      return { ...state, rows: other.rows.slice(0, n), log: other.log };
    }
  }
  return state;
}

const identical = (a: JsonObject, b: JsonObject): boolean => JSON.stringify(a) === JSON.stringify(b);
