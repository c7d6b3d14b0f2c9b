/** A file as columns of unchecked cells: strings from CSV, any JSON value from JSON. */
export interface ForeignTable {
  readonly names: readonly string[];
  readonly rows: number;
  /** The cells of a column, `null` where a row lacks it; empty for an unknown name. */
  column(name: string): readonly unknown[];
  /** Names in id order of columns that hold ids, where the file states them. */
  readonly classNames?: ReadonlyMap<string, readonly string[]>;
}

/** More columns than this is a matrix of features, not a table of predictions. */
export const MAX_COLUMNS = 2000;

export function tableFromColumns(columns: ReadonlyMap<string, readonly unknown[]>): ForeignTable {
  const rows = Math.max(0, ...[...columns.values()].map((values) => values.length));
  return { names: [...columns.keys()], rows, column: (name) => columns.get(name) ?? [] };
}

/** A table of which only some columns were read; the others are known by name and have no cells. */
export const tableOfSome = (
  names: readonly string[],
  rows: number,
  columns: ReadonlyMap<string, readonly unknown[]>,
  classNames: ReadonlyMap<string, readonly string[]>,
): ForeignTable => ({ names, rows, column: (name) => columns.get(name) ?? [], classNames });

/** Objects of the same kind, as in JSON lines; columns are the union of their keys. */
export function tableFromRecords(records: readonly Readonly<Record<string, unknown>>[]): ForeignTable {
  const names = new Set<string>();
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name);
    if (names.size > MAX_COLUMNS) break;
  }
  return memoised([...names], records.length, (name) =>
    names.has(name)
      ? records.map((record) => (Object.hasOwn(record, name) ? (record[name] ?? null) : null))
      : [],
  );
}

/** The given rows of a table. */
export function pickRows(table: ForeignTable, rows: readonly number[]): ForeignTable {
  const picked = memoised(table.names, rows.length, (name) => {
    const values = table.column(name);
    return values.length === 0 ? [] : rows.map((row) => values[row] ?? null);
  });
  return table.classNames === undefined ? picked : { ...picked, classNames: table.classNames };
}

function memoised(
  names: readonly string[],
  rows: number,
  read: (name: string) => readonly unknown[],
): ForeignTable {
  const columns = new Map<string, readonly unknown[]>();
  return {
    names,
    rows,
    column: (name) => {
      let values = columns.get(name);
      if (values === undefined) {
        values = read(name);
        columns.set(name, values);
      }
      return values;
    },
  };
}
