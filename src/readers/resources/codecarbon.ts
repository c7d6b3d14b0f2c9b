import type { EnergyRecord } from '../../model/resources.ts';

export const isEmissionsHeading = (line: string): boolean =>
  /(^|,)emissions(,|$)/.test(line) &&
  /(^|,)energy_consumed(,|$)/.test(line) &&
  /(^|,)duration(,|$)/.test(line);

/** Cells of one line; a quoted one may hold commas. */
const cellsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');

/**
 * CodeCarbon's `emissions.csv`: a row a tracker, or several growing rows of one when it was flushed; then the last counts. Rows
 * without positive energy and time say nothing.
 */
export function readEmissions(text: string, file: string): readonly EnergyRecord[] {
  const [head = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(cellsOf);
  const at = (name: string): number => head.indexOf(name);
  const cell = (row: readonly string[], name: string): string => (at(name) < 0 ? '' : (row[at(name)] ?? ''));
  const number = (row: readonly string[], name: string): number => {
    const value = cell(row, name).trim();
    return value === '' ? Number.NaN : Number(value);
  };
  const records = new Map<string, EnergyRecord>();
  for (const [i, row] of rows.entries()) {
    const [kilowattHours, seconds] = [number(row, 'energy_consumed'), number(row, 'duration')];
    if (!(kilowattHours > 0 && kilowattHours < 1e9 && seconds > 0 && seconds < 1e9)) continue;
    const kilograms = number(row, 'emissions');
    const model = cell(row, 'gpu_model').trim();
    const [, count, name] = /^(\d+)\s*x\s*(.+)$/.exec(model) ?? [];
    records.set(cell(row, 'run_id') || cell(row, 'experiment_id') || String(i), {
      file,
      kilowattHours,
      kilograms: kilograms >= 0 ? kilograms : null,
      seconds,
      gpu: name ?? (model === '' ? null : model),
      gpuCount: count === undefined ? null : Number(count),
    });
  }
  return [...records.values()];
}
