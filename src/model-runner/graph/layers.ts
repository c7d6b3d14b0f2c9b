import type { Configuration } from '../configuration.ts';
import type { Value } from './builder.ts';
import { elementType } from './onnx.ts';
import type { Scope } from './scope.ts';

/** The lowest 32-bit float: added to a score it leaves no weight, and two of them are never added (that would be −∞). */
const LOWEST = -3.4028234663852886e38;

/** `x · Wᵀ + b` of `name.weight` [to, from] and `name.bias`, on rows: [n, from] → [n, to]. */
export function linear(scope: Scope, x: Value, name: string, from: number, to: number, bias = true): Value {
  const inputs = [x, scope.weight(`${name}.weight`, [to, from])];
  if (bias) inputs.push(scope.weight(`${name}.bias`, [to]));
  return scope.graph.operator('Gemm', inputs, { transB: 1 });
}

/** Layer normalisation over the last dimension. */
export function layerNorm(
  scope: Scope,
  x: Value,
  name: string,
  size: number,
  epsilon: number,
  bias = true,
): Value {
  const inputs = [x, scope.weight(`${name}.weight`, [size])];
  if (bias) inputs.push(scope.weight(`${name}.bias`, [size]));
  // The gradient needs the mean and the inverse deviation, which the operator gives away for nothing.
  const results = scope.gradients ? 3 : 1;
  return scope.graph.operators(results, 'LayerNormalization', inputs, {
    axis: -1,
    epsilon: { real: epsilon },
  })[0]!;
}

const activations = {
  /** Exact, with the error function. */
  gelu: (scope: Scope, x: Value): Value => scope.graph.operator('Gelu', [x]),
  /** With the hyperbolic tangent in its place. */
  geluTanh: (scope: Scope, x: Value): Value => scope.graph.operator('Gelu', [x], { approximate: 'tanh' }),
  relu: (scope: Scope, x: Value): Value => scope.graph.operator('Relu', [x]),
  tanh: (scope: Scope, x: Value): Value => scope.graph.operator('Tanh', [x]),
  silu: (scope: Scope, x: Value): Value =>
    scope.graph.operator('Mul', [x, scope.graph.operator('Sigmoid', [x])]),
} as const;
export type Activation = keyof typeof activations;

/** Names of transformers/activations.py. */
const activationOf: ReadonlyMap<string, Activation> = new Map([
  ['gelu', 'gelu'],
  ['gelu_python', 'gelu'],
  ['gelu_new', 'geluTanh'],
  ['gelu_fast', 'geluTanh'],
  ['gelu_accurate', 'geluTanh'],
  ['gelu_pytorch_tanh', 'geluTanh'],
  ['gelu_python_tanh', 'geluTanh'],
  ['relu', 'relu'],
  ['silu', 'silu'],
  ['swish', 'silu'],
  ['tanh', 'tanh'],
]);

/** The activation that a setting names; any other is refused. */
export function activationNamed(config: Configuration, setting: string, otherwise: string): Activation {
  config.only(setting, [...activationOf.keys()], 'This activation is not known.');
  return activationOf.get(config.text(setting, otherwise))!;
}

export const activate = (scope: Scope, kind: Activation, x: Value): Value => activations[kind](scope, x);

/** 0 where a key may be seen and the lowest number where it is padding: [batch, 1, 1, length]. */
export function paddingBias(scope: Scope): Value {
  const { graph } = scope;
  const padding = graph.operator('Sub', [
    graph.real(1),
    graph.operator('Cast', [scope.mask], { to: elementType.float }),
  ]);
  return graph.operator('Unsqueeze', [
    graph.operator('Mul', [padding, graph.real(LOWEST)]),
    graph.integers([1, 2]),
  ]);
}

/** The same where keys further away than `window` are hidden too: [batch, 1, length, length]. */
export function windowBias(scope: Scope, window: number): Value {
  const { graph } = scope;
  const positions = graph.operator('Range', [graph.integer(0), scope.length, graph.integer(1)]);
  const distance = graph.operator('Abs', [
    graph.operator('Sub', [
      graph.operator('Unsqueeze', [positions, graph.integers([1])]),
      graph.operator('Unsqueeze', [positions, graph.integers([0])]),
    ]),
  ]);
  const near = graph.operator('LessOrEqual', [distance, graph.integer(window)]);
  const token = graph.operator('Cast', [graph.operator('Unsqueeze', [scope.mask, graph.integers([1, 2])])], {
    to: elementType.bool,
  });
  return graph.operator('Where', [graph.operator('And', [token, near]), graph.real(0), graph.real(LOWEST)]);
}

export interface Heads {
  readonly count: number;
  readonly size: number;
}

/** Rows [batch·length, heads·size] → [batch, heads, length, size]. */
export function splitHeads(scope: Scope, x: Value, heads: Heads): Value {
  return scope.graph.operator(
    'Transpose',
    [scope.graph.operator('Reshape', [x, scope.shape(heads.count, heads.size)])],
    {
      perm: [0, 2, 1, 3],
    },
  );
}

/** The same with the last two dimensions turned, as keys are multiplied: [batch, heads, size, length]. */
export function splitHeadsTurned(scope: Scope, x: Value, heads: Heads): Value {
  return scope.graph.operator(
    'Transpose',
    [scope.graph.operator('Reshape', [x, scope.shape(heads.count, heads.size)])],
    {
      perm: [0, 2, 3, 1],
    },
  );
}

/** [batch, heads, length, size] → rows [batch·length, heads·size]. */
function joinHeads(scope: Scope, x: Value, heads: Heads): Value {
  const turned = scope.graph.operator('Transpose', [x], { perm: [0, 2, 1, 3] });
  return scope.graph.operator('Reshape', [turned, scope.graph.integers([-1, heads.count * heads.size])]);
}

/** `softmax(scores + bias) · values` with scores [batch, heads, length, length] and rows of values; gives rows. */
export function weighValues(scope: Scope, scores: Value, bias: Value, values: Value, heads: Heads): Value {
  const { graph } = scope;
  const weights = graph.operator('Softmax', [graph.operator('Add', [scores, bias])], { axis: -1 });
  return joinHeads(scope, graph.operator('MatMul', [weights, splitHeads(scope, values, heads)]), heads);
}

/** Scaled dot-product attention on rows. `bias` is added to the scores. */
export function attention(
  scope: Scope,
  query: Value,
  key: Value,
  value: Value,
  heads: Heads,
  bias: Value,
): Value {
  const { graph } = scope;
  const products = graph.operator('MatMul', [
    splitHeads(scope, query, heads),
    splitHeadsTurned(scope, key, heads),
  ]);
  const scores = graph.operator('Mul', [products, graph.real(1 / Math.sqrt(heads.size))]);
  return weighValues(scope, scores, bias, value, heads);
}

/** The rows of the first token: [batch·length, size] → [batch, size]. */
export function firstToken(scope: Scope, hidden: Value, size: number): Value {
  const { graph } = scope;
  return graph.operator(
    'Gather',
    [graph.operator('Reshape', [hidden, scope.shape(size)]), graph.integer(0)],
    {
      axis: 1,
    },
  );
}
