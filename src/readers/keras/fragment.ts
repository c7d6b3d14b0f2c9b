import { noHyperparameters } from '../../model/empty.ts';
import { stated } from '../../model/known.ts';
import type { RunFragment } from '../../model/reader.ts';
import type { Hyperparameters, Note, Seam } from '../../model/run.ts';
import type { Averaging, Series, Split } from '../../model/series.ts';
import { kerasQuantity } from './quantities.ts';

/** One training, whichever file it came from: epochs counted from 1, and a value or nothing for each of them. */
export interface Training {
  readonly file: string;
  /** Place inside the file, `` when it is the whole. */
  readonly pointer: string;
  readonly lists: readonly EpochList[];
  readonly seams: readonly Seam[];
  readonly params: ReadonlyMap<string, number>;
  readonly notes: readonly Note[];
}

export interface EpochList {
  readonly name: string;
  readonly epoch: Float64Array;
  readonly value: Float64Array;
}

const prefixes: readonly (readonly [RegExp, Split])[] = [
  [/^(?:val|valid|validation|dev|eval)_(.+)$/i, 'validation'],
  [/^test_(.+)$/i, 'test'],
  [/^(?:train|training|tr)_(.+)$/i, 'train'],
];

/** `val_accuracy` → accuracy of the validation. Without a prefix it is the training's. */
export function meaningOfName(name: string): { readonly split: Split; readonly quantity: string } {
  for (const [pattern, split] of prefixes) {
    const rest = pattern.exec(name)?.[1];
    if (rest !== undefined) return { split, quantity: kerasQuantity(rest) };
  }
  return { split: 'train', quantity: kerasQuantity(name) };
}

/**
 * Keras resets its metrics at the beginning of an epoch and reports their mean at the end, while the weights change; the
 * validation is run with the weights as they are then (keras/trainers/trainer.py, `fit`).
 */
const averagingOf = (split: Split, quantity: string): Averaging =>
  split === 'train' && quantity !== 'learning_rate' ? 'epoch-mean' : 'point';

/** One training as a fragment. `root` is the folder of its file. */
export function toFragment(
  training: Training,
  id: string,
  title: string,
  root: string,
  files: readonly string[],
): RunFragment {
  const series: Series[] = [];
  const taken = new Set<string>();
  for (const { name, epoch, value } of training.lists) {
    if (epoch.length === 0) continue;
    const { split, quantity } = meaningOfName(name);
    const key = `${split} ${quantity}`;
    series.push({
      tag: name,
      // Two spellings of one quantity (accuracy and binary_accuracy): the first keeps the name.
      quantity: taken.has(key) ? name : quantity,
      split,
      evaluationSet: null,
      step: epoch,
      epoch,
      time: null,
      value,
      averaging: averagingOf(split, quantity),
      decimals: null,
      file: training.file,
    });
    taken.add(key);
  }
  const last = series.reduce((max, s) => Math.max(max, s.epoch?.at(-1) ?? 0), 0);
  const hyperparameters = settingsOf(training);
  return {
    role: 'owner',
    root,
    reader: 'keras',
    run: {
      id,
      title,
      framework: 'keras',
      frameworkVersion: null,
      axis: 'epoch',
      series,
      seams: training.seams,
      lastStep: last,
      lastEpoch: last,
      ...(hyperparameters ? { hyperparameters } : {}),
      notes: training.notes,
      files,
    },
  };
}

/** `History.params` holds the planned epochs, the steps of an epoch, and, in older versions, the batch size. */
function settingsOf({ file, pointer, params }: Training): Hyperparameters | null {
  if (params.size === 0) return null;
  const at = (name: string) => {
    const value = params.get(name);
    return value !== undefined && value > 0 ? stated(value, `${file}#${pointer}/${name}`) : null;
  };
  const raw: Record<string, number> = {};
  for (const [name, value] of params) if (name !== '__proto__') raw[name] = value;
  return {
    ...noHyperparameters,
    epochs: at('epochs') ?? at('nb_epoch'),
    perDeviceTrainBatchSize: at('batch_size'),
    learningRate: at('learning_rate') ?? at('lr'),
    raw,
  };
}
