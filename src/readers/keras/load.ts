import { type CsvTable, readCsv } from '../../formats/csv.ts';
import { describeError, FormatError } from '../../formats/error.ts';
import { parseJson } from '../../formats/json.ts';
import { unpickle } from '../../formats/pickle.ts';
import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import { isGitLfsPointer } from '../../formats/torch-archive.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Note } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';
import { type CsvTraining, isHistoryHeader, trainingsInTable } from './csv-log.ts';
import { withEpochs } from './epochs.ts';
import type { EpochList, Training } from './fragment.ts';
import { historiesInJson, historiesInPickle, type KerasHistory } from './history.ts';
import { historyKind, isNamedHistory } from './sniff.ts';

/** So much of the beginning tells whether a file is worth reading whole. */
export const HEAD = 16 * 1024;

/** The trainings that a file holds; none when it is something else, and none after a problem was reported. */
export async function trainingsOf(file: SourceFile, context: ReadContext): Promise<readonly Training[]> {
  const kind = historyKind(file);
  try {
    const head = await file.readRange(0, HEAD);
    if (isGitLfsPointer(head)) {
      if (!isNamedHistory(file.path)) return [];
      throw new FormatError(null, 'a training history', 'a Git LFS pointer: the file itself was not fetched');
    }
    switch (kind) {
      case 'json':
        return mayHoldHistory(head) ? inJson(file, await file.read(), context) : [];
      case 'csv':
        return hasHistoryHeader(head) ? inCsv(file, readCsv(await file.read()), context) : [];
      case 'pickle':
        return inPickle(file, await file.read(), 0, context);
      case 'npy':
        return inPickle(file, await file.read(), npyDataOffset(head), context);
      default:
        return [];
    }
  } catch (error) {
    const { position, expected, found } = describeError(error);
    const isRefused = found.startsWith('one that asks for');
    if (isRefused || isNamedHistory(file.path)) {
      context.problem({
        file: file.path,
        position,
        expected,
        found,
        nextStep: isRefused
          ? 'Do not open this file with Python unless you know where it comes from.'
          : 'Save the history again: `json.dump(history.history, open("history.json", "w"))`.',
        partial: false,
      });
    }
    return [];
  }
}

/** A history's JSON names a loss near its beginning, or begins with a mapping to a list of numbers. */
function mayHoldHistory(head: Uint8Array): boolean {
  if (looksBinary(head)) return false;
  const { text } = decodeText(head);
  return (
    /^\s*\{/.test(text) &&
    (/loss"\s*:/i.test(text) || /^\s*\{\s*"[^"]+"\s*:\s*\[\s*(?:-?\d|NaN|")/.test(text))
  );
}

function hasHistoryHeader(head: Uint8Array): boolean {
  if (looksBinary(head)) return false;
  const first = decodeText(head).text.split(/[\r\n]+/, 1)[0] ?? '';
  return ['\t', ';', ','].some((delimiter) =>
    isHistoryHeader(first.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'))),
  );
}

function inJson(file: SourceFile, bytes: Uint8Array, context: ReadContext): readonly Training[] {
  const { text } = decodeText(bytes);
  const result = parseJson(text);
  if (!result.ok) {
    const { expected, found, line, column } = result.error;
    throw new FormatError(`line ${line}, column ${column}`, expected, found);
  }
  return fromHistories(file, historiesInJson(result.value), context);
}

function inPickle(
  file: SourceFile,
  bytes: Uint8Array,
  offset: number,
  context: ReadContext,
): readonly Training[] {
  return fromHistories(file, historiesInPickle(unpickle(bytes, offset).value), context);
}

/** A NumPy file of an object holds a header and then a pickle (numpy/lib/format.py). */
function npyDataOffset(head: Uint8Array): number {
  const magic = String.fromCharCode(...head.subarray(1, 6));
  if (magic !== 'NUMPY' || head.length < 12)
    throw new FormatError('byte 0', 'a NumPy file', 'something else');
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return head[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

function fromHistories(
  file: SourceFile,
  histories: readonly KerasHistory[],
  context: ReadContext,
): readonly Training[] {
  const trainings = histories.map((history): Training => {
    const { lists, notes } = withEpochs(history);
    return { file: file.path, pointer: history.pointer, lists, seams: [], params: history.params, notes };
  });
  if (trainings.length > 0) report(file, trainings, context);
  return trainings;
}

function inCsv(file: SourceFile, table: CsvTable, context: ReadContext): readonly Training[] {
  const parts = trainingsInTable(table);
  if (parts === null) return [];
  for (const { row, count, expected, found } of table.problems) {
    context.problem({
      file: file.path,
      position: `row ${row}`,
      expected,
      found: count === 1 ? found : `${found}, and ${count - 1} more such rows`,
      nextStep: 'Missing cells were left out; the rest was used.',
      partial: true,
    });
  }
  const trainings = parts.map((part, i): Training => {
    const notes: Note[] = part.seams.map(({ evidence, step, discardedRows }) => ({
      kind: 'resumed',
      text:
        discardedRows === 0
          ? `The log was continued: ${evidence}. Its epochs were numbered on from ${step}.`
          : `The log was continued: ${evidence}. ${discardedRows} earlier ${discardedRows === 1 ? 'row was' : 'rows were'} replaced.`,
    }));
    return {
      file: file.path,
      pointer: parts.length > 1 ? `/part-${i + 1}` : '',
      lists: listsOf(part),
      seams: part.seams,
      params: new Map(),
      notes,
    };
  });
  report(file, trainings, context);
  return trainings;
}

const listsOf = ({ epoch, columns }: CsvTraining): readonly EpochList[] =>
  [...columns].map(([name, cells]) => {
    const rows = [...cells.keys()].filter((row) => cells[row] !== null);
    return {
      name,
      epoch: Float64Array.from(rows, (row) => epoch[row]!),
      value: Float64Array.from(rows, (row) => cells[row]!),
    };
  });

function report(file: SourceFile, trainings: readonly Training[], context: ReadContext): void {
  const epochs = trainings.map(({ lists }) =>
    lists.reduce((max, { epoch }) => Math.max(max, epoch.at(-1) ?? 0), 0),
  );
  const names = trainings[0]!.lists.map(({ name }) => name).join(', ');
  const found =
    trainings.length === 1
      ? `${epochs[0]} ${epochs[0] === 1 ? 'epoch' : 'epochs'} of ${names}`
      : `${trainings.length} trainings of ${epochs.join(', ')} epochs`;
  context.found({ file: file.path, reader: 'keras', found });
}
