import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import type { Series } from '../../src/model/series.ts';
import { makeRun, type RunSketch, series } from './runs.ts';

/**
 * Runs of one to five evaluations, an epoch apart, as most people have them: 230 steps an epoch, an ordinary learning
 * rate, and as much training loss as the default settings log.
 */
export interface ShortRun {
  readonly loss?: readonly number[];
  readonly accuracy?: readonly number[];
  /** Other metrics by their tag. */
  readonly more?: Readonly<Record<string, readonly number[]>>;
  readonly n?: number | null;
  /** `default`: a row every 500 steps; `fine`: every 10 steps; `none`. */
  readonly log?: 'default' | 'fine' | 'none';
  /** Training loss over the share of the run, where it is logged. */
  readonly train?: (share: number) => number;
  readonly stepsPerEpoch?: number;
  readonly sketch?: Omit<RunSketch, 'series'>;
}

const falls = (share: number): number => 0.12 + 0.55 * Math.exp(-3 * share);

export function shortRun(values: ShortRun): Run {
  const { loss, accuracy, more = {}, log = 'default', train = falls, stepsPerEpoch = 230 } = values;
  const k = (loss ?? accuracy ?? Object.values(more)[0] ?? []).length;
  const epochs = Math.max(k, 3);
  const last = stepsPerEpoch * epochs;
  const at = (list: readonly number[]): [number, number][] =>
    list.map((v, i) => [stepsPerEpoch * (k === 1 ? epochs : i + 1), v]);
  const every = log === 'fine' ? 10 : 500;
  const rows: [number, number][] = [];
  if (log !== 'none')
    for (let step = every; step <= last; step += every) rows.push([step, train(step / last)]);
  const rate = rows.map(([step]): [number, number] => [step, 3e-5 * (1 - step / last)]);
  const all: Series[] = rows.length === 0 ? [] : [series('loss', rows), series('learning_rate', rate)];
  if (loss !== undefined) all.push(series('eval_loss', at(loss)));
  if (accuracy !== undefined) all.push(series('eval_accuracy', at(accuracy)));
  for (const [tag, list] of Object.entries(more)) all.push(series(tag, at(list)));
  const n = values.n === undefined ? 872 : values.n;
  return makeRun({
    series: all,
    ...(n === null ? {} : { validationSize: n }),
    trainSize: 16 * stepsPerEpoch,
    learningRate: 3e-5,
    ...values.sketch,
    run: {
      lastStep: last,
      lastEpoch: epochs,
      plannedSteps: stated(last, 'trainer_state.json#/max_steps'),
      ...values.sketch?.run,
    },
  });
}

const healthy = { loss: [0.362, 0.331, 0.327], accuracy: [0.846, 0.868, 0.871] };

/** One short run for each case that an expert would want named, or left alone. */
export const scenarios: Readonly<Record<string, () => Run>> = {
  'healthy, n = 100': () => shortRun({ loss: [0.44, 0.39, 0.4], accuracy: [0.81, 0.85, 0.84], n: 100 }),
  'healthy, n = 400': () => shortRun({ loss: [0.41, 0.36, 0.37], accuracy: [0.8325, 0.8575, 0.855], n: 400 }),
  'healthy, n = 872': () => shortRun({ ...healthy, log: 'fine' }),
  'healthy, n = 5000': () =>
    shortRun({ loss: [0.352, 0.322, 0.318], accuracy: [0.8512, 0.8688, 0.8714], n: 5000 }),
  'healthy, loss a little up': () => shortRun({ loss: [0.361, 0.345, 0.372], accuracy: [0.85, 0.868, 0.87] }),
  'healthy, no log, n unknown': () => shortRun({ ...healthy, n: null, log: 'none', stepsPerEpoch: 120 }),
  'one evaluation': () => shortRun({ loss: [0.341], accuracy: [0.862] }),
  'one evaluation, loss only': () => shortRun({ loss: [0.341], n: 872 }),
  'two evaluations': () => shortRun({ loss: [0.36, 0.35], accuracy: [0.85, 0.861] }),
  'no evaluation': () => shortRun({ log: 'fine' }),
  'nothing at all but steps': () => shortRun({ log: 'none' }),
  'loss doubles, accuracy holds': () =>
    shortRun({ loss: [0.36, 0.52, 0.74], accuracy: [0.862, 0.866, 0.868] }),
  'loss doubles, n unknown': () =>
    shortRun({ loss: [0.36, 0.52, 0.74], accuracy: [0.862, 0.866, 0.868], n: null, log: 'fine' }),
  'loss doubles, no metric': () => shortRun({ loss: [0.36, 0.52, 0.74] }),
  'accuracy falls by 12 points': () =>
    shortRun({ loss: [0.36, 0.48, 0.69], accuracy: [0.872, 0.81, 0.752], log: 'fine' }),
  'accuracy falls by 12 points at the last': () =>
    shortRun({ loss: [0.38, 0.36, 0.69], accuracy: [0.86, 0.872, 0.752], log: 'fine' }),
  'NaN in the log': () =>
    shortRun({
      loss: [0.36, Number.NaN, Number.NaN],
      accuracy: [0.85, 0.51, 0.51],
      log: 'fine',
      train: (s) => (s > 0.5 ? Number.NaN : falls(s)),
    }),
  'NaN behind zeros': () =>
    shortRun({
      loss: [0.36, Number.NaN, Number.NaN],
      accuracy: [0.85, 0.51, 0.51],
      log: 'fine',
      train: (s) => (s > 0.5 ? 0 : falls(s)),
    }),
  'NaN in the evaluations only': () =>
    shortRun({ loss: [0.36, Number.NaN, Number.NaN], accuracy: [0.85, 0.4908, 0.4908], log: 'none' }),
  'one class, F1 0': () =>
    shortRun({
      loss: [0.694, 0.6934, 0.6935],
      accuracy: [0.5092, 0.5092, 0.5092],
      more: { eval_f1: [0, 0, 0] },
    }),
  'one class, accuracy only': () =>
    shortRun({ loss: [0.694, 0.6933, 0.6932], accuracy: [0.5092, 0.5092, 0.5092] }),
  'collapses at the last': () =>
    shortRun({
      loss: [0.36, 0.34, 0.694],
      accuracy: [0.85, 0.86, 0.5092],
      more: { eval_f1: [0.85, 0.86, 0] },
      log: 'fine',
      train: (s) => (s > 0.75 ? 0.694 : falls(s)),
    }),
  'guess level': () => shortRun({ loss: [0.697, 0.6935, 0.6929], accuracy: [0.4966, 0.5115, 0.5069] }),
  'guess level, 3 labels': () =>
    shortRun({
      loss: [1.101, 1.0992, 1.0985],
      accuracy: [0.338, 0.331, 0.342],
      sketch: { labels: ['a', 'b', 'c'] },
    }),
  'guess level, one evaluation': () => shortRun({ loss: [0.6935], accuracy: [0.5023] }),
  'still gaining five points an epoch': () =>
    shortRun({ loss: [0.62, 0.52, 0.44], accuracy: [0.68, 0.75, 0.805], n: 5000 }),
  'F1 only, n known': () =>
    shortRun({ loss: [0.36, 0.34, 0.35], more: { eval_f1_macro: [0.8, 0.83, 0.82] } }),
};
