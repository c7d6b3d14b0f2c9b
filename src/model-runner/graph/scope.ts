import { code } from '../../text/words.ts';
import { CheckpointError, listed } from '../refusal.ts';
import type { Weight, Weights } from '../weights.ts';
import type { GraphBuilder, Value } from './builder.ts';
import { type ElementType, elementType } from './onnx.ts';

/** What the layers of a model are built in: the graph, its inputs, and the weights as they are asked for. */
export interface Scope {
  readonly graph: GraphBuilder;
  /** Whether a gradient will be asked for; some operators then keep more results. */
  readonly gradients: boolean;
  /** Token ids, [batch, length], whole numbers. */
  readonly ids: Value;
  /** 1 for tokens, 0 for padding, [batch, length], whole numbers. */
  readonly mask: Value;
  /** 0 for the first text, 1 for the second, [batch, length]; null when the model knows no such thing. */
  readonly tokenTypes: Value | null;
  /** The length of the longest text, without dimensions and as a row of one. */
  readonly length: Value;
  readonly lengthRow: Value;
  /** The row `batch, length, …` for reshaping. */
  shape(...rest: readonly number[]): Value;
  /** A weight as 32-bit floats. */
  weight(name: string, shape: readonly number[]): Value;
  /** Rows of a table of weights; only these become 32-bit floats. */
  rows(name: string, shape: readonly number[], ids: Value): Value;
  /** Word embeddings; with gradients, the point between the baseline and the text that is differentiated at. */
  words(name: string, shape: readonly number[]): Value;
}

/** A scope, and what to ask when the model stands. */
export interface OpenScope {
  readonly scope: Scope;
  /** The word embeddings that are differentiated, and their difference to the baseline; null without gradients. */
  embedded(): { readonly at: Value; readonly difference: Value } | null;
  /** Refuses a checkpoint with weights that are missing, of another shape, or left over. */
  check(model: string, unused: readonly RegExp[]): void;
  readonly files: ReadonlySet<string>;
}

const elementOf: ReadonlyMap<string, ElementType> = new Map([
  ['F32', elementType.float],
  ['F16', elementType.float16],
  ['BF16', elementType.bfloat16],
  ['F64', elementType.double],
]);

/** `prefix` is that of the encoder's weights beside a head; an encoder saved alone bears none. */
export function openScope(
  graph: GraphBuilder,
  weights: Weights,
  prefix: string,
  inputs: { readonly tokenTypes: boolean; readonly gradients: boolean },
): OpenScope {
  const batch = ['batch', 'length'];
  const ids = graph.input('input_ids', elementType.int64, batch);
  const mask = graph.input('attention_mask', elementType.int64, batch);
  const tokenTypes = inputs.tokenTypes ? graph.input('token_type_ids', elementType.int64, batch) : null;
  const size = graph.operator('Shape', [ids]);
  const length = graph.operator('Gather', [size, graph.integer(1)], { axis: 0 });
  const shapes = new Map<string, Value>();
  const made = new Map<string, Value>();
  const used = new Set<string>();
  const missing: string[] = [];
  const misshapen: string[] = [];
  const files = new Set<string>();
  let embedded: { readonly at: Value; readonly difference: Value } | null = null;

  const alone = ![...weights.tensors.keys()].some((name) => name.startsWith(prefix));
  const find = (name: string): Weight | undefined =>
    weights.tensors.get(alone && name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const once = (key: string, make: () => Value): Value => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make();
    made.set(key, value);
    return value;
  };

  /** The weight as it is stored. A missing one gets a name too, so that all that are missing can be listed. */
  const stored = (
    name: string,
    shape: readonly number[],
  ): { readonly value: Value; readonly weight: Weight | null } => {
    const weight = find(name);
    if (!weight) {
      if (!missing.includes(name)) missing.push(name);
      return { value: name, weight: null };
    }
    used.add(weight.name);
    if (weight.shape.join() !== shape.join())
      misshapen.push(
        `${code(weight.storedName)} [${weight.shape.join(', ')}] instead of [${shape.join(', ')}]`,
      );
    return { value: once(weight.name, () => initializerOf(graph, weight, files)), weight };
  };
  const asFloat = (value: Value, weight: Weight | null): Value =>
    weight === null || weight.dtype === 'F32'
      ? value
      : graph.operator('Cast', [value], { to: elementType.float });

  const weight: Scope['weight'] = (name, shape) =>
    once(`float ${name}`, () => {
      const { value, weight: found } = stored(name, shape);
      const float = asFloat(value, found);
      if (!found?.update) return float;
      const { a, b, scale } = found.update;
      const factor = (part: Weight): Value => asFloat(initializerOf(graph, part, files), part);
      return graph.operator('Gemm', [factor(b), factor(a), float], { alpha: { real: scale } });
    });
  const rows: Scope['rows'] = (name, shape, from) => {
    const { value, weight: found } = stored(name, shape);
    return asFloat(graph.operator('Gather', [value, from], { axis: 0 }), found);
  };

  const scope: Scope = {
    graph,
    gradients: inputs.gradients,
    ids,
    mask,
    tokenTypes,
    length,
    lengthRow: graph.operator('Unsqueeze', [length, graph.integers([0])]),
    weight,
    rows,
    shape(...rest) {
      const key = rest.join();
      const value = shapes.get(key) ?? graph.operator('Concat', [size, graph.integers(rest)], { axis: 0 });
      shapes.set(key, value);
      return value;
    },
    words(name, shape) {
      const own = rows(name, shape, ids);
      if (!inputs.gradients) return own;
      const baselineIds = graph.input('baseline_ids', elementType.int64, batch);
      const perRow = ['batch', 1, 1];
      const weightOfBaseline = graph.input('baseline_weight', elementType.float, perRow);
      const alpha = graph.input('alpha', elementType.float, perRow);
      const baseline = graph.operator('Mul', [rows(name, shape, baselineIds), weightOfBaseline]);
      const difference = graph.operator('Sub', [own, baseline]);
      const at = graph.operator('Add', [baseline, graph.operator('Mul', [difference, alpha])]);
      embedded = { at, difference };
      return at;
    },
  };

  return {
    scope,
    files,
    embedded: () => embedded,
    check(model, unused) {
      if (missing.length > 0) refuseMissing(model, missing, weights);
      if (misshapen.length > 0)
        throw new CheckpointError(
          'weights',
          `Weights have another shape than \`config.json\` asks for: ${listed(misshapen)}.`,
          misshapen,
        );
      const left = [...weights.tensors.values()]
        .filter(({ name }) => !used.has(name) && !unused.some((pattern) => pattern.test(name)))
        .map(({ storedName }) => storedName);
      if (left.length > 0)
        throw new CheckpointError(
          'weights',
          `The checkpoint holds weights that ${model} has no place for: ${listed(left.map(code))}. The model was changed, and what it computes cannot be told from its files.`,
          left,
        );
    },
  };
}

function refuseMissing(model: string, missing: readonly string[], weights: Weights): never {
  const headOnly = missing.every((name) =>
    /^(?:classifier|pre_classifier|head|pooler|[a-z]+\.pooler)\./.test(name),
  );
  const adapted = [...weights.tensors.values()].some(({ update }) => update !== null);
  const why = !headOnly
    ? ''
    : adapted
      ? ' PEFT saves the head only when `task_type` or `modules_to_save` names it; the trained one is lost.'
      : ' The head was not saved with it; a language model before fine-tuning has none.';
  throw new CheckpointError(
    'weights',
    `The checkpoint lacks ${missing.length} of the weights of ${model}: ${listed(missing.map(code))}.${why}`,
    missing,
  );
}

function initializerOf(graph: GraphBuilder, weight: Weight, files: Set<string>): Value {
  const type = elementOf.get(weight.dtype);
  if (type === undefined)
    throw new CheckpointError(
      'weights',
      `${code(weight.storedName)} is stored as ${weight.dtype}; F32, F16, BF16 and F64 can be run. Quantised checkpoints are not.`,
      [weight.storedName],
    );
  // The name of the place keeps apart what an adapter and its base model both call by one name.
  const name = weight.data === null ? weight.name : `adapter ${weight.name}`;
  if (weight.data !== null)
    return graph.initializer({
      name,
      type,
      dimensions: weight.shape,
      content: { kind: 'inside', bytes: weight.data },
    });
  const location = weight.file.location ?? weight.file.name;
  files.add(location);
  return graph.initializer({
    name,
    type,
    dimensions: weight.shape,
    content: { kind: 'file', location, byteOffset: weight.byteOffset, bytes: weight.bytes },
  });
}
