import { sniffDelimiter } from '../../formats/csv.ts';
import { FormatError } from '../../formats/error.ts';
import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { openColumns } from '../../readers/predictions/columnar.ts';
import { loadTable } from '../../readers/predictions/load.ts';
import { shardsOf } from '../../readers/predictions/shards.ts';
import { type ForeignTable, tableOfSome } from '../../readers/predictions/table.ts';
import { many } from '../../text/words.ts';
import { type Cell, type Database, named, quoted, quotedPath } from './database.ts';

/** One column of a relation. */
export interface RelationColumn {
  /** Its name in the relation. */
  readonly sql: string;
  /** Expression of the cell as text, to count different ones. */
  readonly spelling: string;
  /** True for a list or a record of the format, not one written as text. */
  readonly nested: boolean;
  /** The cell as the ordinary readers give it, also from its spelling. */
  decode(value: Cell): Cell;
}

/** Rows of a file as something that SQL can ask: `row` is the place in the file from 0 on. */
export interface Relation {
  readonly sql: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, RelationColumn>;
  /** Rows that do not fit the others and were left out, for the user; null when there are none. */
  readonly leftOut: string | null;
}

/** A file of which the first rows were read. */
export interface LargeTable {
  readonly head: ForeignTable;
  /** Brings the named columns within reach of SQL. Rejects with the database's own words. */
  relate(names: readonly string[], name: string): Promise<Relation>;
}

/** Rows that roles are decided by. */
export const HEAD_ROWS = 5_000;
const HEAD_BYTES = 8_000_000;

const same = (value: Cell): Cell => value;

/** `diskPath`: where a file of the source lies. Rejects with FormatError, or an error of the database. */
export async function openLarge(
  file: SourceFile,
  source: Source,
  database: Database,
  diskPath: (path: string) => string,
): Promise<LargeTable> {
  return /\.parquet$/i.test(file.path)
    ? parquetTable(file, source, database, diskPath)
    : textTable(file, database, diskPath(file.path));
}

async function parquetTable(
  file: SourceFile,
  source: Source,
  database: Database,
  diskPath: (path: string) => string,
): Promise<LargeTable> {
  const { files, missing } = shardsOf(file, source);
  if (missing > 0)
    throw new FormatError(
      null,
      `a table of ${many(missing + files.length, 'file')}`,
      `${files.length} of them`,
    );
  const parts = files.map(({ path }) => quotedPath(diskPath(path)));
  const counts: number[] = [];
  for (const part of parts) {
    const [[rows] = []] = await database.columns(`select num_rows from parquet_file_metadata(${part})`);
    counts.push(Number(rows));
  }
  const [names = [], types = []] = await database.columns(
    `select column_name, column_type from (describe select * from read_parquet(${parts[0]}))`,
  );
  const cells = await database.columns(`select * from read_parquet(${parts[0]}) limit ${HEAD_ROWS}`);
  const rows = Math.min(HEAD_ROWS, counts[0]!);
  const columns = new Map(names.map((name, at) => [String(name), cells[at]!]));
  const classNames = await openColumns(file, source)
    .then(async (opened) => (await opened.read([])).table?.classNames ?? new Map<string, readonly string[]>())
    .catch(() => new Map<string, readonly string[]>());
  return {
    head: tableOfSome([...columns.keys()], rows, columns, classNames),
    async relate(wanted, name) {
      const chosen = wanted.map((column, at) => `${named(column)} as c${at}`);
      const selects: string[] = [];
      let before = 0;
      for (const [at, part] of parts.entries()) {
        selects.push(
          `select file_row_number + ${before} as row${chosen.map((one) => `, ${one}`).join('')} from read_parquet(${part}, file_row_number = true)`,
        );
        before += counts[at]!;
      }
      await database.run(`create or replace temp view ${name} as ${selects.join(' union all ')}`);
      const typeOf = new Map(names.map((column, at) => [String(column), String(types[at])]));
      return {
        sql: name,
        rows: before,
        columns: new Map(wanted.map((column, at) => [column, columnOf(`c${at}`, typeOf.get(column) ?? '')])),
        leftOut: null,
      };
    },
  };
}

function columnOf(sql: string, type: string): RelationColumn {
  const plain = { sql, spelling: `cast(${sql} as varchar)`, nested: false };
  if (type === 'VARCHAR') return { ...plain, spelling: sql, decode: same };
  if (type === 'BOOLEAN')
    return { ...plain, decode: (value) => (typeof value === 'string' ? value === 'true' : value) };
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type))
    return { ...plain, decode: (value) => (typeof value === 'string' ? Number(value) : value) };
  if (/[[(]/.test(type))
    return { sql, spelling: `cast(to_json(${sql}) as varchar)`, nested: true, decode: DECODE.json };
  return { ...plain, decode: same };
}

async function textTable(file: SourceFile, database: Database, disk: string): Promise<LargeTable> {
  const bytes = await file.readRange(0, Math.min(file.bytes, HEAD_BYTES));
  if (looksBinary(bytes)) throw new FormatError(null, 'text', 'binary data');
  // The last line may be cut.
  const whole = bytes.length < file.bytes ? bytes.subarray(0, bytes.lastIndexOf(10) + 1) : bytes;
  const { table } = loadTable(file.path, whole);
  if (table === null || table.rows === 0) throw new FormatError(null, 'a table with rows', 'none');
  const delimited = /\.(csv|tsv)$/i.test(file.path);
  const head = firstRows(table);
  const beginning = decodeText(whole.subarray(0, 65_536)).text;
  return {
    head,
    async relate(wanted, name) {
      const kinds = new Map(
        wanted.map((column) => [column, delimited ? 'text' : kindOf(head.column(column))] as const),
      );
      const from = delimited
        ? csvSource(disk, table.names, sniffDelimiter(beginning))
        : jsonSource(disk, kinds);
      const chosen = wanted.map((column, at) => `${named(column)} as c${at}`);
      // One pass over the text: every further one would parse all of it again.
      await database.run(
        `create or replace temp table ${name}_rows as select ${chosen.join(', ')} from ${from}`,
      );
      await database.run(`create or replace temp view ${name} as select rowid as row, * from ${name}_rows`);
      const [[rows] = []] = await database.columns(`select count(*) from ${name}_rows`);
      return {
        sql: name,
        rows: Number(rows),
        columns: new Map(
          wanted.map((column, at) => {
            const [sql, kind] = [`c${at}`, kinds.get(column)!];
            const spelling = kind === 'json' ? `cast(${sql} as varchar)` : sql;
            return [column, { sql, spelling, nested: false, decode: DECODE[kind] }];
          }),
        ),
        leftOut: await leftOutOf(database, delimited, name, wanted.length),
      };
    },
  };
}

function firstRows(table: ForeignTable): ForeignTable {
  const columns = new Map(table.names.map((name) => [name, table.column(name).slice(0, HEAD_ROWS)]));
  return tableOfSome(table.names, Math.min(table.rows, HEAD_ROWS), columns, new Map());
}

function csvSource(disk: string, names: readonly string[], delimiter: string): string {
  const columns = names.map((name) => `${quoted(name)}: 'VARCHAR'`).join(', ');
  // Rows of another width are left out and counted, as when they are read in memory.
  return (
    `read_csv(${quotedPath(disk)}, columns = {${columns}}, header = true, delim = ${quoted(delimiter)}, quote = '"', ` +
    `escape = '"', auto_detect = false, null_padding = false, ignore_errors = true, store_rejects = true, max_line_size = 16000000)`
  );
}

type JsonKind = 'text' | 'number' | 'json';

const DECODE: Readonly<Record<JsonKind, (value: Cell) => Cell>> = {
  text: same,
  number: (value) => (typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : value),
  json: (value) => (typeof value === 'string' ? parsed(value) : value),
};

function parsed(text: string): Cell {
  try {
    return JSON.parse(text) as Cell;
  } catch {
    return text;
  }
}

function kindOf(cells: readonly Cell[]): JsonKind {
  const present = cells.filter((cell) => cell !== null && cell !== undefined);
  if (present.every((cell) => typeof cell === 'string')) return 'text';
  return present.every((cell) => typeof cell === 'number') ? 'number' : 'json';
}

function jsonSource(disk: string, kinds: ReadonlyMap<string, JsonKind>): string {
  const columns = [...kinds].map(
    ([name, kind]) => `${quoted(name)}: '${kind === 'json' ? 'JSON' : 'VARCHAR'}'`,
  );
  return (
    `read_json(${quotedPath(disk)}, format = 'newline_delimited', columns = {${columns.join(', ')}}, ` +
    'ignore_errors = true, maximum_object_size = 33554432)'
  );
}

async function leftOutOf(
  database: Database,
  delimited: boolean,
  name: string,
  columns: number,
): Promise<string | null> {
  if (delimited) {
    const [[count] = [], [line] = [], [kind] = []] = await database.columns(
      'select count(distinct line), min(line), arg_min(error_type, line) from reject_errors',
    );
    if (Number(count) === 0) return null;
    const words = String(kind)
      .toLowerCase()
      .replaceAll('_', ' ')
      .replace(/columns/, 'cells');
    return `${many(Number(count), 'row')} with ${words}, the first in line ${Number(line)}; left out`;
  }
  const empty = Array.from({ length: columns }, (_, at) => `c${at} is null`).join(' and ');
  const [[count] = []] = await database.columns(`select count(*) from ${name}_rows where ${empty}`);
  return Number(count) === 0
    ? null
    : `${many(Number(count), 'line')} that are no JSON object with these columns; not counted`;
}
