import { readCsv, sniffDelimiter } from '../../formats/csv.ts';
import { readCsvColumn } from '../../formats/csv-column.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { many } from '../../text/words.ts';
import type { LoadProblem } from './load.ts';
import { isSplitName } from './names.ts';
import { type ForeignTable, tableFromColumns } from './table.ts';

/** So many characters tell which column is which. */
const HEAD = 8192;

/** The label column alone of a CSV file. */
export interface LabelTable {
  readonly column: string;
  readonly table: ForeignTable;
  readonly problems: readonly LoadProblem[];
}

/**
 * The label column of a CSV file without the texts beside it: `choose` picks it from the first rows. Null where that is
 * not enough: no column chosen, a column of splits (other columns decide which rows count), or text out of order.
 */
export function readLabelColumn(
  bytes: Uint8Array,
  choose: (head: ForeignTable) => string | null,
): LabelTable | null {
  const { text, note } = decodeText(bytes);
  const end = text.length <= HEAD ? text.length : text.lastIndexOf('\n', HEAD) + 1;
  if (end === 0) return null;
  const start = text.slice(0, end);
  const delimiter = sniffDelimiter(start);
  const head = readCsv(new TextEncoder().encode(start), { delimiter });
  const names = head.columns;
  if (head.problems.length > 0 || names.some(isSplitName) || new Set(names).size !== names.length)
    return null;
  const column = choose(tableFromColumns(new Map(names.map((name, i) => [name, head.cells[i] ?? []]))));
  if (column === null) return null;
  const read = readCsvColumn(text, delimiter, names.indexOf(column), names.length);
  if (read === null) return null;
  const { cells, uneven, firstUneven } = read;
  const problems: LoadProblem[] = [];
  if (note !== null) problems.push({ position: null, expected: 'UTF-8', found: note, partial: true });
  if (firstUneven !== null)
    problems.push({
      position: `row ${firstUneven.row}`,
      expected: many(names.length, 'cell'),
      found: `${many(firstUneven.width, 'cell')}${uneven > 1 ? `, and ${many(uneven - 1, 'more such row')}` : ''}`,
      partial: true,
    });
  return { column, table: tableFromColumns(new Map([[column, cells]])), problems };
}
