import type { SettingDifference } from '../../model/comparison.ts';
import type { Hyperparameters } from '../../model/run.ts';
import type { RunFacts } from '../define.ts';
import type { Member } from './define.ts';
import { settingKind, settingRank } from './setting-kind.ts';

/** Fields of `Hyperparameters` under Trainer's names, so that a typed value and a raw one of the same setting are one setting. */
const trainerNames: Readonly<Record<string, Exclude<keyof Hyperparameters, 'raw'>>> = {
  learning_rate: 'learningRate',
  lr_scheduler_type: 'scheduler',
  warmup_steps: 'warmupSteps',
  warmup_ratio: 'warmupRatio',
  num_train_epochs: 'epochs',
  max_steps: 'maxSteps',
  per_device_train_batch_size: 'perDeviceTrainBatchSize',
  per_device_eval_batch_size: 'perDeviceEvalBatchSize',
  gradient_accumulation_steps: 'gradientAccumulationSteps',
  devices: 'devices',
  max_grad_norm: 'maxGradNorm',
  weight_decay: 'weightDecay',
  label_smoothing_factor: 'labelSmoothing',
  optim: 'optimizer',
  precision: 'precision',
  seed: 'seed',
  logging_steps: 'loggingSteps',
  eval_strategy: 'evaluationStrategy',
  eval_steps: 'evalSteps',
  logging_nan_inf_filter: 'nanFilter',
};
/** Other spellings of settings that the typed fields hold already. */
const SPOKEN_FOR =
  /^(evaluation_strategy|per_gpu_(train|eval)_batch_size|fp16|bf16|mixed_precision_training|num_devices|num_processes|n_gpu|lr_scheduler_warmup_(steps|ratio)|train_batch_size|eval_batch_size|total_(train|eval)_batch_size|distributed_type|adafactor|optimizer|num_epochs|training_steps)$/;

const textOf = (value: string | number | boolean): string =>
  typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(8)))
    : String(value);

/** Counts that were worked out from rates and times are a little off; the number read first stands for all near it. */
const nearly = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(1, 0.002 * Math.max(a, b));

/** Asked for the same hundred names in a thousand runs, so that answers are kept. */
function isSpokenFor(name: string, kept: Map<string, boolean>): boolean {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const answer = SPOKEN_FOR.test(name);
  kept.set(name, answer);
  return answer;
}

/** Every recorded setting of a run as text, by Trainer's name; what is not recorded is absent. */
function settingsTold(facts: RunFacts, spoken: Map<string, boolean>): Map<string, string> {
  const { hyperparameters, model } = facts.run;
  const out = new Map<string, string>();
  for (const [name, field] of Object.entries(trainerNames)) {
    const known = hyperparameters[field];
    if (known !== null) out.set(name, textOf(known.value));
  }
  for (const [name, value] of Object.entries(hyperparameters.raw))
    if (value !== null && value !== '' && !out.has(name) && !isSpokenFor(name, spoken))
      out.set(name, textOf(value));
  const told: readonly (readonly [string, string | number | null])[] = [
    ['base model', model.base],
    ['architecture', model.architecture],
    ['model type', model.type],
    ['layers', model.layers],
    ['hidden size', model.hiddenSize],
    ['labels', model.labels?.length ?? null],
    ['adapter', model.adapter?.kind ?? null],
    ['adapter rank', model.adapter?.rank ?? null],
  ];
  for (const [name, value] of told) if (value !== null) out.set(name, textOf(value));
  return out;
}

function sizes(
  name: string,
  kind: SettingDifference['kind'],
  values: readonly (number | null)[],
): SettingDifference | null {
  const stood: number[] = [];
  const texts = values.map((value) => {
    if (value === null) return null;
    const known = stood.find((other) => nearly(other, value));
    if (known === undefined) stood.push(value);
    return String(known ?? value);
  });
  return stood.length < 2 ? null : { name, kind, values: texts };
}

/** Both parts of "what differs" and how many settings are the same wherever they are recorded. */
export interface SettingComparison {
  readonly differences: readonly SettingDifference[];
  readonly equal: number;
}

/**
 * Settings with at least two different recorded values, most important first. Not recorded is not different. The step counts that
 * follow from others (`max_steps` that the trainer worked out) are left to the settings they follow from.
 */
export function compareSettings(members: readonly Member[]): SettingComparison {
  const spoken = new Map<string, boolean>();
  const told = members.map((member) => settingsTold(member.facts, spoken));
  const first = new Map<string, string>();
  const differing = new Set<string>();
  for (const settings of told) {
    for (const [name, value] of settings) {
      const known = first.get(name);
      if (known === undefined) first.set(name, value);
      else if (known !== value) differing.add(name);
    }
  }
  const out: SettingDifference[] = [...differing].map((name) => ({
    name,
    kind: settingKind(name),
    values: told.map((settings) => settings.get(name) ?? null),
  }));
  for (const difference of [
    sizes(
      'training examples',
      'training',
      members.map((m) => m.facts.trainSize()?.value ?? null),
    ),
    sizes(
      'evaluation examples',
      'reading',
      members.map((m) => m.facts.validationSize()?.value ?? null),
    ),
  ])
    if (difference !== null) out.push(difference);
  const kinds = { training: 0, reading: 1, place: 2 } as const;
  out.sort(
    (a, b) =>
      kinds[a.kind] - kinds[b.kind] ||
      settingRank(a.name) - settingRank(b.name) ||
      (a.name < b.name ? -1 : 1),
  );
  return { differences: out, equal: first.size - differing.size };
}
