import type { GraphBuilder, Value } from './builder.ts';
import { elementType, type GraphNode } from './onnx.ts';

interface Step {
  readonly graph: GraphBuilder;
  readonly node: GraphNode;
  /** The gradient by each result of the node; undefined where nothing depends on it. */
  readonly by: readonly (Value | undefined)[];
  /** Whether the value depends on what is differentiated by. */
  readonly active: (value: Value) => boolean;
}

/** The gradient by each input, undefined where none is needed. */
type Rule = (step: Step) => readonly (Value | undefined)[];

/**
 * Extends the graph by the gradient of Σ seed · y with respect to `at`: reverse-mode differentiation over the nodes that lie
 * between them. Weights are constants. Throws for an operator without a rule, which is a defect of ours.
 */
export function gradientOf(graph: GraphBuilder, y: Value, seed: Value, at: Value): Value {
  const forward = [...graph.nodes];
  const depends = new Set<Value>([at]);
  for (const node of forward)
    if (node.inputs.some((input) => depends.has(input)))
      for (const output of node.outputs) depends.add(output);
  const active = (value: Value): boolean => depends.has(value);
  const gradients = new Map<Value, Value>([[y, seed]]);
  for (let i = forward.length - 1; i >= 0; i--) {
    const node = forward[i]!;
    if (!node.inputs.some(active)) continue;
    const by = node.outputs.map((output) => gradients.get(output));
    if (by.every((gradient) => gradient === undefined)) continue;
    const rule = rules[node.operator];
    if (!rule) throw new Error(`there is no gradient of ${node.operator}`);
    for (const [j, gradient] of rule({ graph, node, by, active }).entries()) {
      const input = node.inputs[j]!;
      if (gradient === undefined || !active(input)) continue;
      const before = gradients.get(input);
      gradients.set(input, before === undefined ? gradient : graph.operator('Add', [before, gradient]));
    }
  }
  const result = gradients.get(at);
  if (result === undefined) throw new Error('the result does not depend on what it is differentiated by');
  return result;
}

const transposeLast = (graph: GraphBuilder, x: Value): Value =>
  graph.operator('Transpose', [x], { perm: [0, 1, 3, 2] });

/** Zeros around a gradient, so that it has the size of `whole` along `axis` and begins at `start` (rows of one). */
function spread(graph: GraphBuilder, gradient: Value, whole: Value, axis: Value, start: Value): Value {
  const sizeOf = (value: Value): Value => graph.operator('Gather', [graph.operator('Shape', [value]), axis]);
  const after = graph.operator('Sub', [graph.operator('Sub', [sizeOf(whole), sizeOf(gradient)]), start]);
  const pads = graph.operator('Concat', [start, after], { axis: 0 });
  return graph.operator('Pad', [gradient, pads, '', axis]);
}

const rules: Readonly<Record<string, Rule>> = {
  // y = x · Wᵀ + b, or without the transposition.
  Gemm: ({ graph, node, by }) => [
    graph.operator('Gemm', [by[0]!, node.inputs[1]!], { transB: node.attributes.transB === 1 ? 0 : 1 }),
  ],
  // All matrices here have four dimensions.
  MatMul: ({ graph, node: { inputs }, by, active }) => [
    active(inputs[0]!) ? graph.operator('MatMul', [by[0]!, transposeLast(graph, inputs[1]!)]) : undefined,
    active(inputs[1]!) ? graph.operator('MatMul', [transposeLast(graph, inputs[0]!), by[0]!]) : undefined,
  ],
  // Where shapes differ, it is the constant that is repeated.
  Add: ({ by }) => [by[0], by[0]],
  Mul: ({ graph, node: { inputs }, by, active }) => [
    active(inputs[0]!) ? graph.operator('Mul', [by[0]!, inputs[1]!]) : undefined,
    active(inputs[1]!) ? graph.operator('Mul', [by[0]!, inputs[0]!]) : undefined,
  ],
  Div: ({ graph, node, by }) => [graph.operator('Div', [by[0]!, node.inputs[1]!])],
  Reshape: ({ graph, node, by }) => [
    graph.operator('Reshape', [by[0]!, graph.operator('Shape', [node.inputs[0]!])]),
  ],
  Transpose: ({ graph, node, by }) => {
    const perm = node.attributes.perm as readonly number[];
    return [graph.operator('Transpose', [by[0]!], { perm: perm.map((_, i) => perm.indexOf(i)) })];
  },
  Softmax: ({ graph, node, by }) => {
    const [y] = node.outputs;
    const weighted = graph.operator('Mul', [by[0]!, y!]);
    const total = graph.operator('ReduceSum', [weighted, graph.integers([-1])], { keepdims: 1 });
    return [graph.operator('Sub', [weighted, graph.operator('Mul', [y!, total])])];
  },
  Tanh: ({ graph, node, by }) => {
    const [y] = node.outputs;
    const slope = graph.operator('Sub', [graph.real(1), graph.operator('Mul', [y!, y!])]);
    return [graph.operator('Mul', [by[0]!, slope])];
  },
  Relu: ({ graph, node, by }) => {
    const positive = graph.operator('Greater', [node.outputs[0]!, graph.real(0)]);
    return [graph.operator('Mul', [by[0]!, graph.operator('Cast', [positive], { to: elementType.float })])];
  },
  Sigmoid: ({ graph, node, by }) => {
    const [y] = node.outputs;
    const slope = graph.operator('Mul', [y!, graph.operator('Sub', [graph.real(1), y!])]);
    return [graph.operator('Mul', [by[0]!, slope])];
  },
  Gelu: ({ graph, node, by }) => {
    const slope = node.attributes.approximate === 'tanh' ? geluTanhSlope : geluSlope;
    return [graph.operator('Mul', [by[0]!, slope(graph, node.inputs[0]!)])];
  },
  // Results: y, mean, 1 / deviation.
  LayerNormalization: ({ graph, node, by }) => {
    const [x, scale] = node.inputs;
    const [, mean, inverse] = node.outputs;
    const normal = graph.operator('Mul', [graph.operator('Sub', [x!, mean!]), inverse!]);
    const scaled = graph.operator('Mul', [by[0]!, scale!]);
    const meanOf = (value: Value): Value =>
      graph.operator('ReduceMean', [value, graph.integers([-1])], { keepdims: 1 });
    const along = graph.operator('Mul', [normal, meanOf(graph.operator('Mul', [scaled, normal]))]);
    const centred = graph.operator('Sub', [graph.operator('Sub', [scaled, meanOf(scaled)]), along]);
    return [graph.operator('Mul', [centred, inverse!])];
  },
  // The first of a dimension is picked.
  Gather: ({ graph, node, by }) => {
    const axis = graph.integers([node.attributes.axis as number]);
    const restored = graph.operator('Unsqueeze', [by[0]!, axis]);
    return [spread(graph, restored, node.inputs[0]!, axis, graph.integers([0]))];
  },
  // Inputs: data, starts, ends, axes; one axis, steps of one.
  Slice: ({ graph, node: { inputs }, by }) => [spread(graph, by[0]!, inputs[0]!, inputs[3]!, inputs[1]!)],
  Split: ({ graph, node, by }) => {
    const parts = by.map(
      (gradient, i) => gradient ?? graph.operator('Mul', [node.outputs[i]!, graph.real(0)]),
    );
    return [graph.operator('Concat', parts, { axis: node.attributes.axis as number })];
  },
  // Inputs: x [batch, hidden, length], the kernel, the bias; as long behind as before.
  Conv: ({ graph, node, by }) => [
    graph.operator('ConvTranspose', [by[0]!, node.inputs[1]!], {
      group: node.attributes.group!,
      kernel_shape: node.attributes.kernel_shape!,
      pads: node.attributes.pads!,
    }),
  ],
  // The sum over one dimension, which is dropped.
  ReduceSum: ({ graph, node: { inputs }, by }) => [
    graph.operator('Expand', [
      graph.operator('Unsqueeze', [by[0]!, inputs[1]!]),
      graph.operator('Shape', [inputs[0]!]),
    ]),
  ],
  // All parts have one size.
  Concat: ({ graph, node, by }) =>
    graph.operators(node.inputs.length, 'Split', [by[0]!], {
      axis: node.attributes.axis as number,
      num_outputs: node.inputs.length,
    }),
};

const RECIPROCAL_ROOT_OF_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** Φ(x) + x · φ(x). */
function geluSlope(graph: GraphBuilder, x: Value): Value {
  const error = graph.operator('Erf', [graph.operator('Mul', [x, graph.real(Math.SQRT1_2)])]);
  const below = graph.operator('Mul', [graph.real(0.5), graph.operator('Add', [graph.real(1), error])]);
  const square = graph.operator('Mul', [x, x]);
  const bell = graph.operator('Exp', [graph.operator('Mul', [square, graph.real(-0.5)])]);
  const density = graph.operator('Mul', [bell, graph.real(RECIPROCAL_ROOT_OF_TWO_PI)]);
  return graph.operator('Add', [below, graph.operator('Mul', [x, density])]);
}

const CUBIC = 0.044715;
const ROOT_OF_TWO_BY_PI = Math.sqrt(2 / Math.PI);

/** Of x/2 · (1 + t) with t = tanh(√(2/π) · (x + 0.044715 x³)). */
function geluTanhSlope(graph: GraphBuilder, x: Value): Value {
  const one = graph.real(1);
  const square = graph.operator('Mul', [x, x]);
  const cube = graph.operator('Mul', [square, graph.real(CUBIC)]);
  const inner = graph.operator('Mul', [
    graph.operator('Mul', [x, graph.operator('Add', [one, cube])]),
    graph.real(ROOT_OF_TWO_BY_PI),
  ]);
  const t = graph.operator('Tanh', [inner]);
  const innerSlope = graph.operator('Mul', [
    graph.operator('Add', [one, graph.operator('Mul', [cube, graph.real(3)])]),
    graph.real(ROOT_OF_TWO_BY_PI),
  ]);
  const tSlope = graph.operator('Mul', [
    graph.operator('Sub', [one, graph.operator('Mul', [t, t])]),
    innerSlope,
  ]);
  const sum = graph.operator('Add', [graph.operator('Add', [one, t]), graph.operator('Mul', [x, tSlope])]);
  return graph.operator('Mul', [sum, graph.real(0.5)]);
}
