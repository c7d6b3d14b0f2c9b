/**
 * Decoded values as plain cells, appended to `cells`: 64-bit integers become numbers where a number holds them and text
 * otherwise, times ISO 8601, typed arrays lists, missing values null. `from` and `to` cut the piece.
 */
export function plainCells(values: ArrayLike<unknown>, cells: unknown[], from = 0, to = values.length): void {
  const end = Math.min(to, values.length);
  for (let i = Math.max(0, from); i < end; i++) {
    const value = values[i];
    cells.push(typeof value === 'object' || typeof value === 'bigint' ? plainCell(value) : (value ?? null));
  }
}

/** A list in a list in a list is no cell that anybody reads. */
const DEEPEST = 4;

function plainCell(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= DEEPEST) return null;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => plainCell(item, depth + 1));
  if (Array.isArray(value)) {
    // Lists of numbers are by far the most: nothing to do there.
    if (value.every((item) => typeof item === 'number' || typeof item === 'string')) return value;
    return value.map((item) => plainCell(item, depth + 1));
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainCell(item, depth + 1)]));
}
