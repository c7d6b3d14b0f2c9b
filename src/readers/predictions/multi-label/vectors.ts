import { labelPairs, numberList } from '../score-cells.ts';

/** A column of number lists of one length. */
export interface VectorColumn {
  readonly size: number;
  /** Rows × size, NaN where a row has none. */
  readonly values: Float32Array;
  /** All known values are 0 or 1. */
  readonly binary: boolean;
  /** A list holds a value twice: then it is no list of ids. */
  readonly repeats: boolean;
  /** Names of the positions, where the cells state them. */
  readonly names: readonly string[] | null;
}

const MOST_LABELS = 1000;

/** Lists of numbers, all of one length; null when the cells are anything else. */
export function vectorColumn(cells: readonly unknown[]): VectorColumn | null {
  let size = 0;
  let binary = true;
  let repeats = false;
  const rows: (readonly number[] | null)[] = [];
  for (const cell of cells) {
    const list = cell === null || cell === undefined || cell === '' ? null : numberList(cell);
    if (list === null) {
      if (cell !== null && cell !== undefined && cell !== '') return null;
      rows.push(null);
      continue;
    }
    if (size === 0) size = list.length;
    if (list.length !== size || size < 2 || size > MOST_LABELS) return null;
    let seen = Number.NaN;
    for (const value of list) {
      if (value !== 0 && value !== 1 && !Number.isNaN(value)) binary = false;
      if (value === seen) repeats = true;
      seen = value;
    }
    if (!repeats && size > 2) repeats = new Set(list).size < size;
    rows.push(list);
  }
  if (size === 0) return null;
  const values = new Float32Array(rows.length * size).fill(Number.NaN);
  rows.forEach((list, row) => {
    if (list !== null) values.set(list, row * size);
  });
  return { size, values, binary, repeats, names: null };
}

/** Cells that hold a number by label: `{"joy": 0.9, …}`, or what a pipeline gives for all labels. */
export function pairColumn(cells: readonly unknown[]): VectorColumn | null {
  const first = cells.find((cell) => cell !== null && cell !== undefined && cell !== '');
  if (labelPairs(first) === null) return null;
  const rows = cells.map((cell) =>
    cell === null || cell === undefined || cell === '' ? null : labelPairs(cell),
  );
  const names = [...new Set(rows.flatMap((pairs) => (pairs === null ? [] : [...pairs.keys()])))].sort();
  if (names.length < 2 || names.length > MOST_LABELS) return null;
  const values = new Float32Array(rows.length * names.length).fill(Number.NaN);
  let binary = true;
  rows.forEach((pairs, row) => {
    names.forEach((name, index) => {
      const value = pairs?.get(name);
      if (value === undefined) return;
      if (value !== 0 && value !== 1) binary = false;
      values[row * names.length + index] = value;
    });
  });
  return { size: names.length, values, binary, repeats: true, names };
}
