import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json.ts';
import { code } from '../text/words.ts';
import type { Head } from './description.ts';
import { CheckpointError, listed, type Refusal } from './refusal.ts';
import type { Weight, Weights } from './weights.ts';

/** What PEFT writes into `adapter_config.json`, as far as it decides what is computed. */
interface AdapterSettings {
  readonly alpha: number;
  /** Divide by the root of the rank instead of the rank (Kalajdzievski 2023). */
  readonly byRoot: boolean;
  /** The end of a module's name → its own alpha. */
  readonly alphas: ReadonlyMap<string, number>;
}

/** Settings that make something else of W + scale · B · A, and the values at which they do not. */
const PLAIN: readonly (readonly [name: string, allowed: readonly JsonValue[]])[] = [
  ['use_dora', [false]],
  ['use_qalora', [false]],
  ['use_bdlora', [false]],
  ['fan_in_fan_out', [false]],
  ['lora_bias', [false]],
  // These initialisations (pissa, olora, corda, loftq, …) also change the base weights, which are not in the file.
  ['init_lora_weights', [true, false, 'gaussian', 'eva', 'orthogonal']],
  ['layer_replication', []],
  ['target_parameters', []],
  ['trainable_token_indices', []],
  ['alora_invocation_tokens', []],
  ['arrow_config', []],
  ['kasa_config', []],
  ['monteclora_config', []],
  ['velora_config', []],
];

/** The adapter is copied into the graph, which may not reach 2 GiB. */
const MAX_ADAPTER_BYTES = 1024 ** 3;

/** The folder or name of the model that the adapter was trained on; null when the file does not say. */
export function baseModelOf(adapterConfig: JsonValue): string | null {
  const name = isJsonObject(adapterConfig) ? adapterConfig.base_model_name_or_path : null;
  return typeof name === 'string' && name !== '' ? name : null;
}

/** The head that the adapter's task asks for; null when the file names no such task. */
export function headOfAdapter(adapterConfig: JsonValue): Head | null {
  const task = isJsonObject(adapterConfig) ? adapterConfig.task_type : null;
  return task === 'SEQ_CLS' ? 'sequence' : task === 'TOKEN_CLS' ? 'token' : null;
}

/**
 * The weights of the base model with a LoRA adapter of PEFT on top: W + scale · B · A where it has two factors, its own weights
 * where it was trained whole (the head, biases). Reads the adapter's numbers, which travel inside the graph, since a session
 * takes files from one folder only. Source: huggingface/peft, src/peft/tuners/lora/layer.py (0.21).
 */
export async function mergeAdapter(
  base: Weights,
  adapter: Weights,
  adapterConfig: JsonValue,
): Promise<Weights | Refusal> {
  try {
    const settings = settingsOf(adapterConfig);
    const total = [...adapter.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > MAX_ADAPTER_BYTES)
      throw new CheckpointError(
        'adapter',
        `The adapter holds ${total} bytes; at most ${MAX_ADAPTER_BYTES} are read.`,
      );
    const loaded: Weight[] = [];
    for (const tensor of adapter.tensors.values())
      loaded.push({ ...tensor, data: await tensor.file.readRange(tensor.byteOffset, tensor.bytes) });
    return merged(base, loaded, settings);
  } catch (error) {
    if (error instanceof CheckpointError) return error.refusal;
    throw error;
  }
}

function settingsOf(json: JsonValue): AdapterSettings {
  if (!isJsonObject(json)) throw new CheckpointError('adapter', '`adapter_config.json` holds no settings.');
  const kind = json.peft_type;
  if (kind !== 'LORA')
    throw new CheckpointError(
      'adapter',
      `The adapter is of the kind ${code(String(kind))}; LoRA can be merged.`,
      ['peft_type'],
    );
  for (const [name, allowed] of PLAIN) {
    const value = json[name];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!isEmpty && !allowed.includes(value!))
      throw new CheckpointError(
        'adapter',
        `\`adapter_config.json\`: ${code(name)} is set to what plain LoRA does not know, so that the merged weights cannot be told.`,
        [name],
      );
  }
  const alpha = json.lora_alpha;
  if (typeof alpha !== 'number' || !Number.isFinite(alpha))
    throw new CheckpointError('adapter', '`adapter_config.json` states no `lora_alpha`.', ['lora_alpha']);
  return { alpha, byRoot: json.use_rslora === true, alphas: patternOf(json, 'alpha_pattern') };
}

/** Keys are regular expressions to PEFT; plain names are read, and that is what people write. */
function patternOf(json: JsonObject, name: string): ReadonlyMap<string, number> {
  const pattern = json[name];
  const values = new Map<string, number>();
  if (!isJsonObject(pattern)) return values;
  for (const [key, value] of Object.entries(pattern)) {
    if (!/^[\w.]+$/.test(key) || typeof value !== 'number' || !Number.isFinite(value))
      throw new CheckpointError(
        'adapter',
        `\`adapter_config.json\`: ${code(key)} in ${code(name)} is not the name of a module.`,
        [key],
      );
    values.set(key, value);
  }
  return values;
}

function merged(base: Weights, adapter: readonly Weight[], settings: AdapterSettings): Weights {
  const tensors = new Map(base.tensors);
  const factors = new Map<string, { a?: Weight; b?: Weight }>();
  /** An encoder that was saved alone lacks the first part of the adapter's names. */
  const keyInBase = (name: string): string => {
    const alone = name.slice(name.indexOf('.') + 1);
    return !base.tensors.has(name) && base.tensors.has(alone) ? alone : name;
  };
  for (const tensor of adapter) {
    const name = tensor.name.replace(/^base_model\.model\./, '').replace(/\.base_layer\./, '.');
    const factor = /^(.+)\.lora_([AB])(?:\.[\w-]+)?\.weight$/.exec(name);
    if (factor) {
      const module = factor[1]!;
      const pair = factors.get(module) ?? {};
      pair[factor[2] === 'A' ? 'a' : 'b'] = tensor;
      factors.set(module, pair);
    } else if (!name.includes('.original_module.')) {
      const key = keyInBase(name.replace(/\.modules_to_save(?:\.default)?\./, '.'));
      tensors.set(key, { ...tensor, name: key });
    }
  }
  const odd: string[] = [];
  for (const [module, { a, b }] of factors) {
    const key = keyInBase(`${module}.weight`);
    const weight = tensors.get(key);
    if (!a || !b || !weight || !fits(weight, a, b)) {
      odd.push(module);
      continue;
    }
    const rank = a.shape[0]!;
    const scale = alphaOf(module, settings) / (settings.byRoot ? Math.sqrt(rank) : rank);
    tensors.set(key, { ...weight, update: { a, b, scale } });
  }
  if (odd.length > 0)
    throw new CheckpointError(
      'adapter',
      `The adapter does not fit the base model: ${listed(odd.map(code))} ${odd.length === 1 ? 'has' : 'have'} no weight of a suitable shape there.`,
      odd,
    );
  if (factors.size === 0)
    throw new CheckpointError('adapter', 'The adapter holds no pair of `lora_A` and `lora_B`.');
  return { kind: 'weights', tensors, files: base.files };
}

const fits = ({ shape }: Weight, a: Weight, b: Weight): boolean =>
  shape.length === 2 &&
  a.shape.length === 2 &&
  b.shape.length === 2 &&
  shape[0] === b.shape[0] &&
  shape[1] === a.shape[1] &&
  a.shape[0] === b.shape[1];

function alphaOf(module: string, { alpha, alphas }: AdapterSettings): number {
  for (const [key, own] of alphas) if (module === key || module.endsWith(`.${key}`)) return own;
  return alpha;
}
