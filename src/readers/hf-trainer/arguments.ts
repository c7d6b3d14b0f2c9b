import { describeError } from '../../formats/error.ts';
import { isMap, isObject } from '../../formats/pickle-values.ts';
import { attributes, readTorchArchive, type Scalar } from '../../formats/torch-archive.ts';
import { type Known, stated } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Hyperparameters } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';

/** Settings by the Trainer's own names, with the file they come from. */
export interface Settings {
  readonly file: string;
  readonly values: ReadonlyMap<string, Scalar>;
}

/** Nothing that could be a secret goes on into a report. */
const secret = /token|secret|password|api_?key|credential/i;

/** Reads `training_args.bin` without executing anything; null after a problem was reported. */
export async function readTrainingArguments(
  file: SourceFile,
  context: ReadContext,
): Promise<Settings | null> {
  try {
    const value = readTorchArchive(await file.read());
    const values = new Map([...attributes(value)].filter(([name]) => !secret.test(name)));
    if (values.size === 0) throw new Error('no settings in it');
    // accelerate's PartialState knows how many processes trained; `_n_gpu` counts the devices of one process only.
    const state = isObject(value) && isMap(value.state) ? value.state.get('distributed_state') : undefined;
    const processes = state === undefined ? undefined : attributes(state).get('num_processes');
    if (typeof processes === 'number') values.set('num_processes', processes);
    context.found({ file: file.path, reader: 'hf-trainer', found: `${values.size} settings` });
    return { file: file.path, values };
  } catch (error) {
    const { position, expected, found } = describeError(error);
    context.problem({
      file: file.path,
      position,
      expected: expected === 'a readable file' ? 'the settings that Trainer saves' : expected,
      found,
      nextStep: found.includes('Git LFS')
        ? 'Run `git lfs pull` in the repository and try again.'
        : 'Settings are taken from the other files; pass `--train-size` and `--eval-size` if sizes are missing.',
      partial: false,
    });
    return null;
  }
}

/** Settings from `training_args.bin`, a model card, or both; the first that has a value wins. */
export function toHyperparameters(sources: readonly Settings[]): Hyperparameters {
  const find = <T extends Scalar>(
    names: readonly string[],
    accept: (value: Scalar) => T | null,
  ): Known<T> | null => {
    for (const { file, values } of sources) {
      for (const name of names) {
        const raw = values.get(name);
        const value = raw === undefined ? null : accept(raw);
        if (value !== null) return stated(value, `${file}#/${name}`);
      }
    }
    return null;
  };
  const number = (...names: string[]): Known<number> | null =>
    find(names, (v) => (typeof v === 'number' ? v : null));
  const positive = (...names: string[]): Known<number> | null =>
    find(names, (v) => (typeof v === 'number' && v > 0 ? v : null));
  const text = (...names: string[]): Known<string> | null =>
    find(names, (v) => (typeof v === 'string' && v !== '' ? v : null));
  const flag = (...names: string[]): Known<boolean> | null =>
    find(names, (v) => (typeof v === 'boolean' ? v : null));

  // Since version 5 a `warmup_steps` below 1 is a share of all steps.
  const warmup = number('warmup_steps');
  const isShare = warmup !== null && warmup.value > 0 && warmup.value < 1;
  const half = find(['fp16', 'bf16'], (v) => (v === true ? v : null));
  const full = flag('fp16');
  const mixed = text('mixed_precision_training');
  const strategy = text('eval_strategy', 'evaluation_strategy');
  const logsBySteps = (text('logging_strategy')?.value ?? 'steps') === 'steps';
  const adafactor = find(['adafactor'], (v) => (v === true ? v : null));
  const raw: Record<string, Scalar> = {};
  for (const { values } of [...sources].reverse()) {
    for (const [name, value] of values) if (name !== '__proto__' && !name.startsWith('_')) raw[name] = value;
  }
  return {
    learningRate: number('learning_rate'),
    scheduler: text('lr_scheduler_type'),
    warmupSteps: isShare ? null : warmup,
    warmupRatio: isShare ? warmup : number('warmup_ratio'),
    epochs: positive('num_train_epochs'),
    maxSteps: positive('max_steps'),
    perDeviceTrainBatchSize: positive('per_device_train_batch_size', 'per_gpu_train_batch_size'),
    perDeviceEvalBatchSize: positive('per_device_eval_batch_size', 'per_gpu_eval_batch_size'),
    gradientAccumulationSteps: positive('gradient_accumulation_steps'),
    devices: devices(sources),
    maxGradNorm: number('max_grad_norm'),
    weightDecay: number('weight_decay'),
    labelSmoothing: number('label_smoothing_factor'),
    optimizer: adafactor ? stated('adafactor', adafactor.from) : text('optim'),
    precision: half
      ? stated(half.from.endsWith('bf16') ? 'bf16' : 'fp16', half.from)
      : full
        ? stated('fp32', full.from)
        : mixed
          ? stated('fp16', mixed.from)
          : null,
    seed: number('seed'),
    loggingSteps: logsBySteps ? positive('logging_steps') : null,
    evaluationStrategy: strategy,
    // It has a value, but no effect, when evaluation is by epoch.
    evalSteps: strategy?.value === 'steps' ? positive('eval_steps') : null,
    nanFilter: flag('logging_nan_inf_filter'),
    raw,
  };
}

function devices(sources: readonly Settings[]): Known<number> | null {
  for (const { file, values } of sources) {
    const processes = values.get('num_processes');
    const local = values.get('_n_gpu');
    const perProcess = typeof local === 'number' && local > 1 ? local : 1;
    if (typeof processes === 'number' && processes > 0)
      return stated(processes * perProcess, `${file}#/distributed_state/num_processes`);
    const stated_ = values.get('num_devices');
    if (typeof stated_ === 'number' && stated_ > 0) return stated(stated_, `${file}#/num_devices`);
    // Without accelerate's state, one process is sure only when the launcher gave no rank.
    const rank = values.get('local_rank');
    if (typeof local === 'number' && (rank === -1 || rank === undefined))
      return stated(Math.max(1, local), `${file}#/_n_gpu`);
  }
  return null;
}
