import { resolve } from 'node:path';
import { isJsonObject, type JsonObject, parseJson } from '../../formats/json.ts';
import {
  baseModelOf,
  type CheckpointDescription,
  CheckpointError,
  describeCheckpoint,
  headOfAdapter,
  isRefusal,
  mergeAdapter,
  openWeights,
  type Refusal,
  type Weights,
} from '../../model-runner/index.ts';
import { planTokenizer, type TokenizerPlan } from '../../model-runner/tokenizer/index.ts';
import { type DiskFile, filesOfFolder, textOf } from './disk-file.ts';
import { type CheckpointChoice, locateCheckpoint } from './locate.ts';
import { placesOf, tokenizerFilesOf } from './tokenizer-files.ts';

export interface OpenOptions {
  readonly checkpoint?: CheckpointChoice;
  /** Most tokens a text, special ones among them. */
  readonly maxLength?: number | null;
  /** The data are words that are split already. */
  readonly words?: boolean;
}

/** A checkpoint whose files fit together. Nothing was loaded but headers and the tokenizer's files. */
export interface OpenedCheckpoint {
  readonly folder: string;
  /** What runs: weights with a graph built for them, or the user's own graph. */
  readonly model:
    | {
        readonly kind: 'weights';
        readonly description: CheckpointDescription;
        readonly weights: Weights /** Files that the graph points into. */;
        readonly mapped: readonly DiskFile[];
      }
    | { readonly kind: 'graph'; readonly file: DiskFile };
  readonly config: JsonObject;
  readonly tokenizer: TokenizerPlan;
  /** Files whose bytes decide the logits: weights, or the graph with what lies beside it. */
  readonly weightFiles: readonly DiskFile[];
  /** Plain sentences: what was taken for what. */
  readonly assumptions: readonly string[];
}

/**
 * Opens a checkpoint by its path. Throws CheckpointError or TokenizerProblem with a sentence for the user when the files do
 * not fit together.
 */
export async function openCheckpoint(path: string, options: OpenOptions = {}): Promise<OpenedCheckpoint> {
  const { folder, files, graph, assumptions } = await locateCheckpoint(path, options.checkpoint);
  const parts = await partsOf(folder, files, graph);
  const { model, config, weightFiles } = parts;
  const found = await tokenizerFilesOf(folder, files, config);
  const tokenizer = planTokenizer(found.files, config, {
    maxLength: options.maxLength ?? null,
    words: options.words ?? false,
    ...(model.kind === 'weights' ? { positions: model.description.maxPositions } : {}),
  });
  return {
    folder,
    model,
    config,
    tokenizer,
    weightFiles,
    assumptions: [...assumptions, ...parts.assumptions, ...found.assumptions, ...tokenizer.assumptions],
  };
}

type Parts = Pick<OpenedCheckpoint, 'model' | 'config' | 'weightFiles' | 'assumptions'>;

async function partsOf(folder: string, files: readonly DiskFile[], graph: DiskFile | null): Promise<Parts> {
  if (graph !== null) {
    const weightFiles = files.filter(
      (file) => file === graph || /\.(onnx[._]data|data|bin|safetensors)$/.test(file.name),
    );
    const text = await textOf(files, 'config.json');
    const config = text === null ? {} : configOf(text);
    return { model: { kind: 'graph', file: graph }, config, weightFiles, assumptions: [] };
  }
  const own = files.some(({ name }) => WHOLE_WEIGHTS.test(name));
  if (!own && files.some(({ name }) => name === 'adapter_config.json')) return adaptedParts(folder, files);
  const text = await textOf(files, 'config.json');
  if (text === null)
    throw new CheckpointError(
      'file',
      `${folder} holds no config.json. Copy it from where the model was saved.`,
      ['config.json'],
    );
  const config = configOf(text);
  const weights = await accepted(openWeights(files));
  const description = await accepted(describeCheckpoint(config, weights));
  const mapped = behind(weights, files);
  return {
    model: { kind: 'weights', description, weights, mapped },
    config,
    weightFiles: mapped,
    assumptions: [],
  };
}

/** A LoRA adapter on its base model, which has to lie on this disk: nothing is downloaded. */
async function adaptedParts(folder: string, files: readonly DiskFile[]): Promise<Parts> {
  const adapterConfig = configOf((await textOf(files, 'adapter_config.json')) ?? '', 'adapter_config.json');
  const name = baseModelOf(adapterConfig);
  const base = name === null ? null : await baseFiles(folder, name);
  if (base === null)
    throw new CheckpointError(
      'adapter',
      `${folder} holds a LoRA adapter, and its base model${name === null ? '' : ` ${name}`} is not on this disk. Save the whole model in Python (model.merge_and_unload().save_pretrained(…)), or load the base model once so that it lies in the Hugging Face cache.`,
      name === null ? [] : [name],
    );
  const ownText = await textOf(files, 'config.json');
  const own = ownText === null ? {} : configOf(ownText);
  // Labels of a language model say nothing about the classifier that the adapter brings.
  const {
    id2label: _,
    label2id: __,
    num_labels: ___,
    ...rest
  } = configOf((await textOf(base.files, 'config.json')) ?? '');
  const config: JsonObject = { ...rest, ...labelsIn(own) };
  const adapter = await accepted(openWeights(files));
  const weights = await accepted(
    mergeAdapter(await accepted(openWeights(base.files)), adapter, adapterConfig),
  );
  const head = headOfAdapter(adapterConfig);
  const description = await accepted(describeCheckpoint(config, weights, head === null ? {} : { head }));
  const mapped = behind(weights, base.files);
  return {
    model: { kind: 'weights', description, weights, mapped },
    config,
    weightFiles: [
      ...mapped,
      ...behind(adapter, files),
      ...files.filter((file) => file.name === 'adapter_config.json'),
    ],
    assumptions: [`weights ← the LoRA adapter on ${name}, found at ${base.folder}`],
  };
}

const WHOLE_WEIGHTS = /^(model\.safetensors|pytorch_model\.bin)(\.index\.json)?$/;

async function baseFiles(
  folder: string,
  name: string,
): Promise<{ readonly folder: string; readonly files: readonly DiskFile[] } | null> {
  for (const place of [resolve(folder, name), ...(await placesOf(name))]) {
    const files = await filesOfFolder(place);
    const names = files.map((file) => file.name);
    if (names.includes('config.json') && names.some((one) => WHOLE_WEIGHTS.test(one)))
      return { folder: place, files };
  }
  return null;
}

const labelsIn = ({ id2label, label2id, problem_type }: JsonObject): JsonObject => ({
  ...(id2label === undefined ? {} : { id2label }),
  ...(label2id === undefined ? {} : { label2id }),
  ...(problem_type === undefined ? {} : { problem_type }),
});

function behind(weights: Weights, files: readonly DiskFile[]): readonly DiskFile[] {
  const names = new Set(weights.files.map((file) => file.name));
  return files.filter((file) => names.has(file.name));
}

function configOf(text: string, name = 'config.json'): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value))
    throw new CheckpointError('configuration', `\`${name}\` is not a JSON object.`, [name]);
  return parsed.value;
}

async function accepted<T extends object>(value: T | Refusal | Promise<T | Refusal>): Promise<T> {
  const known = await value;
  if (isRefusal(known)) throw new CheckpointError(known.reason, known.sentence, known.names);
  return known;
}
