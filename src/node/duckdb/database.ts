import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type DuckDB, loadDuckDB } from './peer.ts';

/** A value of a cell as JavaScript has it; whole numbers as numbers. */
export type Cell = unknown;

/** A database in memory that spills into a folder of its own, which is removed when the program ends. */
export interface Database {
  run(sql: string): Promise<void>;
  /** The answer as columns. */
  columns(sql: string): Promise<readonly (readonly Cell[])[]>;
  /** The answer part by part, so that all rows of a file never lie in memory as values. */
  parts(sql: string, take: (columns: readonly (readonly Cell[])[]) => void): Promise<void>;
  /** A temporary table of whole numbers; replaces one of that name. */
  numbers(table: string, columns: ReadonlyMap<string, ArrayLike<number>>): Promise<void>;
  /** Runs one after the other what needs temporary tables of the same name. */
  alone<T>(task: () => Promise<T>): Promise<T>;
}

/** Text in SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name of a column in SQL. */
export const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A path in SQL, of which no character is a wild card. */
export const quotedPath = (path: string): string => quoted(resolve(path).replace(/[*?[]/g, '[$&]'));

/** Megabytes for the database; what it cannot keep in them goes to the folder. Measured in docs/decisions/0007-duckdb.md. */
const memoryLimit = (): number => Math.round(Math.max(256, Math.min(600, totalmem() / 4e6)));

const folders: string[] = [];

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Rejects with MissingPeerError where DuckDB is not installed. */
export async function openDatabase(): Promise<Database> {
  const duckdb = await loadDuckDB();
  const folder = mkdtempSync(join(tmpdir(), 'afterfit-duckdb-'));
  if (folders.length === 0) process.once('exit', removeFolders);
  folders.push(folder);
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    memory_limit: `${memoryLimit()}MB`,
    temp_directory: folder,
    threads: String(Math.max(1, Math.min(8, availableParallelism()))),
  });
  const connection = await instance.connect();
  await connection.run('set lock_configuration = true');
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: async (sql) => void (await connection.run(sql)),
    async columns(sql) {
      const reader = await connection.runAndReadAll(sql);
      // Without rows there are no columns either.
      const found = reader.getColumnsJS();
      return Array.from({ length: reader.columnCount }, (_, at) => plain(found[at] ?? []));
    },
    async parts(sql, take) {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        take(chunk.convertColumns(duckdb.JSDuckDBValueConverter).map(plain));
      }
    },
    numbers: (table, columns) => fill(duckdb, connection, table, columns),
    alone(task) {
      const next = last.then(task, task);
      last = next.catch(() => {});
      return next;
    },
  };
}

/** Whole numbers come as bigints, which nothing here is ready for. */
function plain(values: readonly Cell[]): readonly Cell[] {
  return values.some((value) => typeof value === 'bigint' || typeof value === 'object')
    ? values.map(plainValue)
    : values;
}

function plainValue(value: Cell): Cell {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plainValue);
  return value;
}

type Connection = Awaited<ReturnType<InstanceType<DuckDB['DuckDBInstance']>['connect']>>;

const CHUNK = 2048;

async function fill(
  duckdb: DuckDB,
  connection: Connection,
  table: string,
  columns: ReadonlyMap<string, ArrayLike<number>>,
): Promise<void> {
  const names = [...columns.keys()].map((name) => `${named(name)} integer`);
  await connection.run(`create or replace temp table ${table} (${names.join(', ')})`);
  const appender = await connection.createAppender(table);
  const values = [...columns.values()];
  const rows = values[0]?.length ?? 0;
  for (let from = 0; from < rows; from += CHUNK) {
    const count = Math.min(CHUNK, rows - from);
    const chunk = duckdb.DuckDBDataChunk.create(
      values.map(() => duckdb.INTEGER),
      count,
    );
    chunk.setColumns(values.map((column) => Array.from({ length: count }, (_, at) => column[from + at]!)));
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}
