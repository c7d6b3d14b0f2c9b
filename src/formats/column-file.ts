import type { FormatError } from './error.ts';

/** What the cells of a column are. `records`: lists of objects; `other`: bytes, nested objects, anything not looked at. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'time' | 'list' | 'texts' | 'records' | 'other';

export interface FileColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Values a row of a list, as far as the file says; 1 otherwise. */
  readonly width: number;
}

/**
 * A file that keeps its columns apart, so that only those that are needed are read. Cells are text, numbers, booleans, null,
 * lists of them or objects; 64-bit integers beyond 2⁵³ are text.
 */
export interface ColumnFile {
  readonly columns: readonly FileColumn[];
  readonly rows: number;
  /** What the writer noted about the schema: `huggingface`, `pandas`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Parts that were refused; the rest is there. */
  readonly refused?: readonly FormatError[];
  /** The cells of some columns. Rejects with a `FormatError`. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, readonly unknown[]>>;
}

/**
 * Rows or values that a file of so many bytes may declare. Repeated values cost next to nothing in a file and eight bytes
 * each in memory: a footer of a hundred bytes must not ask for gigabytes. 64 a byte is one in an eighth of a bit.
 */
export const mostValues = (bytes: number): number => Math.min(MAX_VALUES, Math.max(MIN_VALUES, 64 * bytes));

const MIN_VALUES = 1_000_000;
const MAX_VALUES = 60_000_000;
