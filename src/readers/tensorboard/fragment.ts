import { derived, type Known, stated } from '../../model/known.ts';
import type { RunFragment } from '../../model/reader.ts';
import type { FinalValue, Framework, Note, Timing } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import { taskOf } from '../hf-trainer/model-config.ts';
import { evaluationSets } from '../hf-trainer/quantities.ts';
import { evaluationSize } from '../hf-trainer/sizes.ts';
import type { TagRows, Training } from './segments.ts';
import { normaliseTags } from './series.ts';
import type { LoggedSettings } from './settings.ts';
import { isTrainerSummary, trainerKey, type Writer } from './tags.ts';

/** What one training in a log folder is made of. */
export interface TrainingParts {
  readonly id: string;
  readonly root: string;
  readonly title: string;
  readonly writer: Writer;
  readonly training: Training;
  readonly settings: LoggedSettings;
  /** Values of evaluations that were made after the training with its best checkpoint. */
  readonly finalValues: readonly FinalValue[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly notes: readonly Note[];
  /** Every file of the log, also those that held settings only. */
  readonly files: readonly string[];
}

const frameworks: Readonly<Record<Writer, Framework>> = {
  'hf-trainer': 'hf-trainer',
  keras: 'keras',
  lightning: 'tensorboard',
  other: 'tensorboard',
};

/** One training as a fragment of a run. */
export function toFragment(parts: TrainingParts): RunFragment {
  const { writer, training, settings } = parts;
  const summaries = new Map<string, TagRows>();
  const points: TagRows[] = [];
  for (const rows of training.tags) {
    const key = trainerKey(rows.tag);
    if (writer === 'hf-trainer' && isTrainerSummary(key)) summaries.set(key, rows);
    else points.push(rows);
  }
  const sets = evaluationSets(points.map(({ tag }) => trainerKey(tag)));
  const { series, lastEpoch, lastStep } = normaliseTags(points, writer, sets);
  const config = settings.config;
  const task = settings.model ? taskOf(settings.model, config, null, null, series) : null;
  const byExample = task?.value === 'text-classification';
  const meanLoss = summaries.get('train_loss');
  return {
    role: 'addition',
    root: parts.root,
    reader: 'tensorboard',
    run: {
      id: parts.id,
      title: parts.title,
      framework: frameworks[writer],
      frameworkVersion: null,
      task,
      axis: writer === 'keras' ? 'epoch' : 'step',
      series,
      // Keras counts epochs from 0, the series here from 1.
      seams:
        writer === 'keras'
          ? training.seams.map((s) => ({ ...s, step: s.step + 1, after: s.after + 1 }))
          : training.seams,
      lastStep,
      plannedSteps: settings.hyperparameters?.maxSteps ?? null,
      lastEpoch,
      ...(settings.hyperparameters ? { hyperparameters: settings.hyperparameters } : {}),
      ...(settings.model ? { model: settings.model } : {}),
      validationSize: evaluationSize(series, 'validation', null, byExample),
      testSize: evaluationSize(series, 'test', null, byExample),
      timing: timingOf(summaries, series, parts),
      finalValues: [
        ...parts.finalValues,
        ...(meanLoss
          ? [
              {
                split: 'train' as const,
                evaluationSet: null,
                quantity: 'mean_loss',
                value: meanLoss.value.at(-1) ?? Number.NaN,
                from: `${meanLoss.file}#${meanLoss.tag}`,
              },
            ]
          : []),
      ],
      notes: [...parts.notes, ...stepNotes(training)],
      files: parts.files,
    },
  };
}

const stepNotes = ({ restless, restarted }: Training): readonly Note[] => [
  ...restless.map(({ tag, times }) => ({
    kind: 'steps-start-again',
    text: `The steps of \`${tag}\` fall back ${times} times within one file, as they do when batches of an epoch are counted; its values were left out. Log with a step that counts all updates.`,
  })),
  ...restarted.map(({ tag, rows }) => ({
    kind: 'log-started-again',
    text: `\`${tag}\` was logged from the beginning again by the same writer; its first ${rows} ${rows === 1 ? 'value was' : 'values were'} left out. Give every training a folder of its own.`,
  })),
];

function timingOf(
  summaries: ReadonlyMap<string, TagRows>,
  series: readonly Series[],
  { startedAt, endedAt, files }: TrainingParts,
): Timing {
  const last = (key: string): Known<number> | null => {
    const rows = summaries.get(key);
    const value = rows?.value.at(-1);
    return rows === undefined || value === undefined ? null : stated(value, `${rows.file}#${rows.tag}`);
  };
  const runtimes = series.filter((s) => s.split === 'validation' && s.quantity === 'runtime');
  const seconds = runtimes.reduce(
    (sum, s) => sum + s.value.reduce((a, b) => a + (Number.isFinite(b) ? b : 0), 0),
    0,
  );
  const clock = (value: number, which: string): Known<number> | null =>
    Number.isFinite(value)
      ? derived(value, `wall time of the ${which} event in ${files[0] ?? 'the log'}`)
      : null;
  return {
    trainSeconds: last('train_runtime'),
    trainSamplesPerSecond: last('train_samples_per_second'),
    trainStepsPerSecond: last('train_steps_per_second'),
    evaluationSeconds:
      seconds > 0 ? derived(seconds, `sum of ${runtimes.map(({ tag }) => tag).join(' and ')}`) : null,
    totalFlos: last('total_flos'),
    tokensSeen: null,
    startedAt: clock(startedAt, 'first'),
    endedAt: clock(endedAt, 'last'),
  };
}
