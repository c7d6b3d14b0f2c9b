import { describeError } from '../../formats/error.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { labelColumnsOf } from './column-choice.ts';
import { openColumns } from './columnar.ts';
import type { FoundTable } from './files.ts';
import { isLabelName, isReferenceName, isTaskName, textColumns } from './names.ts';
import { folderOf, isSavedDataset } from './shards.ts';
import { sayPredictions } from './sniff.ts';

/** The same for files of which only the labels are read. */
const MOST_UNASKED_ROWS = 2_000_000;

/** `train.csv`, `train-00000-of-00002.parquet` as on the Hub, the folder `train` of a data set that was saved. */
export const isCalledTrain = ({ path }: SourceFile, source: Source): boolean =>
  /(^|\/)train\.(csv|tsv|jsonl?|ndjson|parquet|arrow|feather)$/i.test(path) ||
  /(^|\/)train-\d{5}-of-\d{5}\.(parquet|arrow)$/.test(path) ||
  (/(^|\/)train\/(data-\d{5}-of-\d{5}|dataset)\.arrow$/.test(path) && isSavedDataset(folderOf(path), source));

/** Do these names of columns speak of labelled texts? */
export function sayTraining(names: readonly string[], { options }: ReadContext): boolean {
  if (sayPredictions(names)) return false;
  const { textColumn, labelColumn } = options;
  return (
    (textColumns(names).length > 0 || (textColumn !== undefined && names.includes(textColumn))) &&
    names.some(
      (name) => isLabelName(name) || isReferenceName(name) || isTaskName(name) || name === labelColumn,
    )
  );
}

/** The columns that tell the labels; null with the problem reported, or in silence when `onlyIfTraining` and it is none. */
export async function trainingColumns(
  file: SourceFile,
  nextStep: string,
  context: ReadContext,
  onlyIfTraining = false,
): Promise<FoundTable | null> {
  const tell = (position: string | null, expected: string, found: string): null => {
    context.problem({ file: file.path, position, expected, found, nextStep: nextStep, partial: false });
    return null;
  };
  try {
    const opened = await openColumns(file, context.source);
    if (onlyIfTraining && !sayTraining(opened.names, context)) return null;
    if (onlyIfTraining && opened.file.rows > MOST_UNASKED_ROWS) {
      context.assume(
        `${file.path} (${many(opened.file.rows, 'row')}) was not read for the shares of the labels because of its size; name it with --train-data.`,
      );
      return null;
    }
    const { table, problems } = await opened.read(labelColumnsOf(opened.file, context.options.textColumn));
    const [first] = problems;
    if (table === null) return first === undefined ? null : tell(first.position, first.expected, first.found);
    return {
      path: file.path,
      table,
      problems: problems.map((problem) => ({ file: file.path, ...problem, nextStep })),
    };
  } catch (error) {
    const { position, expected, found } = describeError(error);
    return tell(position, expected, found);
  }
}
