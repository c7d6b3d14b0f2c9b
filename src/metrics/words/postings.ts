import type { TermMatrix } from './matrix.ts';

/** The rows that hold each term, ascending. */
export interface Postings {
  /** Where each term begins in `rows`; terms + 1 places. */
  readonly start: Uint32Array;
  readonly rows: Uint32Array;
  /** Where in the matrix the entry stands: its count or weight. */
  readonly entries: Uint32Array;
}

/** The matrix read by its columns. */
export function postingsOf(matrix: TermMatrix): Postings {
  const size = matrix.terms.length;
  const start = new Uint32Array(size + 1);
  for (const column of matrix.columns) start[column + 1]!++;
  for (let term = 0; term < size; term++) start[term + 1]! += start[term]!;
  const next = start.slice();
  const rows = new Uint32Array(matrix.columns.length);
  const entries = new Uint32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rows; row++)
    for (let i = matrix.rowStart[row]!; i < matrix.rowStart[row + 1]!; i++) {
      const place = next[matrix.columns[i]!]!++;
      rows[place] = row;
      entries[place] = i;
    }
  return { start, rows, entries };
}

/** The rows that hold a term, ascending. */
export const rowsWith = ({ start, rows }: Postings, term: number): Uint32Array =>
  rows.subarray(start[term]!, start[term + 1]!);
