import { noModel } from '../../model/empty.ts';
import { derived, type Known } from '../../model/known.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { Task } from '../../model/run.ts';
import type { Split } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';
import {
  type LabelledTexts,
  labelledTexts,
  readDataTable,
  type TextsReading,
  type TextsToRun,
} from '../../readers/predictions/labelled-texts.ts';
import { type LabelSetTexts, labelSetTexts } from '../../readers/predictions/multi-label/label-set-texts.ts';
import { nameOf, type RunHost, runForHost, tellRun } from './host.ts';
import type { RunnerInput } from './messages.ts';
import { multiLabelSetOfRun } from './multi-label-set.ts';
import { predictionSetOfRun } from './prediction-set.ts';
import type { CheckpointResult } from './run.ts';
import { ofRows } from './sample.ts';

const TASK: Known<Task> = derived('text-classification', 'the head of the checkpoint');

/** Runs a classifier of texts that gives one label, or a number: then nothing is scored, but what it answers can be written. */
export async function readTexts(
  host: RunHost,
  file: SourceFile,
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const reading = await labelledTexts(file, context, host.unjudged === true ? 'optional' : 'needed');
  const data = dataOf(reading, file, context);
  if (data === null) return [];
  const { labels } = data;
  const { result, input } = await run(host, data, context);
  host.onAnswers?.({
    ...{ result, input, file: data.file, ids: data.ids },
    references: labels === null ? null : { kind: 'labels', labels },
  });
  if (labels === null) {
    context.assume(
      `${data.file} has no labels; the checkpoint was run over its texts, and nothing was scored.`,
    );
    return [];
  }
  const sets = parted(data, result).map(({ split, part }) =>
    predictionSetOfRun(part, input, { ...data, labels, split }),
  );
  const made = sets.flatMap((one) => (one.kind === 'set' ? [one] : []));
  const refusal = sets.find((one) => one.kind === 'none');
  if (refusal !== undefined) context.assume(`${data.file}: ${refusal.sentence}`);
  for (const { assumptions } of made)
    for (const sentence of assumptions) context.assume(`${data.file}: ${sentence}.`);
  return made.length === 0 ? [] : [fragment(result, data.file, { predictions: made.map(({ set }) => set) })];
}

/** Runs a classifier that gives any number of labels a text. */
export async function readLabelSets(
  host: RunHost,
  file: SourceFile,
  modelLabels: readonly string[],
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const table = await readDataTable(file, context);
  if (table === null) return [];
  const reading = await labelSetTexts(table, modelLabels, context);
  // Texts without labels can be run all the same, when somebody wants the answers.
  if (!('data' in reading) && reading.why !== null && host.unjudged === true)
    return readTexts(host, file, context);
  const data = dataOf(reading, file, context);
  if (data === null) return [];
  const { result, input } = await run(host, data, context);
  host.onAnswers?.({
    ...{ result, input, file: data.file, ids: data.ids },
    references: { kind: 'label-sets', labels: data.labels, matrix: data.reference },
  });
  for (const sentence of data.sentences) context.assume(`${data.file}: ${sentence}.`);
  const sets = parted(data, result).map(({ split, part }) =>
    multiLabelSetOfRun(part, input, { ...data, split }),
  );
  const made = sets.flatMap((one) => (one.kind === 'set' ? [one] : []));
  const refusal = sets.find((one) => one.kind === 'none');
  if (refusal !== undefined) context.assume(`${data.file}: ${refusal.sentence}`);
  for (const { assumptions } of made)
    for (const sentence of assumptions) context.assume(`${data.file}: ${sentence}.`);
  return made.length === 0
    ? []
    : [
        fragment(result, data.file, {
          // The loss of such a model is another one than that of one label a row.
          model: { ...noModel, problemType: 'multi_label_classification' },
          multiLabelSets: made.map(({ set }) => set),
        }),
      ];
}

/** The answers by the splits of the data, those without any left out. */
const parted = (
  { splits }: TextsToRun,
  result: CheckpointResult,
): readonly { readonly split: Known<Split> | null; readonly part: CheckpointResult }[] =>
  splits
    .map(({ split, rows }) => ({ split, part: ofRows(result, rows) }))
    .filter(({ part }) => part.rows.length > 0);

function dataOf<T extends TextsToRun>(
  reading: TextsReading<T>,
  { path }: SourceFile,
  context: ReadContext,
): T | null {
  if ('data' in reading) return reading.data;
  if (reading.why !== null) context.assume(`${path}: ${reading.why}; the checkpoint was not run.`);
  return null;
}

async function run(
  host: RunHost,
  { texts, parts, file }: LabelledTexts | LabelSetTexts,
  context: ReadContext,
): Promise<{ readonly result: CheckpointResult; readonly input: RunnerInput }> {
  const input: RunnerInput =
    parts === 2
      ? { kind: 'pairs', pairs: texts.map(([a = '', b = '']) => [a, b] as const) }
      : { kind: 'texts', texts: texts.map(([text = '']) => text) };
  const result = await runForHost(host, input);
  tellRun(result, file, context);
  host.onRun?.(result, input);
  return { result, input };
}

const fragment = (
  { folder }: CheckpointResult,
  file: string,
  found: Partial<Pick<RunFragment['run'], 'predictions' | 'multiLabelSets' | 'model'>>,
): RunFragment => ({
  role: 'addition',
  root: '',
  reader: 'checkpoint',
  run: { title: nameOf(folder), files: [file], task: TASK, ...found },
});
