import type { ForeignTable } from './table.ts';

/** Anything in the file that was passed over, for the user. */
export interface LoadProblem {
  readonly position: string | null;
  readonly expected: string;
  readonly found: string;
  readonly partial: boolean;
}

export interface LoadedTable {
  /** Null when nothing in the file is a table. */
  readonly table: ForeignTable | null;
  readonly problems: readonly LoadProblem[];
}
