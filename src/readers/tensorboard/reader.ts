import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { FinalValue, Note } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { meaningOf } from '../hf-trainer/quantities.ts';
import { type EventFile, readEventFile } from './event-file.ts';
import { toFragment } from './fragment.ts';
import { baseName, type LogFolder, logFolders, type PlacedFile, titleOf } from './layout.ts';
import { type FileColumns, joinFiles } from './segments.ts';
import { type LoggedSettings, loggedSettings } from './settings.ts';
import { trainerKey, writerOf } from './tags.ts';

interface ReadFile extends PlacedFile, EventFile {}

/**
 * TensorBoard event files: scalars of both generations, wall times, and the settings that the Trainer's and Lightning's
 * writers leave in them. One fragment a log folder, or one a training where several were logged into one folder.
 * See docs/formats/tensorboard.md.
 */
export const tensorboardReader: Reader = {
  id: 'tensorboard',
  title: 'TensorBoard event files',
  files: ['events.out.tfevents.*'],
  claims: (file) => baseName(file.path).includes('tfevents'),
  async read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
    const fragments: RunFragment[] = [];
    let done = 0;
    for (const folder of logFolders(files)) {
      const read: ReadFile[] = [];
      for (const placed of folder.files) {
        context.progress(done++, files.length, 'event files');
        const opened = await open(placed, context);
        if (opened) read.push(opened);
      }
      fragments.push(...trainingsOf(folder, read, context));
    }
    return fragments;
  },
};

async function open(placed: PlacedFile, context: ReadContext): Promise<ReadFile | null> {
  try {
    const opened = await readEventFile(placed.file);
    if (opened.problem) context.problem(opened.problem);
    return opened.log.events > 0 ? { ...placed, ...opened } : null;
  } catch (error) {
    context.problem({
      file: placed.file.path,
      position: null,
      expected: 'a readable file',
      found: error instanceof Error ? error.message : String(error),
      nextStep: 'Check the permissions of the file.',
      partial: false,
    });
    return null;
  }
}

const timeOf = ({ log }: ReadFile): number => (Number.isFinite(log.firstTime) ? log.firstTime : 0);

/** In the order in which they were written; files of the same second by their names, which count up. */
const inOrder = (files: readonly ReadFile[]): readonly ReadFile[] =>
  [...files].sort((a, b) => timeOf(a) - timeOf(b) || (a.file.path < b.file.path ? -1 : 1));

function trainingsOf(
  folder: LogFolder,
  read: readonly ReadFile[],
  context: ReadContext,
): readonly RunFragment[] {
  const ordered = inOrder(read);
  const settings = loggedSettings(ordered);
  const logs = ordered.filter((file) => !file.settingsOnly && scalarCount(file) > 0);
  for (const file of ordered)
    context.found({ file: file.file.path, reader: 'tensorboard', found: contentOf(file) });
  if (logs.length === 0) return [];
  const tags = [...new Set(logs.flatMap(({ log }) => usedColumns(log).map(({ tag }) => tag)))];
  const writer = writerOf(tags, new Set(ordered.flatMap(({ log }) => [...log.texts.keys()])));
  const afterwards = writer === 'hf-trainer' ? evaluationsOfBest(logs, settings) : new Set<ReadFile>();
  const columns: FileColumns[] = logs
    .filter((file) => !afterwards.has(file))
    .map(({ file, split, log }) => ({ path: file.path, folder: split, columns: usedColumns(log) }));
  const trainings = joinFiles(columns);
  const several = trainings.length > 1;
  const title = titleOf(folder.root, context.source.name);
  return trainings.map((training, index) => {
    const own = several ? ordered.filter(({ file }) => training.files.includes(file.path)) : ordered;
    const notes: Note[] = [];
    if (several) {
      notes.push({
        kind: 'several-runs',
        text: `${trainings.length} trainings were logged into the same folder: the steps start again from the beginning. This is number ${index + 1} by time.`,
      });
    }
    return toFragment({
      id: several ? training.files[0]! : folder.root === '' ? '.' : folder.root,
      root: folder.root,
      title: several ? `${title} (${index + 1} of ${trainings.length})` : title,
      writer,
      training,
      settings: several ? loggedSettings(own) : settings,
      finalValues: index === trainings.length - 1 ? [...afterwards].flatMap(finalValuesOf) : [],
      startedAt: Math.min(...own.map(({ log }) => log.firstTime)),
      endedAt: Math.max(...own.map(({ log }) => log.lastTime)),
      notes,
      files: own.map(({ file }) => file.path),
    });
  });
}

const usedColumns = (log: EventFile['log']) =>
  log.columns.all.filter((column) => column.length > 0 && column.plugin === null);

const scalarCount = ({ log }: EventFile): number =>
  usedColumns(log).reduce((sum, column) => sum + column.length, 0);

function contentOf(file: ReadFile): string {
  const columns = usedColumns(file.log);
  const values = scalarCount(file);
  const parts =
    values === 0 ? ['no scalars'] : [`${many(values, 'scalar')} under ${many(columns.length, 'tag')}`];
  if (file.log.texts.has('args/text_summary')) parts.push('the settings of the training');
  if (file.log.settings.size > 0) parts.push(many(file.log.settings.size, 'hyperparameter'));
  const skipped = [...file.log.skipped].map(([kind, n]) => `${formatCount(n)} ${kind}`);
  if (skipped.length > 0) parts.push(`passed over: ${skipped.join(', ')}`);
  return parts.join(', ');
}

/**
 * Files that hold nothing but an evaluation after the training, when the Trainer had loaded its best checkpoint by
 * then: they are logged at the last step, but do not describe the weights of that step.
 */
function evaluationsOfBest(logs: readonly ReadFile[], { values }: LoggedSettings): ReadonlySet<ReadFile> {
  if (values.get('load_best_model_at_end') !== true) return new Set();
  let trained = false;
  const found = new Set<ReadFile>();
  for (const file of logs) {
    const tags = usedColumns(file.log).map(({ tag }) => tag);
    if (
      trained &&
      !tags.includes('train/loss') &&
      tags.every((tag) => /^(?:eval|test)\/|^train\/epoch$/.test(tag))
    ) {
      found.add(file);
    }
    trained ||= tags.includes('train/train_runtime');
  }
  return found;
}

const finalValuesOf = ({ file, log }: ReadFile): readonly FinalValue[] =>
  usedColumns(log)
    .filter(({ tag }) => tag !== 'train/epoch')
    .map((column) => {
      const { quantity, split, evaluationSet } = meaningOf(trainerKey(column.tag), []);
      const value = column.value[column.length - 1]!;
      return { split, evaluationSet, quantity, value, from: `${file.path}#${column.tag}` };
    });
