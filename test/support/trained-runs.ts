import { stated } from '../../src/model/known.ts';
import type { Hyperparameters, Run } from '../../src/model/run.ts';
import { evaluated } from './evaluated-runs.ts';

export interface Trained {
  readonly seed?: number;
  readonly rate?: number;
  readonly batch?: number;
  readonly accuracy?: readonly number[];
  readonly loss?: readonly number[];
  readonly n?: number;
  readonly settings?: Partial<Hyperparameters>;
  readonly run?: Partial<Run>;
  readonly trainedOn?: number;
}

/** A run with enough of its configuration recorded to be grouped with others. */
export const trained = ({
  seed,
  rate = 3e-5,
  batch = 16,
  accuracy = [0.8, 0.9],
  loss,
  n = 1000,
  settings = {},
  run = {},
}: Trained = {}): Run =>
  evaluated({
    accuracy,
    n,
    ...(loss === undefined ? {} : { loss }),
    more: {
      hyperparameters: {
        learningRate: stated(rate, 'training_args.bin'),
        perDeviceTrainBatchSize: stated(batch, 'training_args.bin'),
        gradientAccumulationSteps: stated(1, 'training_args.bin'),
        devices: stated(1, 'training_args.bin'),
        ...(seed === undefined ? {} : { seed: stated(seed, 'training_args.bin') }),
        ...settings,
      },
      run,
    },
  });

/** One setting with these last accuracies, one a seed. */
export const seedsOf = (accuracies: readonly number[], more: Trained = {}): readonly Run[] =>
  accuracies.map((last, seed) => trained({ seed, accuracy: [0.6, last], ...more }));

/** A run that stayed at guess level among two balanced labels. */
export const failedRun = (seed: number, more: Trained = {}): Run =>
  trained({ seed, loss: [0.6933, 0.6934, 0.6932], accuracy: [0.5, 0.5, 0.5], ...more });
