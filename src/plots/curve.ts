import type { Line, Table } from '../model/report.ts';

/** The numbers of one line, ready to draw; `low` and `high` are the ends of its error band. */
export interface Curve {
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
}

const empty: Curve = { step: new Float64Array(0), value: new Float64Array(0), low: null, high: null };

/** A numeric column of a table, or null. */
export function numbers(table: Table | undefined, name: string): Float64Array | null {
  const column = table?.columns.find((candidate) => candidate.name === name);
  return column?.type === 'number' ? column.values : null;
}

/** A text column of a table, or null. */
export function strings(table: Table | undefined, name: string): readonly (string | null)[] | null {
  const column = table?.columns.find((candidate) => candidate.name === name);
  return column?.type === 'string' ? column.values : null;
}

/** Looks a line's numbers up; a table that is missing or lacks a column gives an empty curve. */
export function curveOf(line: Line, tables: Readonly<Record<string, Table>>): Curve {
  const table = Object.hasOwn(tables, line.table) ? tables[line.table] : undefined;
  const step = numbers(table, 'step');
  const value = numbers(table, 'value');
  if (step === null || value === null) return empty;
  const low = numbers(table, 'low');
  const high = numbers(table, 'high');
  return low !== null && high !== null ? { step, value, low, high } : { step, value, low: null, high: null };
}

/** Index of the last finite value, or -1. */
export function lastFinite(values: Float64Array): number {
  let index = values.length - 1;
  while (index >= 0 && !Number.isFinite(values[index]!)) index -= 1;
  return index;
}

/** The usual distance between neighbouring records: the median, from an even sample of very long curves. */
export function usualDistance(step: Float64Array): number {
  const pairs = step.length - 1;
  if (pairs < 1) return 0;
  const every = Math.max(1, Math.floor(pairs / 2000));
  const distances = Float64Array.from({ length: Math.ceil(pairs / every) }, (_, index) => {
    const at = Math.min(index * every, pairs - 1);
    return step[at + 1]! - step[at]!;
  });
  return distances.sort()[distances.length >> 1]!;
}

/**
 * Stretches where a densely logged curve has no records: longer than six usual distances and 4 % of the axis.
 * A straight line across them would claim values that nobody logged.
 */
export function gaps(step: Float64Array, from: number, to: number): readonly (readonly [number, number])[] {
  if (step.length < 10) return [];
  const least = Math.max(6 * usualDistance(step), 0.04 * (to - from));
  const found: [number, number][] = [];
  for (let index = 1; index < step.length; index += 1)
    if (step[index]! - step[index - 1]! > least) found.push([step[index - 1]!, step[index]!]);
  return found;
}
