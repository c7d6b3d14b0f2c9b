import type { Report, Table } from '../model/report.ts';

/** NaN and infinities have no place in JSON; they are written as null, and only tables may hold them as strings. */
const finite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value;

const describeTable = (table: Table) => ({
  rows: table.rows,
  columns: table.columns.map(({ name, type }) => ({ name, type })),
});

/**
 * The report as JSON (schema/report.schema.json). Long series and example texts stay out: `tables` says their names,
 * rows and columns, and `renderTables` writes their values.
 */
export function renderJson(report: Report): string {
  const tables = Object.fromEntries(
    Object.entries(report.tables).map(([name, table]) => [name, describeTable(table)]),
  );
  return `${JSON.stringify({ ...report, tables }, finite, 2)}\n`;
}

const cell = (value: number): number | string | null =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';

/** The named tables of a report, columnar. Numbers that JSON cannot hold are the strings `NaN`, `Infinity`, `-Infinity`. */
export function renderTables(report: Report): string {
  const tables = Object.fromEntries(
    Object.entries(report.tables).map(([name, table]) => [
      name,
      {
        rows: table.rows,
        columns: table.columns.map((column) =>
          column.type === 'number'
            ? { name: column.name, type: column.type, values: Array.from(column.values, cell) }
            : { name: column.name, type: column.type, values: column.values },
        ),
      },
    ]),
  );
  return `${JSON.stringify({ schemaVersion: report.schemaVersion, tables })}\n`;
}
