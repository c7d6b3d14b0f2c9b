import type { ModelSize } from './parameters.ts';
import { type Range, range } from './range.ts';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

export type Precision = 'fp32' | 'fp16' | 'bf16';
/** `factored`: Adafactor and its like, whose state is small. `momentum`: one value a parameter (SGD with momentum, Lion). */
export type OptimizerMemory = 'adam' | 'adam-8bit' | 'factored' | 'momentum' | 'none';

/** Of one training step on one device. */
export interface StepSettings {
  readonly microBatch: number;
  /** Tokens a text is padded to. */
  readonly length: number;
  /** fp16 and bf16 mean mixed precision: weights stay in fp32. */
  readonly precision: Precision;
  readonly optimizer: OptimizerMemory;
  readonly checkpointing: boolean;
  /** `eager` keeps the scores of every pair of tokens, `sdpa` does not; null: not known. */
  readonly attention: 'eager' | 'sdpa' | null;
  /** Share of the parameters that is trained, 0…1. */
  readonly trained: number;
}

export interface StepMemory {
  /** Bytes, everything together, as nvidia-smi shows it. */
  readonly total: Range;
  /** Bytes without context and kernels, as `torch.cuda.max_memory_allocated` counts. */
  readonly allocated: Range;
  /** Weights, gradients, optimiser: does not depend on the batch. */
  readonly fixed: number;
  /** Kept for the backward pass and logits. */
  readonly activations: Range;
}

/**
 * CUDA context and kernels: 0.3 GiB with recent drivers that load kernels lazily, 1.3 GiB in the measurements of the transformers
 * documentation on a V100.
 */
const CONTEXT: Range = range(0.3 * GIB, 0.8 * GIB, 1.4 * GIB);

/**
 * What PyTorch keeps beyond the formula: fitted on one public pair (BERT-large, 512 tokens, fp32, V100, batches 1 and 4;
 * transformers documentation, "Methods and tools for efficient training on a single GPU"). A run's own peak replaces it.
 */
export const ACTIVATION_FACTOR: Range = range(1.26 * 0.75, 1.26, 1.26 * 1.25);

/** What blocks of the allocator and temporaries of the optimiser may add to the fixed part. */
const BLOCKS = 0.05;

const stateBytes: Record<OptimizerMemory, number> = {
  adam: 8,
  'adam-8bit': 2,
  factored: 0,
  momentum: 4,
  none: 0,
};

/** Weights in fp32 (and a half copy of them under autocast); gradients and state of what is trained. */
function fixedBytes(model: ModelSize, step: StepSettings): number {
  const half = step.precision === 'fp32' ? 0 : 2;
  return model.parameters * (4 + half + step.trained * (4 + stateBytes[step.optimizer]));
}

/**
 * Bytes of one layer for one text: Korthikanti et al. 2022, section 4, with 4 or 2 bytes a value. Autocast computes softmax in
 * fp32, so that the scores of eager attention take as much as without it; that is what the fp16 row of the documentation shows.
 */
function layerBytes(model: ModelSize, step: StepSettings, eager: boolean): number {
  const width = step.precision === 'fp32' ? 4 : 2;
  const { length } = step;
  const scores = eager ? model.heads * length * length * 9 : 0;
  return length * model.hidden * (16 * width + 2) + scores;
}

function activationBytes(model: ModelSize, step: StepSettings, eager: boolean): number {
  const one = layerBytes(model, step, eager);
  if (!step.checkpointing) return model.layers * one;
  const width = step.precision === 'fp32' ? 4 : 2;
  return model.layers * step.length * model.hidden * width + one;
}

/** Logits, their copy in fp32 and their gradient: one row a text, or one a token. */
function logitBytes(model: ModelSize, length: number): number {
  const perText = model.head === 'sequence' || model.head === 'none' ? 1 : length;
  return perText * model.outputs * 12;
}

/**
 * Memory of one training step, as a range. `factor` is what the run's own peak gave (`calibrate`), else the public one.
 * Dynamic batches: the length is that of the longest batch.
 */
export function stepMemory(
  model: ModelSize,
  step: StepSettings,
  factor: Range = ACTIVATION_FACTOR,
): StepMemory {
  const fixed = fixedBytes(model, step);
  const of = (eager: boolean): number => step.microBatch * activationBytes(model, step, eager);
  const [least, most] =
    step.attention === null
      ? [of(false), of(true)]
      : [of(step.attention === 'eager'), of(step.attention === 'eager')];
  // Where nothing is trained below the head, nothing is kept for it.
  const kept = step.trained < 0.02 ? 0.15 : 1;
  const logits = step.microBatch * logitBytes(model, step.length);
  const activations = range(
    kept * factor.low * least + logits,
    kept * factor.expected * ((least + most) / 2) + logits,
    kept * factor.high * most + logits,
  );
  const add = (extra: Range): Range =>
    range(
      extra.low + fixed + activations.low,
      extra.expected + fixed + activations.expected,
      extra.high + (1 + BLOCKS) * fixed + activations.high,
    );
  return { total: add(CONTEXT), allocated: add(range(0, 0, 0)), fixed, activations };
}

/**
 * The activation factor that a measured peak of this very run implies, ±10 %; null where the peak does not fit the formula
 * (other settings than were recorded, another process). `peak` is allocated memory, or what nvidia-smi shows with `context`.
 */
export function calibrate(
  model: ModelSize,
  step: StepSettings,
  peak: number,
  context: boolean,
): Range | null {
  const base = stepMemory(model, { ...step, attention: step.attention ?? 'eager' }, range(1, 1, 1));
  const rest = peak - base.fixed - (context ? CONTEXT.expected : 0);
  const factor = rest / base.activations.expected;
  if (!(factor >= 0.2 && factor <= 4)) return null;
  return range(0.9 * factor, factor, 1.1 * factor);
}

/** Trainer's `optim`, as far as memory goes; null when it is not known. */
export function optimizerMemory(name: string | null): OptimizerMemory | null {
  if (name === null) return null;
  const plain = name.toLowerCase().replace(/^.*\./, '');
  if (/8bit/.test(plain)) return 'adam-8bit';
  if (/adafactor|galore|apollo|lomo/.test(plain)) return 'factored';
  if (/adam/.test(plain)) return 'adam';
  if (/lion|rmsprop|adagrad/.test(plain)) return 'momentum';
  return /^sgd/.test(plain) ? 'none' : null;
}
