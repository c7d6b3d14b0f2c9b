import type { Column, Table } from '../../model/report.ts';
import { shorten } from '../../plots/svg.ts';

/** Columns of the user beside an example; more would be a table. */
const MOST_EXTRAS = 3;
const MOST_CHARACTERS = 40;

/** The user's own columns of a table that are shown. */
export const extraColumns = (table: Table, own: ReadonlySet<string>): readonly Column[] =>
  table.columns.filter((one) => !own.has(one.name)).slice(0, MOST_EXTRAS);

/** Values of a row as they are shown; an empty one is none. */
export const extraValues = (extras: readonly Column[], row: number): readonly (string | null)[] =>
  extras.map(({ values }) => {
    const value = values[row];
    return value === null || value === undefined || value === ''
      ? null
      : shorten(String(value), MOST_CHARACTERS);
  });

/** Characters that the values of a row take, at most. */
export const extraCost = (extras: readonly Column[], row: number): number =>
  extras.reduce((sum, { values }) => sum + Math.min(MOST_CHARACTERS, String(values[row] ?? '').length), 0);
