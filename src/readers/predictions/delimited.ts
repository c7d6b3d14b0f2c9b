import { readCsv, sniffDelimiter } from '../../formats/csv.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { labelLines } from './lines.ts';
import type { LoadedTable, LoadProblem } from './loaded.ts';
import { splitRows } from './rows.ts';
import { MAX_COLUMNS, tableFromColumns } from './table.ts';

/**
 * A CSV or TSV file with a header line.
 *
 * Rows of another width are left out: an unquoted comma in a text shifts the label into another column, and a shifted
 * label is worse than a missing one.
 */
export function loadDelimited(bytes: Uint8Array): LoadedTable {
  const csv = readCsv(bytes);
  if (csv.columns.length > MAX_COLUMNS) {
    const found = `${csv.columns.length} columns`;
    return {
      table: null,
      problems: [{ position: null, expected: 'at most 2,000 columns', found, partial: false }],
    };
  }
  const problems: LoadProblem[] = csv.problems.map(({ row, count, expected, found }) => ({
    position: `row ${row}`,
    expected,
    found: count > 1 ? `${found}, and ${count - 1} more such rows` : found,
    partial: true,
  }));
  for (const note of csv.notes)
    problems.push({ position: null, expected: 'UTF-8, all rows', found: note, partial: true });
  const [only] = csv.cells;
  if (csv.columns.length === 1 && only?.includes(csv.columns[0]!)) {
    // A "header" that is a value like the others: one label a line.
    return { table: tableFromColumns(new Map([['line', labelLines(decodeText(bytes).text)]])), problems };
  }
  const cells = csv.problems.length > 0 ? evenRows(bytes) : csv.cells;
  const names = uniqueNames(csv.columns);
  return {
    table: tableFromColumns(new Map(names.map((name, index) => [name, cells[index] ?? []]))),
    problems,
  };
}

/** Columns of those rows that have as many cells as the header. */
function evenRows(bytes: Uint8Array): readonly (readonly string[])[] {
  const { text } = decodeText(bytes);
  const [header = [], ...rows] = splitRows(text, sniffDelimiter(text));
  const even = rows.filter((row) => row.length === header.length);
  return header.map((_, column) => even.map((row) => row[column]!));
}

/** Two columns without a name must not become one. */
function uniqueNames(columns: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return columns.map((name) => {
    let unique = name;
    for (let again = 2; seen.has(unique); again++) unique = `${name} (${again})`;
    seen.add(unique);
    return unique;
  });
}
