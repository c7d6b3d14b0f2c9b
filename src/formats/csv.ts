import Papa from 'papaparse';
import { visitCells } from './csv-simple.ts';
import { FormatError } from './error.ts';
import { decodeText, looksBinary } from './text-encoding.ts';

export interface CsvOptions {
  /** Otherwise found by looking at the first rows: comma, tab, semicolon or bar. */
  readonly delimiter?: string;
  /** False when the first row holds values; columns are then named `0`, `1`, … */
  readonly header?: boolean;
  /** Rows beyond it are left out, and a note says so. */
  readonly maxRows?: number;
}

/** A table of text cells, stored by column. */
export interface CsvTable {
  /** Trimmed; the second of two equal names gets ` (2)`. An index column without a name is an empty string. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** `cells[column][row]`; a cell that a short row lacks is an empty string. */
  readonly cells: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly encoding: string;
  /** How it was read, for the user: encoding, rows left out. */
  readonly notes: readonly string[];
  readonly problems: readonly CsvProblem[];
}

/** A defect of some rows; the others were used. */
interface CsvProblem {
  /** First row concerned, counted from 1 after the header. */
  readonly row: number;
  readonly count: number;
  readonly expected: string;
  readonly found: string;
}

const MAX_ROWS = 5_000_000;
const MAX_COLUMNS = 20_000;
/** Delimiters are judged on so much of the beginning. */
const SAMPLE = 64 * 1024;
const DELIMITERS = [',', '\t', ';', '|'];

/**
 * Read a CSV or TSV file: delimiter, quotes, byte order mark, line ends and encoding are found out. Rows that are too
 * short are filled up, and what is too much in a row is dropped; both are reported once with a count. Empty lines are
 * skipped. Throws `FormatError` when the file is empty or binary, or has more columns than any table has.
 */
export function readCsv(bytes: Uint8Array, options: CsvOptions = {}): CsvTable {
  if (bytes.length === 0) throw new FormatError(null, 'a table', 'an empty file');
  if (looksBinary(bytes)) throw new FormatError(null, 'a table as text', 'binary bytes');
  const { text, encoding, note } = decodeText(bytes);
  const delimiter = options.delimiter ?? sniffDelimiter(text);
  const table = createTable(options.header ?? true, options.maxRows ?? MAX_ROWS);
  // Without a quote there is nothing to unescape; with one, Papa Parse decides.
  const unclosed = text.includes('"') ? parseQuoted(text, delimiter, table) : [];
  if (!text.includes('"')) visitCells(text, delimiter, table.cell, table.endRow);
  if (table.width() === 0) throw new FormatError(null, 'a table', 'no rows');
  return {
    columns: table.columns(),
    rows: table.rows(),
    cells: table.cells,
    delimiter,
    encoding,
    notes: [...(note === null ? [] : [note]), ...table.notes()],
    problems: [...table.problems(), ...unclosed],
  };
}

/** Takes cells row by row and keeps them by column. The first row says how many columns there are. */
function createTable(header: boolean, maxRows: number) {
  const cells: string[][] = [];
  const names: string[] = [];
  let rows = -1;
  let cut = false;
  const short = { row: 0, count: 0, width: 0 };
  const long = { row: 0, count: 0, width: 0 };
  const ragged = (kind: typeof short): CsvProblem[] =>
    kind.count === 0
      ? []
      : [
          {
            row: kind.row,
            count: kind.count,
            expected: `${cells.length} cells`,
            found: `${kind.width} in row ${kind.row}`,
          },
        ];
  return {
    cells,
    cell(column: number, value: string): void {
      if (rows >= 0) cells[column]?.push(value);
      else if (names.push(value) > MAX_COLUMNS) {
        throw new FormatError('row 1', `at most ${MAX_COLUMNS} columns`, 'more');
      }
    },
    /** False when no more rows are wanted. */
    endRow(width: number): boolean {
      rows++;
      if (rows === 0) {
        for (const name of names) cells.push(header ? [] : [name]);
        if (!header) rows = 1;
      } else if (width !== cells.length) {
        const kind = width < cells.length ? short : long;
        if (kind.count++ === 0) Object.assign(kind, { row: rows, width });
        for (let i = width; i < cells.length; i++) cells[i]!.push('');
      }
      cut = rows >= maxRows;
      return !cut;
    },
    width: (): number => cells.length,
    rows: (): number => rows,
    columns: (): readonly string[] => (header ? uniqueNames(names) : names.map((_, i) => String(i))),
    notes: (): readonly string[] => (cut ? [`at most ${maxRows} rows were read`] : []),
    problems: (): readonly CsvProblem[] => [...ragged(short), ...ragged(long)],
  };
}

function parseQuoted(
  text: string,
  delimiter: string,
  table: ReturnType<typeof createTable>,
): readonly CsvProblem[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true });
  for (const row of data) {
    for (let i = 0; i < row.length; i++) table.cell(i, row[i]!);
    if (!table.endRow(row.length)) break;
  }
  const open = errors.filter(({ type }) => type === 'Quotes');
  if (open.length === 0) return [];
  const row = Math.max(1, open[0]!.row ?? 1);
  return [{ row, count: open.length, expected: 'quotes that are closed', found: open[0]!.message }];
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((raw) => {
    const name = raw.trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 || name === '' ? name : `${name} (${times})`;
  });
}

/**
 * The delimiter under which most of the first rows have as many cells as the header, more cells deciding between
 * equals. A file of one column gets the comma.
 */
export function sniffDelimiter(text: string): string {
  const sample = text.length > SAMPLE ? text.slice(0, text.lastIndexOf('\n', SAMPLE) + 1 || SAMPLE) : text;
  let best = { delimiter: ',', share: 0, width: 1 };
  for (const delimiter of DELIMITERS) {
    if (!sample.includes(delimiter)) continue;
    const rows = Papa.parse<string[]>(sample, { delimiter, preview: 100, skipEmptyLines: true }).data;
    const width = rows[0]?.length ?? 0;
    if (width < 2) continue;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    if (share > best.share + 0.05 || (share > best.share - 0.05 && width > best.width)) {
      best = { delimiter, share, width };
    }
  }
  return best.delimiter;
}

/**
 * A number as Python writes it: `nan`, `inf`, `-Infinity` and `1e-5` are numbers. Null for an empty cell, `None` and
 * anything else.
 */
export function parseNumber(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  const value = Number(text);
  if (!Number.isNaN(value)) return /^[+-]?0[xob]/i.test(text) ? null : value;
  const match = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (match === null) return null;
  if (match[2]!.toLowerCase() === 'nan') return Number.NaN;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
