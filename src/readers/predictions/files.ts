import { describeError, FormatError } from '../../formats/error.ts';
import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { InputProblem, SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { isWorkList } from '../../text/work-list.ts';
import { couldHoldMarks, markFileKind } from '../entities/mark-files.ts';
import { couldHoldTokens, headIsTokens } from '../entities/sniff.ts';
import { cellBytes, MOST_CELL_BYTES, usefulColumns } from './column-choice.ts';
import { isArray, isColumnar, LFS_POINTER, openColumns } from './columnar.ts';
import { loadTable } from './load.ts';
import { isLaterShard } from './shards.ts';
import { HEAD_BYTES, headSaysPredictions, MAX_BYTES, sayPredictions } from './sniff.ts';
import type { ForeignTable } from './table.ts';

/** What a table is read for, so that a problem says what was expected and what to do. */
export interface TablePurpose {
  readonly what: string;
  readonly nextStep: string;
}

const PREDICTIONS: TablePurpose = {
  what: 'a table of predictions',
  nextStep:
    'save the predictions again as CSV, JSON lines or Parquet with a column for the reference and one for the prediction',
};

/** The file that a flag names: its path inside the source, or the only file whose path ends with it. */
export function fileByFlag(context: ReadContext, flag: string, path: string): SourceFile | null {
  const wanted = path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const exact = context.source.files.find((file) => file.path === wanted);
  if (exact !== undefined) return exact;
  const ending = context.source.files.filter(
    (file) => file.path.endsWith(`/${wanted}`) || wanted.endsWith(`/${file.path}`),
  );
  if (ending.length === 1) return ending[0]!;
  context.problem({
    file: path,
    position: null,
    expected: `the file named by ${flag}`,
    found: ending.length === 0 ? 'no such file' : `${ending.length} files of that name`,
    nextStep: 'give its path as it is inside the folder',
    partial: false,
  });
  return null;
}

export interface FoundTable {
  readonly path: string;
  readonly table: ForeignTable;
  /** Defects of parts of the file, to be reported when the rest turns out to be predictions. */
  readonly problems: readonly InputProblem[];
}

/**
 * The table in a file, or null with the problem reported. A file that was only found, not named by a flag, is read
 * when its first bytes speak of predictions, and passed over in silence otherwise.
 */
export async function readTable(
  file: SourceFile,
  named: boolean,
  context: ReadContext,
  purpose: TablePurpose = PREDICTIONS,
): Promise<FoundTable | null> {
  const { what, nextStep } = purpose;
  const problem = (position: string | null, expected: string, found: string, partial: boolean): void =>
    context.problem({ file: file.path, position, expected, found, nextStep, partial });
  const speaks = named || /pred/i.test(file.path.slice(file.path.lastIndexOf('/') + 1));
  try {
    if (file.bytes === 0) {
      if (speaks) problem(null, what, 'an empty file', false);
      return null;
    }
    if (isColumnar(file.path)) return await readColumnTable(file, named, context, purpose);
    const head = await file.readRange(0, Math.min(file.bytes, HEAD_BYTES));
    if (looksBinary(head)) {
      if (speaks)
        problem(null, 'a table (CSV, TSV, JSON, JSON lines, Parquet, Arrow, NumPy)', 'binary data', false);
      return null;
    }
    // Rows of tokens with their tags are no table of examples: the reader of entities takes them.
    if (couldHoldTokens(file) && headIsTokens(head)) return null;
    if (couldHoldMarks(file) && (await markFileKind(file)) !== null) return null;
    const beginning = decodeText(head).text;
    // A work list written into the run's folder repeats its predictions.
    if (!named && (isWorkList(beginning) || !headSaysPredictions(file.path, beginning))) return null;
    if (file.bytes > MAX_BYTES) {
      problem(null, `at most ${MAX_BYTES / 1e6} MB`, `${Math.round(file.bytes / 1e6)} MB`, false);
      return null;
    }
    const { table, problems } = loadTable(file.path, await file.read());
    if (table !== null && table.rows > 0) {
      const defects = problems.map((defect) => ({ file: file.path, ...defect, nextStep }));
      return { path: file.path, table, problems: defects };
    }
    for (const { position, expected, found } of problems) problem(position, expected, found, false);
    if (named && problems.length === 0) problem(null, 'a table with rows', 'none', false);
    return null;
  } catch (error) {
    const { position, expected, found } = describeError(error);
    // Repositories are full of data sets that nobody fetched.
    if (speaks || found !== LFS_POINTER) problem(position, expected, found, false);
    return null;
  }
}

/** The same of a file that keeps its columns apart: their names are in it, and only useful ones are read. */
async function readColumnTable(
  file: SourceFile,
  named: boolean,
  context: ReadContext,
  { nextStep }: TablePurpose,
): Promise<FoundTable | null> {
  if (!named && (isArray(file.path) || isLaterShard(file, context.source))) return null;
  const opened = await openColumns(file, context.source);
  if (!named && !sayPredictions(opened.names)) return null;
  const columns = usefulColumns(opened.file);
  const bytes = cellBytes(opened.file, columns);
  if (bytes > MOST_CELL_BYTES) {
    const rows = many(opened.file.rows, 'row');
    throw new FormatError(
      null,
      `at most ${MOST_CELL_BYTES / 1e9} GB of cells in memory`,
      `${(bytes / 1e9).toFixed(1)} GB: ${rows} of ${many(columns.length, 'column')}`,
    );
  }
  const { table, problems } = await opened.read(columns);
  const defects = problems.map((defect) => ({ file: file.path, ...defect, nextStep }));
  if (table !== null && table.rows > 0) return { path: file.path, table, problems: defects };
  for (const defect of defects) context.problem({ ...defect, partial: false });
  if (defects.length === 0 && named)
    context.problem({
      file: file.path,
      position: null,
      expected: 'a table with rows',
      found: 'none',
      nextStep,
      partial: false,
    });
  return null;
}
