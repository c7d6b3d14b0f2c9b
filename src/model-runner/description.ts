import { describeJson, isJsonObject, type JsonObject, type JsonValue } from '../formats/json.ts';
import { code } from '../text/words.ts';
import { type Configuration, createConfiguration } from './configuration.ts';
import type { EncoderFacts, EncoderPlan, Family } from './families/family.ts';
import { familyOf, supportedFamilies } from './families/index.ts';
import { assembleGraph } from './graph/assemble.ts';
import { CheckpointError, orRefusal, type Refusal } from './refusal.ts';
import type { Weights } from './weights.ts';

/** What the model answers about: a whole text, each token, or (for measuring) the encoder's last hidden states. */
export type Head = 'sequence' | 'token' | 'hidden-states';
export type ProblemType = 'single-label' | 'multi-label' | 'regression';

/** A checkpoint that can be run. Plain data: it may cross to a worker. */
export interface CheckpointDescription extends EncoderFacts {
  readonly kind: 'checkpoint';
  /** `BERT`, `RoBERTa`, … */
  readonly family: string;
  /** As the configuration names it: `xlm-roberta`. */
  readonly modelType: string;
  readonly head: Head;
  /** In the order of the logits. */
  readonly labels: readonly string[];
  /** False when the configuration names none and they are `LABEL_0`, `LABEL_1`, … */
  readonly labelsAreNamed: boolean;
  /** Always `single-label` for tokens. */
  readonly problemType: ProblemType;
  /** Types in which the weights are stored, most frequent first: `F32`, `F16`, … */
  readonly storedTypes: readonly string[];
  /** Numbers in all weights that the files hold. */
  readonly parameters: number;
  readonly config: JsonObject;
}

/** What a caller knows better than the configuration, such as an adapter's task on a base model. */
export interface DescriptionOptions {
  readonly head?: Head;
}

/**
 * What the checkpoint of a `config.json` and its weights is, or why it is not run. Everything is held against each other here:
 * a description that comes back can be built.
 */
export function describeCheckpoint(
  config: JsonValue,
  weights: Weights,
  options: DescriptionOptions = {},
): CheckpointDescription | Refusal {
  return orRefusal(() => {
    const description = describe(createConfiguration(config), weights, options);
    assembleGraph(description, weights, { gradients: false });
    return description;
  });
}

function describe(
  config: Configuration,
  weights: Weights,
  options: DescriptionOptions,
): CheckpointDescription {
  const { json } = config;
  const { family, modelType } = familyNamed(json);
  const head = options.head ?? headNamed(json, family, modelType);
  const plan = family.plan(config);
  const { names, named } = labelNames(json, head, plan, weights);
  return {
    kind: 'checkpoint',
    family: family.name,
    modelType,
    head,
    labels: names,
    labelsAreNamed: named,
    problemType: problemTypeOf(config, head, names.length),
    ...plan.facts,
    storedTypes: storedTypes(weights),
    parameters: [...weights.tensors.values()].reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    config: json,
  };
}

function familyNamed(json: JsonObject): { readonly family: Family; readonly modelType: string } {
  const modelType = json.model_type;
  if (typeof modelType !== 'string')
    throw new CheckpointError(
      'family',
      `\`config.json\` names no \`model_type\` (${describeJson(modelType)}). ${supportedFamilies} can be run.`,
      ['model_type'],
    );
  const family = familyOf(modelType);
  if (!family)
    throw new CheckpointError(
      'family',
      `Models of the type ${code(modelType)} are not run. ${supportedFamilies} can be.`,
      [modelType],
    );
  if (json.auto_map !== undefined && json.auto_map !== null)
    throw new CheckpointError(
      'family',
      '`config.json` points to code of its own (`auto_map`), which is not run; what the model computes cannot be told.',
      ['auto_map'],
    );
  return { family, modelType };
}

const headOf: Readonly<Record<string, Head>> = {
  ForSequenceClassification: 'sequence',
  ForTokenClassification: 'token',
};

function headNamed(json: JsonObject, family: Family, modelType: string): Head {
  const architectures = json.architectures;
  const name = Array.isArray(architectures) ? architectures[0] : undefined;
  if (typeof name !== 'string')
    throw new CheckpointError(
      'head',
      '`config.json` names no `architectures`, so that a classifier of texts cannot be told from one of tokens.',
      ['architectures'],
    );
  const classes = Object.values(family.classes);
  const start = classes.find((prefix) => name.startsWith(prefix));
  const head = start === undefined ? undefined : headOf[name.slice(start.length)];
  if (head === undefined)
    throw new CheckpointError(
      'head',
      `The model was saved as ${code(name)}; ${code(`${family.classes[modelType]}ForSequenceClassification`)} and ${code(`${family.classes[modelType]}ForTokenClassification`)} can be run.`,
      [name],
    );
  return head;
}

function labelNames(
  json: JsonObject,
  head: Head,
  plan: EncoderPlan,
  weights: Weights,
): { readonly names: readonly string[]; readonly named: boolean } {
  if (head === 'hidden-states') return { names: [], named: false };
  const layer = `${plan.lastLayer[head]}.weight`;
  const last = weights.tensors.get(layer);
  const rows = last?.shape.length === 2 ? last.shape[0]! : null;
  const map = json.id2label;
  if (isJsonObject(map) && Object.keys(map).length > 0) {
    const names: string[] = [];
    const count = Object.keys(map).length;
    for (let i = 0; i < count; i++) {
      const name = map[String(i)];
      if (typeof name !== 'string' && typeof name !== 'number')
        throw new CheckpointError(
          'labels',
          `\`config.json\`: \`id2label\` names ${count} labels but none for ${i}.`,
          ['id2label'],
        );
      names.push(String(name));
    }
    if (rows !== null && rows !== count)
      throw new CheckpointError(
        'labels',
        `\`config.json\` names ${count} labels, and ${code(layer)} has ${rows} rows. Which label belongs to which row cannot be told.`,
        ['id2label', layer],
      );
    return { names, named: names.some((name, i) => name !== `LABEL_${i}`) };
  }
  const stated = json.num_labels;
  if (typeof stated === 'number' && rows !== null && stated !== rows)
    throw new CheckpointError(
      'labels',
      `\`config.json\` states ${stated} labels, and ${code(layer)} has ${rows} rows.`,
      ['num_labels', layer],
    );
  const count =
    rows ?? (typeof stated === 'number' && stated >= 1 && stated <= 100_000 ? Math.floor(stated) : 2);
  return { names: Array.from({ length: count }, (_, i) => `LABEL_${i}`), named: false };
}

const problemTypes: Readonly<Record<string, ProblemType>> = {
  single_label_classification: 'single-label',
  multi_label_classification: 'multi-label',
  regression: 'regression',
};

/** transformers itself takes one output for a regression and several for one of several labels. */
function problemTypeOf(config: Configuration, head: Head, labels: number): ProblemType {
  if (head !== 'sequence') return 'single-label';
  config.only('problem_type', Object.keys(problemTypes), 'What the logits mean is not known.');
  return problemTypes[
    config.text('problem_type', labels === 1 ? 'regression' : 'single_label_classification')
  ]!;
}

function storedTypes(weights: Weights): readonly string[] {
  const counts = new Map<string, number>();
  for (const { dtype, bytes } of weights.tensors.values())
    counts.set(dtype, (counts.get(dtype) ?? 0) + bytes);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([type]) => type);
}
