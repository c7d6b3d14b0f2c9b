import { findGpu, type Gpu, memoryOfName } from '../metrics/cost/gpus.ts';
import { GIB, optimizerMemory, type Precision, type StepSettings } from '../metrics/cost/memory.ts';
import { type ModelSize, modelSize } from '../metrics/cost/parameters.ts';
import { derived, type Known, stated } from '../model/known.ts';
import type { Run } from '../model/run.ts';
import { epochs } from './budget.ts';
import { trainedArchitecture } from './task.ts';
import { trainedParameters } from './trained-parameters.ts';

/** The GPUs that trained, as far as anything says. */
export interface Machine {
  /** As written; null when no name is known. */
  readonly name: string | null;
  /** Row of the table of peak rates; null for a name that is not in it. */
  readonly gpu: Gpu | null;
  readonly devices: number;
  /** False: one was assumed. */
  readonly devicesKnown: boolean;
  /** Bytes of one device; null when not known. */
  readonly memory: Known<number> | null;
  readonly from: string | null;
}

export function machineOf(run: Run): Machine {
  const resources = run.resources ?? null;
  const names = resources?.gpus ?? null;
  // Devices of different kinds have no common rate.
  const kinds = new Set(names?.value ?? []);
  const name = kinds.size === 1 ? (names?.value[0] ?? null) : null;
  const gpu = name === null ? null : findGpu(name);
  const told = run.hyperparameters.devices?.value ?? null;
  const sampled = resources?.samples.find(({ memoryTotal }) => memoryTotal !== null) ?? null;
  const stopped = resources?.outOfMemory.find(({ capacity }) => capacity !== null) ?? null;
  const byName = name === null || gpu === null ? null : memoryOfName(name, gpu);
  const memory =
    sampled !== null
      ? stated(sampled.memoryTotal!, sampled.file)
      : stopped !== null
        ? stated(stopped.capacity!, stopped.file)
        : byName !== null
          ? derived(byName * GIB, `the name \`${name}\``)
          : null;
  return { name, gpu, devices: told ?? 1, devicesKnown: told !== null, memory, from: names?.from ?? null };
}

/** The exact sizes of the model, from its configuration; null where the family or the head is not known. */
export function sizeOfModel(run: Run): ModelSize | null {
  const { configuration, type, labels } = run.model;
  if (configuration === undefined || configuration === null) return null;
  const architecture = trainedArchitecture(run) ?? (labels === null ? run.model.architecture : null);
  // An adapter adds parameters of its own, beside a base that is loaded from elsewhere.
  if (run.model.adapter !== null) return null;
  return modelSize(type, architecture, configuration, labels?.length ?? null);
}

/** Tokens that each training text took, padding included; the mean over the run. */
export interface PaddedLength {
  readonly mean: number;
  /** Set when all texts had the same length: padded to a fixed one. */
  readonly fixed: number | null;
  readonly from: string;
}

const counts = (run: Run): 'all' | 'non_padding' | null => {
  const setting = run.hyperparameters.raw.include_num_input_tokens_seen;
  if (setting === 'non_padding') return 'non_padding';
  return setting === false || setting === 'no' ? null : 'all';
};

function seen(run: Run): number | null {
  const passes = epochs(run);
  const size = run.trainSize?.value ?? null;
  return passes === null || size === null || !(passes > 0) || !(size > 0) ? null : passes * size;
}

/** From the tokens that Trainer counted, or its `total_flos` divided by six times the parameters that are multiplied. */
export function paddedLength(run: Run): PaddedLength | null {
  const examples = seen(run);
  if (examples === null || run.seams.length > 0) return null;
  const { tokensSeen, totalFlos } = run.timing;
  const size = sizeOfModel(run);
  const [mean, from] =
    tokensSeen !== null && tokensSeen.value > 0 && counts(run) === 'all'
      ? [tokensSeen.value / examples, `${tokensSeen.from} ÷ examples seen`]
      : totalFlos !== null && totalFlos.value > 0 && size !== null
        ? [
            totalFlos.value / (6 * size.withoutTables) / examples,
            `${totalFlos.from} ÷ (6 × ${size.withoutTables} parameters) ÷ examples seen`,
          ]
        : [null, ''];
  if (mean === null || !(mean >= 1) || mean > 100_000) return null;
  const whole = Math.round(mean);
  const limits = [run.model.tokenizer?.paddedTo, run.model.tokenizer?.cutAt?.value];
  const exact = Math.abs(mean - whole) <= 0.002 * mean;
  return { mean, fixed: exact && limits.includes(whole) ? whole : null, from };
}

/** Tokens that were no padding, a text; null unless they were counted alone. */
export function countedRealLength(run: Run): number | null {
  const examples = seen(run);
  const { tokensSeen } = run.timing;
  return examples === null || tokensSeen === null || counts(run) !== 'non_padding'
    ? null
    : tokensSeen.value / examples;
}

/** Longest input that a batch held: the fixed length, else the limit. */
function longestInput(run: Run): number | null {
  return (
    paddedLength(run)?.fixed ?? run.model.tokenizer?.paddedTo ?? run.model.tokenizer?.cutAt?.value ?? null
  );
}

/** Settings of one training step, as recorded; null where batch, length, precision or optimiser is not known. */
export function stepSettings(run: Run): StepSettings | null {
  const { perDeviceTrainBatchSize: batch, precision, optimizer, raw } = run.hyperparameters;
  const length = longestInput(run);
  const kind = optimizerMemory(optimizer?.value ?? null);
  if (batch === null || length === null || kind === null || precision === null) return null;
  if (!['fp32', 'fp16', 'bf16'].includes(precision.value)) return null;
  const written =
    run.model.configuration?._attn_implementation ?? run.model.configuration?.attn_implementation;
  return {
    microBatch: batch.value,
    length,
    precision: precision.value as Precision,
    optimizer: kind,
    checkpointing: raw.gradient_checkpointing === true,
    attention:
      written === 'eager' ? 'eager' : written === 'sdpa' || written === 'flash_attention_2' ? 'sdpa' : null,
    trained: trainedParameters(run)?.share ?? 1,
  };
}

/** Highest memory that was seen on one device; `context`: as nvidia-smi counts, with everything. */
export function peakMemory(
  run: Run,
): { readonly bytes: number; readonly context: boolean; readonly from: string } | null {
  const allocated = run.resources?.peakAllocated ?? null;
  if (allocated !== null) return { bytes: allocated.value, context: false, from: allocated.from };
  let found: { bytes: number; context: boolean; from: string } | null = null;
  for (const { memoryUsed, file } of run.resources?.samples ?? [])
    for (const bytes of memoryUsed)
      if (bytes > (found?.bytes ?? 0)) found = { bytes, context: true, from: file };
  return found;
}
