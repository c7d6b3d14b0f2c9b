import { openArrow } from '../../formats/arrow.ts';
import type { ColumnFile } from '../../formats/column-file.ts';
import { FormatError } from '../../formats/error.ts';
import { isGitLfsPointer } from '../../formats/torch-archive.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { openArrays } from './array-file.ts';
import { classNamesIn } from './features.ts';
import type { LoadedTable, LoadProblem } from './loaded.ts';
import { shardsOf } from './shards.ts';
import { tableOfSome } from './table.ts';

/** A table whose columns lie apart in the file: nothing but names and rows is read before columns are chosen. */
export interface ColumnTable {
  readonly file: ColumnFile;
  readonly names: readonly string[];
  readonly problems: readonly LoadProblem[];
  read(names: readonly string[]): Promise<LoadedTable>;
}

export const isColumnar = (path: string): boolean => /\.(parquet|arrow|feather|npy|npz)$/i.test(path);

/** What clones of repositories hold where large files were not fetched. */
export const LFS_POINTER = 'a Git LFS pointer: the file itself was not fetched';

/** Arrays of NumPy have no columns that say what they are; a file of them is only a table when a flag names it. */
export const isArray = (path: string): boolean => /\.(npy|npz)$/i.test(path);

async function open(file: SourceFile): Promise<ColumnFile> {
  if (file.bytes === 0) throw new FormatError(null, 'a table', 'an empty file');
  if (file.bytes < 1024 && isGitLfsPointer(await file.readRange(0, file.bytes)))
    throw new FormatError(null, 'a table', LFS_POINTER);
  if (/\.parquet$/i.test(file.path)) {
    // Half of a run's start is loading what it does not need.
    const { openParquet } = await import('../../formats/parquet.ts');
    return openParquet(file);
  }
  return isArray(file.path) ? openArrays(file) : openArrow(file);
}

/**
 * The table in a file, with all files that it was cut into.
 *
 * Rejects with a `FormatError`.
 */
export async function openColumns(file: SourceFile, source: Source): Promise<ColumnTable> {
  const { files, missing } = shardsOf(file, source);
  const problems: LoadProblem[] = [];
  if (missing > 0) {
    const [expected, found] = [many(missing + files.length, 'file'), `${files.length} of them`];
    problems.push({ position: null, expected: `a table of ${expected}`, found, partial: true });
  }
  const parts = await Promise.all(files.map(open));
  const whole = parts.length === 1 ? parts[0]! : joined(parts);
  for (const { position, expected, found } of whole.refused ?? [])
    problems.push({ position, expected, found, partial: true });
  const classNames = classNamesIn(whole.metadata);
  const names = whole.columns.map(({ name }) => name);
  return {
    file: whole,
    names,
    problems,
    async read(wanted) {
      const columns = new Map<string, readonly unknown[]>();
      const damaged: LoadProblem[] = [];
      for (const name of wanted) {
        try {
          for (const [column, cells] of await whole.read([name])) columns.set(column, cells);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          const { position, expected, found } = error;
          damaged.push({ position, expected, found, partial: true });
        }
      }
      const usable = names.filter((name) => columns.has(name) || !wanted.includes(name));
      const table = columns.size === 0 ? null : tableOfSome(usable, whole.rows, columns, classNames);
      return { table, problems: [...problems, ...damaged] };
    },
  };
}

/** Files of one table below each other. */
function joined(parts: readonly ColumnFile[]): ColumnFile {
  const [first] = parts;
  const everywhere = first!.columns.filter(({ name }) =>
    parts.every((part) => part.columns.some((column) => column.name === name)),
  );
  return {
    columns: everywhere,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    metadata: first!.metadata,
    async read(names) {
      const columns = new Map<string, unknown[]>(names.map((name) => [name, []]));
      for (const part of parts) {
        for (const [name, cells] of await part.read(names)) {
          const column = columns.get(name);
          for (const cell of cells) column?.push(cell);
        }
      }
      return columns;
    },
  };
}
