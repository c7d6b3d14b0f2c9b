import { MISSING, type PredictionColumns } from './columns.ts';

/**
 * Row ids of misclassified examples, at most `limit`, in order of showing.
 *
 * Whole cells of the confusion matrix are served from the rarest on as long as they fit, so that a mix-up that happened
 * twice is not crowded out by one that happened 5,000 times; what room is left goes to the most confident of the rest.
 * With a confidence the order of showing is most confident first, rows without one last; without any it is the rarest
 * cell first, then the order of the file.
 */
export function selectWrong(
  columns: PredictionColumns,
  confidence: ((row: number) => number) | null,
  limit: number,
): { readonly rows: Uint32Array; readonly total: number } {
  const { reference, predicted, labels } = columns;
  const cellOf = (row: number): number => reference[row]! * labels.length + predicted[row]!;
  const cellCounts = new Map<number, number>();
  const wrong: number[] = [];
  for (let row = 0; row < reference.length; row++) {
    if (reference[row] === MISSING || predicted[row] === MISSING || reference[row] === predicted[row])
      continue;
    wrong.push(row);
    const cell = cellOf(row);
    cellCounts.set(cell, (cellCounts.get(cell) ?? 0) + 1);
  }
  const rarestFirst = [...cellCounts].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const rank = new Map(rarestFirst.map(([cell], index) => [cell, index]));
  const sureness = confidence === null ? null : sortKeys(wrong, reference.length, confidence);
  const byConfidence = (a: number, b: number): number => sureness![b]! - sureness![a]! || a - b;
  const byRarity = (a: number, b: number): number => rank.get(cellOf(a))! - rank.get(cellOf(b))! || a - b;
  const order = sureness === null ? byRarity : byConfidence;

  const room = Math.max(0, Math.floor(limit));
  if (wrong.length <= room) return { rows: Uint32Array.from(wrong.sort(order)), total: wrong.length };

  const whole = new Set<number>();
  let used = 0;
  for (const [cell, count] of rarestFirst) {
    if (used + count > room) break;
    whole.add(cell);
    used += count;
  }
  const served = wrong.filter((row) => whole.has(cellOf(row)));
  const rest = wrong.filter((row) => !whole.has(cellOf(row))).sort(order);
  const rows = [...served, ...rest.slice(0, room - used)].sort(order);
  return { rows: Uint32Array.from(rows), total: wrong.length };
}

/** Confidence by row with NaN as −1, so that rows without one sort last. */
function sortKeys(rows: readonly number[], size: number, confidence: (row: number) => number): Float64Array {
  const keys = new Float64Array(size);
  for (const row of rows) {
    const value = confidence(row);
    keys[row] = Number.isNaN(value) ? -1 : value;
  }
  return keys;
}
