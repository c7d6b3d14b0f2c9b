import type { Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';

/** Bytes that the examples of a page may take unless a number was asked for: with all else it stays below 2 MB. */
const ROOM = 1_300_000;

export interface Choice {
  /** Rows of a table in the order in which they are shown. */
  readonly order: readonly number[];
  readonly named: ReadonlySet<number>;
  /** The kinds of mix-up that a row shows. */
  cells(row: number): readonly string[];
}

/**
 * Which rows of a table the page holds: all when they fit; otherwise the ones that a finding names, then every row of the rarest mix-ups,
 * each as far as they take up half the room that is left, then the first of the others.
 * @returns row numbers in the order given
 */
export function chooseRows({ order, named, cells }: Choice, limit: number): readonly number[] {
  if (order.length <= limit) return order;
  const chosen = new Set(order.filter((row) => named.has(row)).slice(0, Math.floor(limit / 2)));
  const rowsOf = new Map<string, number[]>();
  for (const row of order) {
    if (chosen.has(row)) continue;
    for (const cell of cells(row)) {
      const rows = rowsOf.get(cell);
      if (rows) rows.push(row);
      else rowsOf.set(cell, [row]);
    }
  }
  const room = (limit + chosen.size) / 2;
  for (const rows of [...rowsOf.values()].sort((a, b) => a.length - b.length)) {
    const more = rows.filter((row) => !chosen.has(row));
    if (chosen.size + more.length > room) break;
    for (const row of more) chosen.add(row);
  }
  for (const row of order) {
    if (chosen.size >= limit) break;
    chosen.add(row);
  }
  return order.filter((row) => chosen.has(row));
}

/** As many rows as fit the room of one of `runs` runs; `cost` is what a row takes in bytes. */
export function chooseRowsThatFit(
  choice: Choice,
  cost: (row: number) => number,
  runs: number,
): readonly number[] {
  const room = ROOM / runs;
  const { order } = choice;
  const all = order.reduce((sum, row) => sum + cost(row), 0);
  let most = all <= room ? order.length : Math.floor((order.length * room) / all);
  for (;;) {
    const rows = chooseRows(choice, most);
    const taken = rows.reduce((sum, row) => sum + cost(row), 0);
    if (taken <= room || most <= 1) return rows;
    most = Math.min(most - 1, Math.floor((most * room) / taken));
  }
}

/** Misclassified examples, most confident first; rows without a confidence last, in their own order. */
export function exampleChoice(table: Table, named: ReadonlySet<number> = new Set()): Choice {
  const confidence = numbers(table, 'confidence');
  const sure = (row: number): number => {
    const value = confidence?.[row] ?? Number.NaN;
    return Number.isFinite(value) ? value : -1;
  };
  const [reference, predicted] = [strings(table, 'reference'), strings(table, 'predicted')];
  return {
    order: Array.from({ length: table.rows }, (_, row) => row).sort((a, b) => sure(b) - sure(a) || a - b),
    named,
    cells: (row) => [JSON.stringify([reference?.[row] ?? null, predicted?.[row] ?? null])],
  };
}
