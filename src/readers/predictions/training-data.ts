import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import { derived, given } from '../../model/known.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { LabelCounts } from '../../model/run.ts';
import type { InputProblem, SourceFile } from '../../model/source.ts';
import type { TrainTexts } from '../../model/texts.ts';
import { matchLabels } from '../../text/label-match.ts';
import { many } from '../../text/words.ts';
import { sample } from './align.ts';
import { isColumnar } from './columnar.ts';
import { fileByFlag, readTable, type TablePurpose } from './files.ts';
import { datasetRoot, folderOf, isLaterShard } from './shards.ts';
import { HEAD_BYTES, namesInHead } from './sniff.ts';
import type { ForeignTable } from './table.ts';
import { isCalledTrain, sayTraining, trainingColumns } from './training-columns.ts';
import { countsOf, labelColumn, namedCounts, trainingRows } from './training-labels.ts';
import { readLabelColumn } from './training-table.ts';
import { trainTextsOf } from './training-texts.ts';

const PURPOSE: TablePurpose = {
  what: 'a table of training texts and labels',
  nextStep:
    'save the training data as CSV, JSON lines or Parquet with a column for the text and one for the label',
};

/** A file that nobody named must not cost a second or a gigabyte; 20 MB are some hundred thousand sentences. */
const MOST_UNASKED_BYTES = 20_000_000;
const MOST_UNASKED_FILES = 12;
/** Without the model's labels to compare with, more values than this need not be classes. */
const MOST_UNASKED_LABELS = 50;

/** Label names in id order from the nearest configuration, or none. */
export type NamesNear = (path: string) => Promise<readonly string[]>;

/** The training data that `--train-data` names. Tables that were read are added to `tables`. */
export async function namedTrainingData(
  context: ReadContext,
  namesNear: NamesNear,
  tables: ForeignTable[],
): Promise<RunFragment | null> {
  const { trainData } = context.options;
  const file = trainData === undefined ? null : fileByFlag(context, '--train-data', trainData);
  if (file === null) return null;
  const found = isColumnar(file.path)
    ? await trainingColumns(file, PURPOSE.nextStep, context)
    : await readTable(file, true, context, PURPOSE);
  if (found === null) return null;
  tables.push(found.table);
  const { path } = file;
  return guarded(path, context, async () => {
    const names = await namesNear(path);
    const table = trainingRows(found.table);
    const column = labelColumn(table, names, path, context, false);
    const labels = column === null ? null : namedCounts(countsOf(table, column), table, column, names);
    const rows = many(table.rows, 'row');
    if (labels === null) {
      const why =
        column === null ? 'no column of labels was recognised' : `column \`${column}\` holds no classes`;
      context.assume(`${path} (--train-data): ${rows}; ${why}, name it with --label-column.`);
    } else {
      const fits = names.length === 0 || matchLabels(labels.labels, names) !== null;
      const but = fits
        ? ''
        : `; they are not the model's (${sample(names)}), so that their shares were not used: name the column with --label-column`;
      context.assume(
        `${path} (--train-data): ${rows}, ${many(labels.labels.length, 'label')} in column \`${column}\` (${sample(labels.labels)})${but}.`,
      );
    }
    found.problems.forEach(context.problem);
    const from = `--train-data ${path}`;
    const texts = trainTextsOf(file, table.names, table.rows, column, context);
    return fragment(path, '', table.rows, { labels, texts }, context, (value) => given(value, from));
  });
}

/**
 * Files that are clearly training data although no flag names them: called `train`, with a text and a label column, and
 * labels that are the model's (or few enough to be classes where no configuration says).
 */
export async function foundTrainingData(
  files: readonly SourceFile[],
  context: ReadContext,
  namesNear: NamesNear,
): Promise<readonly RunFragment[]> {
  const fragments: RunFragment[] = [];
  let bytes = 0;
  const called = files.filter(
    (file) => isCalledTrain(file, context.source) && !isLaterShard(file, context.source),
  );
  for (const file of called.slice(0, MOST_UNASKED_FILES)) {
    const { path } = file;
    const one = await guarded(path, context, async () => {
      if (isColumnar(path)) return unaskedColumns(file, await namesNear(path), context);
      const affordable = bytes + file.bytes <= MOST_UNASKED_BYTES;
      const content = await file.readRange(0, affordable ? file.bytes : HEAD_BYTES);
      if (!headSaysTraining(path, content.subarray(0, HEAD_BYTES), context)) return null;
      if (affordable) {
        bytes += file.bytes;
        return unasked(file, content, await namesNear(path), context);
      }
      context.assume(
        `${path} (${Math.round(file.bytes / 1e6)} MB) was not read for the shares of the labels because of its size; name it with --train-data.`,
      );
      return null;
    });
    if (one !== null) fragments.push(one);
  }
  return fragments;
}

function headSaysTraining(path: string, head: Uint8Array, context: ReadContext): boolean {
  if (head.length === 0 || looksBinary(head)) return false;
  return sayTraining(namesInHead(path, decodeText(head).text), context);
}

/** The label column and the rows that count; of CSV without the texts, where that is enough. */
interface Labelled {
  readonly column: string;
  readonly table: ForeignTable;
  readonly problems: readonly InputProblem[];
}

async function unasked(
  file: SourceFile,
  content: Uint8Array,
  names: readonly string[],
  context: ReadContext,
): Promise<RunFragment | null> {
  const { path } = file;
  const choose = (head: ForeignTable): string | null => labelColumn(head, names, path, context, true);
  const quick = /\.[ct]sv$/i.test(path) ? readLabelColumn(content, choose) : null;
  const found: Labelled | null =
    quick === null ? await labelsOfTable(file, choose, context) : { ...quick, problems: [] };
  if (found === null) return null;
  const columns = namesInHead(path, decodeText(content.subarray(0, HEAD_BYTES)).text);
  return taken(file, found, columns, names, context);
}

/** The same of a file that keeps its columns apart: texts are not read. */
async function unaskedColumns(
  file: SourceFile,
  names: readonly string[],
  context: ReadContext,
): Promise<RunFragment | null> {
  const found = await trainingColumns(file, PURPOSE.nextStep, context, true);
  if (found === null) return null;
  const table = trainingRows(found.table);
  const column = labelColumn(table, names, file.path, context, true);
  if (column === null) return null;
  return taken(file, { column, table, problems: found.problems }, found.table.names, names, context);
}

function taken(
  file: SourceFile,
  found: Labelled,
  columns: readonly string[],
  names: readonly string[],
  context: ReadContext,
): RunFragment | null {
  const { path } = file;
  const counted = countsOf(found.table, found.column);
  if (counted === null || counted.labels.length < 2) return null;
  const labels = namedCounts(counted, found.table, found.column, names)!;
  const fits =
    names.length > 0
      ? matchLabels(labels.labels, names) !== null
      : labels.labels.length <= MOST_UNASKED_LABELS;
  if (!fits) return null;
  found.problems.forEach(context.problem);
  const saved = datasetRoot(path, context.source);
  const folder = saved === folderOf(path) ? saved : folderOf(saved);
  // `data/` inside the run's folder is where people put it.
  const root = /(^|\/)data$/i.test(folder) ? folderOf(folder) : folder;
  const texts = trainTextsOf(file, columns, found.table.rows, found.column, context);
  return fragment(path, root, found.table.rows, { labels, texts }, context, (value) => derived(value, path));
}

async function labelsOfTable(
  file: SourceFile,
  choose: (table: ForeignTable) => string | null,
  context: ReadContext,
): Promise<Labelled | null> {
  const found = await readTable(file, true, context, PURPOSE);
  if (found === null) return null;
  const table = trainingRows(found.table);
  const column = choose(table);
  return column === null ? null : { column, table, problems: found.problems };
}

function fragment(
  path: string,
  root: string,
  rows: number,
  { labels, texts }: { readonly labels: LabelCounts | null; readonly texts: TrainTexts | null },
  context: ReadContext,
  known: <T>(value: T) => ReturnType<typeof given<T>>,
): RunFragment {
  context.found({
    file: path,
    reader: 'predictions',
    found:
      labels === null
        ? many(rows, 'training example')
        : `${many(rows, 'training example')} of ${many(labels.labels.length, 'label')}`,
  });
  return {
    role: 'addition',
    root,
    reader: 'predictions',
    run: {
      title: path.slice(path.lastIndexOf('/') + 1),
      files: [path],
      trainSize: known(rows),
      trainLabels: labels === null ? null : known(labels),
      trainTexts: texts,
    },
  };
}

/** A reader reports and never throws. */
async function guarded(
  path: string,
  context: ReadContext,
  read: () => Promise<RunFragment | null>,
): Promise<RunFragment | null> {
  try {
    return await read();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    context.problem({
      file: path,
      position: null,
      expected: PURPOSE.what,
      found,
      nextStep: 'report this file',
      partial: false,
    });
    return null;
  }
}
