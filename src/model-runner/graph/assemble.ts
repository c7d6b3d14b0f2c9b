import { createConfiguration } from '../configuration.ts';
import type { CheckpointDescription } from '../description.ts';
import { familyOf } from '../families/index.ts';
import { CheckpointError } from '../refusal.ts';
import type { Weights } from '../weights.ts';
import { createGraph } from './builder.ts';
import { gradientOf } from './gradient.ts';
import { type ElementType, elementType, encodeModel, type GraphDefinition, type GraphPort } from './onnx.ts';
import { openScope } from './scope.ts';

export interface GraphOptions {
  /** Also attributions of the logits to the tokens; about 2.2 times the work of a forward pass. */
  readonly gradients: boolean;
}

/** A graph for a session, and what to give it and ask of it. */
export interface BuiltGraph {
  /** An `.onnx` file. Most weights are not in it: it points into the files of the checkpoint. */
  readonly bytes: Uint8Array;
  /** Names of the files that it points into. They have to lie in one folder, which the session is told. */
  readonly files: readonly string[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

interface Port {
  readonly name: string;
  readonly dtype: 'int64' | 'float32';
  /** Texts are free: `batch`, `length`. */
  readonly dimensions: readonly (number | string)[];
}

/**
 * The model as a graph of standard ONNX operators (opset 20).
 *
 * Inputs: `input_ids`, `attention_mask`, where the model has them `token_type_ids`, all [batch, length].
 * Output: `logits`, [batch, labels] or [batch, length, labels].
 *
 * With gradients also the inputs `seed` (of the shape of the logits: which combination of logits is explained), `alpha`
 * [batch, 1, 1], `baseline_ids` [batch, length] and `baseline_weight` [batch, 1, 1]: word embeddings are taken at
 * baseline + alpha · (text − baseline) with baseline = baseline_weight · embedding of `baseline_ids`. Outputs: `gradient`
 * [batch, length, width] of Σ seed · logits by the word embeddings there, and `attribution` [batch, length], that gradient times
 * (text − baseline) summed over the width. `alpha` 1 and `baseline_weight` 0 are gradient × input; the mean over alphas between 0
 * and 1 with `baseline_weight` 1 is Integrated Gradients (Sundararajan et al. 2017).
 *
 * Throws `CheckpointError` when description and weights do not belong together.
 */
export function buildGraph(
  description: CheckpointDescription,
  weights: Weights,
  options: GraphOptions,
): BuiltGraph {
  const { graph, files } = assembleGraph(description, weights, options);
  return {
    bytes: encodeModel(graph),
    files: [...files],
    inputs: graph.inputs.map(portOf),
    outputs: graph.outputs.map(portOf),
  };
}

/** The same before it becomes bytes. */
export function assembleGraph(
  description: CheckpointDescription,
  weights: Weights,
  { gradients }: GraphOptions,
): { readonly graph: GraphDefinition; readonly files: ReadonlySet<string> } {
  const family = familyOf(description.modelType);
  if (!family)
    throw new CheckpointError('family', `Models of the type \`${description.modelType}\` are not run.`);
  const plan = family.plan(createConfiguration(description.config));
  const graph = createGraph();
  const open = openScope(graph, weights, family.prefix, { tokenTypes: plan.facts.usesTokenTypes, gradients });
  const { scope } = open;
  const labels = description.labels.length;
  const hidden = plan.encode(scope);

  if (description.head === 'hidden-states') {
    const { hidden: size } = plan.facts;
    const dimensions = ['batch', 'length', size];
    graph.output(
      'hidden_states',
      elementType.float,
      dimensions,
      graph.operator('Reshape', [hidden, scope.shape(size)]),
    );
    // Whatever head lies beside the encoder is of no interest here.
    open.check(family.name, [...family.unused, /^(?!.*(?:embeddings|encoder|layers|transformer)\.)/]);
    return { graph, files: open.files };
  }

  const isToken = description.head === 'token';
  const logits = isToken
    ? graph.operator('Reshape', [plan.tokenHead(scope, hidden, labels), scope.shape(labels)])
    : plan.sequenceHead(scope, hidden, labels);
  const dimensions = isToken ? ['batch', 'length', labels] : ['batch', labels];
  graph.output('logits', elementType.float, dimensions, logits);
  const name = `${family.classes[description.modelType]}For${isToken ? 'Token' : 'Sequence'}Classification`;
  open.check(name, family.unused);

  const embedded = open.embedded();
  if (embedded) {
    const seed = graph.input('seed', elementType.float, dimensions);
    const gradient = gradientOf(graph, logits, seed, embedded.at);
    graph.output('gradient', elementType.float, ['batch', 'length', 'width'], gradient);
    const attribution = graph.operator(
      'ReduceSum',
      [graph.operator('Mul', [gradient, embedded.difference]), graph.integers([-1])],
      { keepdims: 0 },
    );
    graph.output('attribution', elementType.float, ['batch', 'length'], attribution);
  }
  return { graph, files: open.files };
}

const portOf = ({ name, type, dimensions }: GraphPort): Port => ({ name, dtype: dtypeOf(type), dimensions });

const dtypeOf = (type: ElementType): Port['dtype'] => (type === elementType.int64 ? 'int64' : 'float32');
