import { describeError } from '../formats/error.ts';
import { isJsonObject, parseJsonBytes } from '../formats/json.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import type { ByteFile, StoredTensor } from '../formats/stored-tensor.ts';
import { readTorchTensors } from '../formats/torch-weights.ts';
import { code } from '../text/words.ts';
import { CheckpointError, listed, type Refusal } from './refusal.ts';

/** A file of a checkpoint's folder. */
export interface WeightFile extends ByteFile {
  /** As the folder names it: `model.safetensors`. */
  readonly name: string;
  /** As the graph is to name it: the last part of the real path, where the folder holds a link. Absent: `name`. */
  readonly location?: string;
}

/** Where one weight comes from. */
export interface Weight extends StoredTensor {
  /** The name in the file, before prefixes were removed. */
  readonly storedName: string;
  readonly file: WeightFile;
  /** The numbers themselves, where they cannot lie in the file (an adapter in another folder); otherwise null. */
  readonly data: Uint8Array | null;
  /** A low-rank addition: `scale · B · A`. */
  readonly update: LowRankUpdate | null;
}

interface LowRankUpdate {
  /** Rank × columns. */
  readonly a: Weight;
  /** Rows × rank. */
  readonly b: Weight;
  readonly scale: number;
}

/** All weights of a checkpoint by the names that the model gives them. */
export interface Weights {
  readonly kind: 'weights';
  readonly tensors: ReadonlyMap<string, Weight>;
  readonly files: readonly WeightFile[];
}

/** In the order of preference; transformers itself looks for safetensors first. */
const WHOLE = ['model.safetensors', 'pytorch_model.bin'];
const SHARDED = WHOLE.map((name) => `${name}.index.json`);
/** What else may hold a state dict, when the caller offers nothing better. */
const ADAPTER = ['adapter_model.safetensors', 'adapter_model.bin'];

/**
 * The weights of a checkpoint from the files of its folder: `model.safetensors`, its shards, `pytorch_model.bin`, its shards,
 * or an adapter. Reads headers only. Names lose `module.` and `_orig_mod.` (left by DataParallel and torch.compile), and
 * `LayerNorm.gamma` / `beta` (checkpoints of TensorFlow days) become `weight` / `bias`.
 */
export async function openWeights(files: readonly WeightFile[]): Promise<Weights | Refusal> {
  try {
    return await chosenWeights(files);
  } catch (error) {
    if (error instanceof CheckpointError) return error.refusal;
    throw error;
  }
}

async function chosenWeights(files: readonly WeightFile[]): Promise<Weights> {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const [i, name] of WHOLE.entries()) {
    const whole = byName.get(name);
    if (whole) return collect(await tensorsOf(whole));
    const index = byName.get(SHARDED[i]!);
    if (index) return shards(index, byName);
  }
  for (const name of ADAPTER) {
    const adapter = byName.get(name);
    if (adapter) return collect(await tensorsOf(adapter));
  }
  throw new CheckpointError(
    'file',
    `No weights were found; ${listed([...WHOLE, ...SHARDED].map(code))} can be read.`,
    WHOLE,
  );
}

async function shards(index: WeightFile, byName: ReadonlyMap<string, WeightFile>): Promise<Weights> {
  const parsed = parseJsonBytes(await index.readRange(0, index.bytes));
  const map = parsed.ok && isJsonObject(parsed.value) ? parsed.value.weight_map : undefined;
  if (!isJsonObject(map))
    throw new CheckpointError('file', `${code(index.name)} holds no \`weight_map\`.`, [index.name]);
  const wanted = new Map<string, Set<string>>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string')
      throw new CheckpointError('file', `${code(index.name)} names no file for ${code(name)}.`, [name]);
    const names = wanted.get(file) ?? new Set<string>();
    wanted.set(file, names.add(name));
  }
  const missing = [...wanted.keys()].filter((name) => !byName.has(name));
  if (missing.length > 0)
    throw new CheckpointError(
      'file',
      `${code(index.name)} names files that are not there: ${listed(missing.map(code))}.`,
      missing,
    );
  const tensors: Weight[] = [];
  for (const [name, names] of wanted) {
    const found = (await tensorsOf(byName.get(name)!)).filter((tensor) => names.has(tensor.name));
    const there = new Set(found.map((tensor) => tensor.name));
    const absent = [...names].filter((tensor) => !there.has(tensor));
    if (absent.length > 0)
      throw new CheckpointError(
        'weights',
        `${code(name)} lacks tensors that ${code(index.name)} promises: ${listed(absent.map(code))}.`,
        absent,
      );
    tensors.push(...found);
  }
  return collect(tensors);
}

async function tensorsOf(file: WeightFile): Promise<readonly Weight[]> {
  try {
    const stored = file.name.endsWith('.bin') ? await readTorchTensors(file) : await readSafetensors(file);
    return stored.map((tensor) => ({
      ...tensor,
      storedName: tensor.name,
      file,
      data: null,
      update: null,
    }));
  } catch (error) {
    const { position, expected, found } = describeError(error);
    const where = position === null ? '' : ` (${position})`;
    throw new CheckpointError(
      'file',
      `${code(file.name)} could not be read${where}: expected ${expected}, found ${found}.`,
      position === null ? [] : [position],
    );
  }
}

function collect(stored: readonly Weight[]): Weights {
  const tensors = new Map<string, Weight>();
  for (const tensor of stored) {
    const name = modelName(tensor.name);
    const other = tensors.get(name);
    if (other)
      throw new CheckpointError(
        'weights',
        `Two tensors are both ${code(name)}: ${code(other.storedName)} and ${code(tensor.storedName)}.`,
        [other.storedName, tensor.storedName],
      );
    tensors.set(name, { ...tensor, name });
  }
  return { kind: 'weights', tensors, files: [...new Set(stored.map((tensor) => tensor.file))] };
}

const modelName = (stored: string): string =>
  stored
    .replace(/^(?:module\.|_orig_mod\.)+/, '')
    .replace(/(^|\.)_orig_mod\./g, '$1')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
