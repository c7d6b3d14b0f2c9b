import type { Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';

/**
 * Which rows of the examples table the page holds: all when they fit; otherwise the ones that a finding names, then every example of the
 * rarest mix-ups, each as far as they take up half the room that is left, then the most confident of the others.
 * @returns row numbers, most confident first; rows without a confidence last, in their own order
 */
export function chooseExamples(
  table: Table,
  limit: number,
  named: ReadonlySet<number> = new Set(),
): readonly number[] {
  const confidence = numbers(table, 'confidence');
  const sure = (row: number): number => {
    const value = confidence?.[row] ?? Number.NaN;
    return Number.isFinite(value) ? value : -1;
  };
  const order = Array.from({ length: table.rows }, (_, row) => row).sort(
    (a, b) => sure(b) - sure(a) || a - b,
  );
  if (order.length <= limit) return order;

  const chosen = new Set(order.filter((row) => named.has(row)).slice(0, Math.floor(limit / 2)));
  const [reference, predicted] = [strings(table, 'reference'), strings(table, 'predicted')];
  const cells = new Map<string, number[]>();
  for (const row of order) {
    if (chosen.has(row)) continue;
    const cell = JSON.stringify([reference?.[row] ?? null, predicted?.[row] ?? null]);
    const rows = cells.get(cell);
    if (rows) rows.push(row);
    else cells.set(cell, [row]);
  }
  const room = (limit + chosen.size) / 2;
  for (const rows of [...cells.values()].sort((a, b) => a.length - b.length)) {
    if (chosen.size + rows.length > room) break;
    for (const row of rows) chosen.add(row);
  }
  for (const row of order) {
    if (chosen.size >= limit) break;
    chosen.add(row);
  }
  return order.filter((row) => chosen.has(row));
}
