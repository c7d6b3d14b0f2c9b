import { readFileSync } from 'node:fs';
import { stated } from '../../src/model/known.ts';
import {
  type DeviceSamples,
  noResources,
  type OutOfMemory,
  type Resources,
} from '../../src/model/resources.ts';
import type { Hyperparameters, Run } from '../../src/model/run.ts';
import { makeRun } from './runs.ts';

const { models } = JSON.parse(readFileSync('test/oracles/parameter-counts.json', 'utf8'));
export const GIB = 2 ** 30;

/** A sequence classification with the sizes of a real model (of the oracle of parameter counts). */
export function onMachine(
  options: {
    readonly model?: string;
    readonly settings?: Partial<Hyperparameters>;
    readonly raw?: Hyperparameters['raw'];
    readonly resources?: Partial<Resources> | null;
    readonly more?: Partial<Run>;
    readonly length?: number;
  } = {},
): Run {
  const { configuration, type, architecture, labels } = models.find(
    (m: { name: string; architecture: string }) =>
      m.name === (options.model ?? 'bert-base-uncased') && /Sequence/.test(m.architecture),
  );
  const run = makeRun();
  return {
    ...run,
    framework: 'hf-trainer',
    model: {
      ...run.model,
      architecture,
      type,
      configuration,
      hiddenSize: configuration.hidden_size ?? configuration.dim ?? 768,
      vocabularySize: configuration.vocab_size,
      labels: Array.from({ length: labels }, (_, i) => `class ${i}`),
      tokenizer: {
        cutAt: stated(options.length ?? 128, 'tokenizer.json#/truncation/max_length'),
        cutByDefault: null,
        cutFrom: 'end',
        paddedTo: options.length ?? 128,
        kind: 'WordPiece',
      },
    },
    hyperparameters: {
      ...run.hyperparameters,
      perDeviceTrainBatchSize: stated(16, 'training_args.bin'),
      gradientAccumulationSteps: stated(1, 'training_args.bin'),
      precision: stated('fp32', 'training_args.bin'),
      optimizer: stated('adamw_torch', 'training_args.bin'),
      raw: options.raw ?? {},
      ...options.settings,
    },
    resources: options.resources === null ? null : { ...noResources, ...options.resources },
    ...options.more,
  };
}

export const oomError = (more: Partial<OutOfMemory> = {}): OutOfMemory => ({
  file: 'train.log',
  device: '0',
  requested: 2 * GIB,
  capacity: 16 * GIB,
  free: 0.5 * GIB,
  allocated: 14 * GIB,
  reserved: 15 * GIB,
  others: null,
  phase: 'training',
  step: null,
  ...more,
});

/** A second a row. */
export const samplesOf = (
  utilisation: readonly number[],
  more: Partial<DeviceSamples> = {},
): DeviceSamples => ({
  device: '0',
  name: 'Tesla T4',
  memoryTotal: 15 * GIB,
  time: Float64Array.from(utilisation, (_, i) => i),
  clock: 'local',
  utilisation: Float64Array.from(utilisation),
  memoryUsed: Float64Array.from(utilisation, () => 4 * GIB),
  watts: Float64Array.from(utilisation, () => 60),
  seconds: utilisation.length - 1,
  file: 'gpu.csv',
  ...more,
});
