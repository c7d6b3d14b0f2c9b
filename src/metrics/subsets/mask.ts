/** A set of rows, one bit each: bit `row & 31` of word `row >>> 5`. */
export type Mask = Int32Array;

export const emptyMask = (rows: number): Mask => new Int32Array((rows + 31) >>> 5);

export function addRow(mask: Mask, row: number): void {
  mask[row >>> 5] = mask[row >>> 5]! | (1 << (row & 31));
}

export const holds = (mask: Mask, row: number): boolean => ((mask[row >>> 5]! >>> (row & 31)) & 1) === 1;

/** Rows for which `is` says yes. */
export function maskWhere(rows: number, is: (row: number) => boolean): Mask {
  const mask = emptyMask(rows);
  for (let row = 0; row < rows; row++) if (is(row)) addRow(mask, row);
  return mask;
}

/** Bits of a 32-bit word, added up in parallel (Warren, Hacker's Delight, 5-1). */
export function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Rows in the words `from`…`to` − 1 of a mask. */
export function countRows(mask: Mask, from = 0, to = mask.length): number {
  let count = 0;
  for (let i = from; i < to; i++) count += popcount(mask[i]!);
  return count;
}

export function intersection(a: Mask, b: Mask): Mask {
  return a.map((word, i) => word & b[i]!);
}

export function union(a: Mask, b: Mask): Mask {
  return a.map((word, i) => word | b[i]!);
}

export function difference(a: Mask, b: Mask): Mask {
  return a.map((word, i) => word & ~b[i]!);
}

/** Rows of the words `from`…`to` − 1, ascending. */
export function rowsOf(mask: Mask, from = 0, to = mask.length): Int32Array {
  const rows = new Int32Array(countRows(mask, from, to));
  let at = 0;
  for (let i = from; i < to; i++) {
    for (let word = mask[i]!; word !== 0; word &= word - 1)
      rows[at++] = (i << 5) + 31 - Math.clz32(word & -word);
  }
  return rows;
}

/** Calls `visit` with each row of the words `from`…`to` − 1, ascending. */
export function eachRow(mask: Mask, from: number, to: number, visit: (row: number) => void): void {
  for (let i = from; i < to; i++)
    for (let word = mask[i]!; word !== 0; word &= word - 1) visit((i << 5) + 31 - Math.clz32(word & -word));
}
