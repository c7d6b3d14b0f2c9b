import type { Configuration } from '../configuration.ts';
import type { Value } from '../graph/builder.ts';
import {
  type Activation,
  activate,
  activationNamed,
  firstToken,
  type Heads,
  layerNorm,
  linear,
} from '../graph/layers.ts';
import type { Scope } from '../graph/scope.ts';
import { CheckpointError } from '../refusal.ts';

/** Sizes that all encoders after BERT share. */
export interface Sizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: Heads;
  readonly inner: number;
  /** Rows of the table of positions. */
  readonly positions: number;
  readonly epsilon: number;
  readonly activation: Activation;
}

/** How the settings are named and what they are when the file leaves them out. */
export interface SizeNames {
  readonly vocabulary: number;
  readonly hidden: readonly [name: string, otherwise: number];
  readonly layers: readonly [name: string, otherwise: number];
  readonly heads: readonly [name: string, otherwise: number];
  readonly inner: readonly [name: string, otherwise: number];
  readonly positions: number;
  /** A number where the code of the family fixes it. */
  readonly epsilon: readonly [name: string, otherwise: number] | number;
  readonly activation: readonly [name: string, otherwise: string];
}

/** BERT's names; DistilBERT has its own. */
export const bertNames: SizeNames = {
  vocabulary: 30522,
  hidden: ['hidden_size', 768],
  layers: ['num_hidden_layers', 12],
  heads: ['num_attention_heads', 12],
  inner: ['intermediate_size', 3072],
  positions: 512,
  epsilon: ['layer_norm_eps', 1e-12],
  activation: ['hidden_act', 'gelu'],
};

export function readSizes(config: Configuration, names: SizeNames): Sizes {
  const hidden = config.size(...names.hidden);
  const count = config.size(...names.heads);
  return {
    vocabulary: config.size('vocab_size', names.vocabulary),
    hidden,
    layers: config.layers(...names.layers),
    heads: { count, size: headSize(hidden, count) },
    inner: config.size(...names.inner),
    positions: config.size('max_position_embeddings', names.positions),
    epsilon: typeof names.epsilon === 'number' ? names.epsilon : config.real(...names.epsilon),
    activation: activationNamed(config, ...names.activation),
  };
}

export function headSize(hidden: number, count: number): number {
  if (hidden % count !== 0)
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: ${hidden} hidden units do not divide among ${count} attention heads.`,
    );
  return hidden / count;
}

/** Names of the parts of one layer, after the layer's own prefix. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attended: string;
  readonly attendedNorm: string;
  readonly up: string;
  readonly down: string;
  readonly norm: string;
}

export const bertLayer: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attended: 'attention.output.dense',
  attendedNorm: 'attention.output.LayerNorm',
  up: 'intermediate.dense',
  down: 'output.dense',
  norm: 'output.LayerNorm',
};

/** One layer that normalises after adding: attention, then two linear maps around an activation. Rows in, rows out. */
export function postNormLayer(
  scope: Scope,
  x: Value,
  prefix: string,
  names: LayerNames,
  sizes: Pick<Sizes, 'hidden' | 'inner' | 'epsilon' | 'activation'>,
  attend: (query: Value, key: Value, value: Value) => Value,
): Value {
  const { hidden, inner, epsilon } = sizes;
  const project = (name: string): Value => linear(scope, x, prefix + name, hidden, hidden);
  const mixed = attend(project(names.query), project(names.key), project(names.value));
  const add = (a: Value, b: Value): Value => scope.graph.operator('Add', [a, b]);
  const attended = layerNorm(
    scope,
    add(linear(scope, mixed, prefix + names.attended, hidden, hidden), x),
    prefix + names.attendedNorm,
    hidden,
    epsilon,
  );
  const wide = activate(scope, sizes.activation, linear(scope, attended, prefix + names.up, hidden, inner));
  return layerNorm(
    scope,
    add(linear(scope, wide, prefix + names.down, inner, hidden), attended),
    prefix + names.norm,
    hidden,
    epsilon,
  );
}

/** Words + positions (+ token types), normalised, as rows [batch·length, width]. `prefix` ends in `embeddings.` */
export function sumEmbeddings(
  scope: Scope,
  prefix: string,
  table: {
    readonly vocabulary: number;
    readonly width: number;
    readonly positions: number;
    /** Rows of the table of token types; 0 when there is none. */
    readonly types: number;
    readonly epsilon: number;
  },
  positions: Value,
): Value {
  const { graph } = scope;
  const { width } = table;
  let sum = scope.words(`${prefix}word_embeddings.weight`, [table.vocabulary, width]);
  const add = (value: Value): void => {
    sum = graph.operator('Add', [sum, value]);
  };
  if (table.types > 0) {
    const types = scope.tokenTypes ?? graph.operator('Mul', [scope.ids, graph.integer(0)]);
    add(scope.rows(`${prefix}token_type_embeddings.weight`, [table.types, width], types));
  }
  add(scope.rows(`${prefix}position_embeddings.weight`, [table.positions, width], positions));
  const rows = graph.operator('Reshape', [sum, graph.integers([-1, width])]);
  return layerNorm(scope, rows, `${prefix}LayerNorm`, width, table.epsilon);
}

/** 0, 1, 2, … */
export const countedPositions = (scope: Scope): Value =>
  scope.graph.operator('Range', [scope.graph.integer(0), scope.length, scope.graph.integer(1)]);

/** Counted from `padId` + 1, padding stays at `padId` (fairseq's `make_positions`): [batch, length]. */
export function positionsAfterPadding(scope: Scope, padId: number): Value {
  const { graph } = scope;
  const token = graph.operator(
    'Cast',
    [graph.operator('Not', [graph.operator('Equal', [scope.ids, graph.integer(padId)])])],
    { to: 7 },
  );
  const counted = graph.operator('Mul', [graph.operator('CumSum', [token, graph.integer(1)]), token]);
  return graph.operator('Add', [counted, graph.integer(padId)]);
}

/** First token → dense → activation: [batch, hidden]. */
export const pooled = (
  scope: Scope,
  hidden: Value,
  name: string,
  size: number,
  activation: Activation,
): Value => activate(scope, activation, linear(scope, firstToken(scope, hidden, size), name, size, size));
