import type { Run } from '../../src/model/run.ts';
import type { Series } from '../../src/model/series.ts';
import { makeRun, type RunSketch, series } from './runs.ts';

/** A run with evaluations every 100 steps: validation loss, accuracy, and a training loss that falls throughout. */
export function evaluated(values: {
  readonly loss?: readonly number[];
  readonly accuracy?: readonly number[];
  /** Rows of training loss; 0 for "No log". */
  readonly trainRows?: number;
  readonly train?: (share: number) => number;
  readonly rate?: (share: number) => number;
  readonly n?: number;
  readonly more?: Omit<RunSketch, 'series'>;
}): Run {
  const k = values.loss?.length ?? values.accuracy?.length ?? 0;
  const last = 100 * k;
  const at = (list: readonly number[]): [number, number][] => list.map((v, i) => [100 * (i + 1), v]);
  const rows = values.trainRows ?? 40;
  const over = (f: (share: number) => number): [number, number][] =>
    Array.from({ length: rows }, (_, i) => [((i + 1) * last) / rows, f((i + 1) / rows)]);
  const all: Series[] = [];
  if (rows > 0)
    all.push(series('loss', over(values.train ?? ((share) => 0.05 + 0.6 * Math.exp(-3 * share)))));
  if (values.rate !== undefined) all.push(series('learning_rate', over(values.rate)));
  if (values.loss !== undefined) all.push(series('eval_loss', at(values.loss)));
  if (values.accuracy !== undefined) all.push(series('eval_accuracy', at(values.accuracy)));
  return makeRun({
    series: all,
    validationSize: values.n,
    trainSize: 4000,
    learningRate: 3e-5,
    ...values.more,
    run: { lastStep: last, lastEpoch: k, ...values.more?.run },
  });
}

/** A Keras history: an axis in epochs, training means of the epoch beside each validation value. */
export function history(values: {
  readonly loss: readonly number[];
  readonly valLoss: readonly number[];
  readonly accuracy?: readonly number[];
  readonly valAccuracy?: readonly number[];
  readonly n?: number;
}): Run {
  const at = (list: readonly number[]): [number, number][] => list.map((v, i) => [i + 1, v]);
  const keras = { averaging: 'epoch-mean', decimals: null, file: 'history.json' } as const;
  const validation = {
    split: 'validation',
    averaging: 'point',
    decimals: null,
    file: 'history.json',
  } as const;
  const epochs = values.loss.length;
  return makeRun({
    series: [
      series('loss', at(values.loss), keras),
      series('val_loss', at(values.valLoss), { ...validation, quantity: 'loss' }),
      ...(values.accuracy === undefined ? [] : [series('accuracy', at(values.accuracy), keras)]),
      ...(values.valAccuracy === undefined
        ? []
        : [series('val_accuracy', at(values.valAccuracy), { ...validation, quantity: 'accuracy' })]),
    ],
    validationSize: values.n,
    run: { framework: 'keras', axis: 'epoch', lastStep: epochs, lastEpoch: epochs, plannedSteps: null },
  });
}

export const risingLoss = [0.5, 0.38, 0.36, 0.4, 0.46, 0.53, 0.6, 0.66, 0.73, 0.8];
export const steadyAccuracy = [0.82, 0.86, 0.87, 0.872, 0.873, 0.872, 0.874, 0.873, 0.874, 0.873];
export const fallingAccuracy = [0.82, 0.87, 0.88, 0.87, 0.86, 0.84, 0.83, 0.82, 0.81, 0.8];
