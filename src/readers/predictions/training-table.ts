import { readCsv, sniffDelimiter } from '../../formats/csv.ts';
import { readCsvColumn } from '../../formats/csv-column.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { isSplitName } from './names.ts';
import { type ForeignTable, tableFromColumns } from './table.ts';

/** So many characters tell which column is which. */
const HEAD = 4096;

/**
 * The label column of a CSV file without the texts beside it, which would take ten times as long; `choose` picks it from
 * the first rows. Null where that is not enough and the whole table has to be read: no column chosen, a column of splits
 * (which rows count is not known then), rows out of order, another encoding than UTF-8.
 */
export function readLabelColumn(
  bytes: Uint8Array,
  choose: (head: ForeignTable) => string | null,
): { readonly column: string; readonly table: ForeignTable } | null {
  if (bytes.length === 0) return null;
  const { text, note } = decodeText(bytes);
  const end = text.length <= HEAD ? text.length : text.lastIndexOf('\n', HEAD) + 1;
  if (note !== null || end === 0) return null;
  const start = text.slice(0, end);
  const delimiter = sniffDelimiter(start);
  const { columns, cells, problems } = readCsv(new TextEncoder().encode(start), { delimiter });
  // The head may end inside a quoted cell: then its last row is short, and that is all that may be wrong with it.
  const cut = end < text.length ? 1 : 0;
  if (problems.reduce((sum, { count }) => sum + count, 0) > 2 * cut) return null;
  if (columns.some(isSplitName) || new Set(columns).size !== columns.length) return null;
  const column = choose(
    tableFromColumns(
      new Map(columns.map((name, i) => [name, (cells[i] ?? []).slice(0, cut === 1 ? -1 : undefined)])),
    ),
  );
  if (column === null) return null;
  const whole = readCsvColumn(text, delimiter, columns.indexOf(column), columns.length);
  return whole === null ? null : { column, table: tableFromColumns(new Map([[column, whole]])) };
}
