import type { Hyperparameters, ModelFacts } from './run.ts';

/** Nothing was recorded. */
export const noHyperparameters: Hyperparameters = {
  learningRate: null,
  scheduler: null,
  warmupSteps: null,
  warmupRatio: null,
  epochs: null,
  maxSteps: null,
  perDeviceTrainBatchSize: null,
  perDeviceEvalBatchSize: null,
  gradientAccumulationSteps: null,
  devices: null,
  maxGradNorm: null,
  weightDecay: null,
  labelSmoothing: null,
  optimizer: null,
  precision: null,
  seed: null,
  loggingSteps: null,
  evaluationStrategy: null,
  evalSteps: null,
  nanFilter: null,
  raw: {},
};

/** No configuration was found. */
export const noModel: ModelFacts = {
  architecture: null,
  type: null,
  base: null,
  layers: null,
  hiddenSize: null,
  vocabularySize: null,
  maxPositions: null,
  tokenizer: null,
  problemType: null,
  labels: null,
  adapter: null,
};
