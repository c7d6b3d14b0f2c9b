import { noHyperparameters, noModel } from '../../src/model/empty.ts';
import { derived, stated } from '../../src/model/known.ts';
import type { Hyperparameters, ModelFacts, Run } from '../../src/model/run.ts';
import type { Averaging, Series, Split } from '../../src/model/series.ts';

/** A series from pairs `[step, value]`; the tag decides split, quantity and averaging as Trainer logs them. */
export function series(
  tag: string,
  points: readonly (readonly [number, number])[],
  more: Partial<Series> = {},
): Series {
  const evaluation = tag.startsWith('eval_');
  const quantity = evaluation ? tag.slice(5) : tag;
  const split: Split = evaluation ? 'validation' : 'train';
  const averaging: Averaging =
    evaluation || tag === 'learning_rate' ? 'point' : tag === 'grad_norm' ? 'last-step' : 'window-mean';
  return {
    tag,
    quantity,
    split,
    evaluationSet: null,
    step: Float64Array.from(points, (p) => p[0]),
    epoch: null,
    time: null,
    value: Float64Array.from(points, (p) => p[1]),
    averaging,
    decimals: tag === 'loss' ? 4 : null,
    file: 'trainer_state.json',
    ...more,
  };
}

export interface RunSketch {
  readonly series?: readonly Series[];
  readonly validationSize?: number;
  readonly trainSize?: number;
  readonly labels?: readonly string[];
  readonly learningRate?: number;
  readonly hyperparameters?: Partial<Hyperparameters>;
  readonly model?: Partial<ModelFacts>;
  readonly run?: Partial<Run>;
}

/** A Trainer run of a BERT-base classifier, filled with nulls where the sketch says nothing. */
export function makeRun(sketch: RunSketch = {}): Run {
  const all = sketch.series ?? [];
  const lastStep = all.reduce((max, s) => Math.max(max, s.step.at(-1) ?? 0), 0) || null;
  return {
    id: 'run',
    title: 'run',
    framework: 'hf-trainer',
    frameworkVersion: null,
    task: stated('text-classification', 'config.json#/architectures'),
    axis: 'step',
    series: all,
    seams: [],
    lastStep,
    plannedSteps: lastStep === null ? null : stated(lastStep, 'trainer_state.json#/max_steps'),
    lastEpoch: null,
    hyperparameters: {
      ...noHyperparameters,
      learningRate:
        sketch.learningRate === undefined ? null : stated(sketch.learningRate, 'training_args.bin'),
      ...sketch.hyperparameters,
    },
    model: {
      ...noModel,
      architecture: 'BertForSequenceClassification',
      type: 'bert',
      base: 'bert-base-uncased',
      layers: 12,
      hiddenSize: 768,
      labels: sketch.labels ?? ['negative', 'positive'],
      problemType: 'single_label_classification',
      ...sketch.model,
    },
    checkpoints: [],
    selection: {
      metric: null,
      greaterIsBetter: null,
      loadBestAtEnd: null,
      bestValue: null,
      bestCheckpoint: null,
      bestStep: null,
    },
    trainSize: sketch.trainSize === undefined ? null : stated(sketch.trainSize, 'train_results.json'),
    trainLabels: null,
    trainTexts: null,
    textMeasures: null,
    labelNoise: null,
    validationSize:
      sketch.validationSize === undefined
        ? null
        : derived(sketch.validationSize, 'eval_runtime × eval_samples_per_second'),
    testSize: null,
    timing: {
      trainSeconds: null,
      trainSamplesPerSecond: null,
      trainStepsPerSecond: null,
      evaluationSeconds: null,
      totalFlos: null,
      tokensSeen: null,
      startedAt: null,
      endedAt: null,
    },
    finalValues: [],
    predictions: [],
    probes: [],
    notes: [],
    files: ['trainer_state.json'],
    ...sketch.run,
  };
}
