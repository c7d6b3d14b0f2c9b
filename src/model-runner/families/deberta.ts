import type { Value } from '../graph/builder.ts';
import {
  activate,
  activationNamed,
  type Heads,
  layerNorm,
  linear,
  paddingBias,
  splitHeads,
  splitHeadsTurned,
  weighValues,
} from '../graph/layers.ts';
import { elementType } from '../graph/onnx.ts';
import type { Scope } from '../graph/scope.ts';
import { type Convolution, type Settings, settingsOf } from './deberta-settings.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import { bertLayer, countedPositions, type LayerNames, pooled, postNormLayer } from './post-norm.ts';
import { byKey, rowsOfDistances } from './relative-positions.ts';

const layer: LayerNames = {
  ...bertLayer,
  query: 'attention.self.query_proj',
  key: 'attention.self.key_proj',
  value: 'attention.self.value_proj',
};

/**
 * DeBERTa-v2 and v3: scores have terms for content and for position apart (He et al. 2021).
 * Source: transformers/models/deberta_v2/modeling_deberta_v2.py (5.23).
 */
export const debertaV2: Family = {
  name: 'DeBERTa-v2',
  classes: { 'deberta-v2': 'DebertaV2' },
  prefix: 'deberta.',
  // A table of absolute positions may lie there although it is not added; transformers ignores it too.
  unused: [
    positionBuffers,
    /^(?:cls|lm_predictions|mask_predictions)\./,
    /^(?:deberta\.)?embeddings\.position_embeddings\./,
  ],
  plan(config) {
    refuseVariants(config);
    const settings = settingsOf(config);
    const { hidden, layers, heads, absolute } = settings;
    const poolerActivation = activationNamed(config, 'pooler_hidden_act', 'gelu');
    return {
      facts: {
        vocabulary: settings.vocabulary,
        hidden,
        layers,
        maxPositions: absolute ? settings.positions : null,
        statedPositions: settings.positions,
        padId: config.integer('pad_token_id', 0),
        usesTokenTypes: settings.types > 1,
      },
      lastLayer: { sequence: 'classifier', token: 'classifier' },
      encode(scope) {
        const bias = paddingBias(scope);
        const embedded = embeddings(scope, settings);
        const positions = relativeRows(scope, settings);
        let x = embedded;
        for (let i = 0; i < layers; i++) {
          const prefix = `deberta.encoder.layer.${i}.`;
          x = postNormLayer(scope, x, prefix, layer, settings, (q, k, v) =>
            weighValues(
              scope,
              scores(scope, settings, `${prefix}attention.self.`, q, k, positions),
              bias,
              v,
              heads,
            ),
          );
          if (i === 0 && settings.convolution)
            x = convolve(scope, settings, settings.convolution, embedded, x);
        }
        return x;
      },
      sequenceHead: (scope, x, labels) =>
        linear(
          scope,
          pooled(scope, x, 'pooler.dense', hidden, poolerActivation),
          'classifier',
          hidden,
          labels,
        ),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};

/** Rows that are 0 at padding: a convolution would look there. */
function withoutPadding(scope: Scope, rows: Value): Value {
  const { graph } = scope;
  const column = graph.operator('Reshape', [
    graph.operator('Cast', [scope.mask], { to: elementType.float }),
    graph.integers([-1, 1]),
  ]);
  return graph.operator('Mul', [rows, column]);
}

function embeddings(scope: Scope, settings: Settings): Value {
  const { graph } = scope;
  const { width, hidden, types } = settings;
  const prefix = 'deberta.embeddings.';
  let sum = scope.words(`${prefix}word_embeddings.weight`, [settings.vocabulary, width]);
  const add = (value: Value): void => {
    sum = graph.operator('Add', [sum, value]);
  };
  if (settings.absolute)
    add(
      scope.rows(`${prefix}position_embeddings.weight`, [settings.positions, width], countedPositions(scope)),
    );
  if (types > 0) {
    const ids = scope.tokenTypes ?? graph.operator('Mul', [scope.ids, graph.integer(0)]);
    add(scope.rows(`${prefix}token_type_embeddings.weight`, [types, width], ids));
  }
  let rows = graph.operator('Reshape', [sum, graph.integers([-1, width])]);
  if (width !== hidden) rows = linear(scope, rows, `${prefix}embed_proj`, width, hidden, false);
  return withoutPadding(scope, layerNorm(scope, rows, `${prefix}LayerNorm`, hidden, settings.epsilon));
}

/** Embeddings of the 2 · length distances that occur, [2 · length, hidden]. */
interface RelativeRows {
  /** In the order of keys after a query: query − key falls from length − 1. */
  readonly ofKeys: Value;
  /** In the order of queries after a key: query − key rises from 1 − length. */
  readonly ofQueries: Value;
}

function relativeRows(scope: Scope, { relative, hidden, epsilon }: Settings): RelativeRows | null {
  if (!relative) return null;
  const { graph } = scope;
  const last = graph.operator('Sub', [scope.length, graph.integer(1)]);
  const rising = graph.operator('Range', [
    graph.operator('Neg', [last]),
    graph.operator('Add', [scope.length, graph.integer(1)]),
    graph.integer(1),
  ]);
  const embed = (distances: Value): Value => {
    const rows = scope.rows(
      'deberta.encoder.rel_embeddings.weight',
      [relative.rows, hidden],
      rowsOfDistances(scope, distances, relative.table),
    );
    return relative.normalised ? layerNorm(scope, rows, 'deberta.encoder.LayerNorm', hidden, epsilon) : rows;
  };
  return { ofKeys: embed(graph.operator('Neg', [rising])), ofQueries: embed(rising) };
}

/** Content × content, content × position and position × content, [batch, heads, length, length]. */
function scores(
  scope: Scope,
  { relative, scale, hidden, heads }: Settings,
  prefix: string,
  query: Value,
  key: Value,
  positions: RelativeRows | null,
): Value {
  const { graph } = scope;
  const down = (value: Value): Value => graph.operator('Mul', [value, graph.real(1 / scale)]);
  const queries = down(splitHeads(scope, query, heads));
  let sum = graph.operator('MatMul', [queries, splitHeadsTurned(scope, key, heads)]);
  if (!relative || !positions) return sum;
  const project = (rows: Value, shared: string, own: string): Value =>
    positionHeads(
      scope,
      linear(scope, rows, prefix + (relative.shared ? shared : own), hidden, hidden),
      heads,
    );
  if (relative.contentToPosition) {
    const keys = project(positions.ofKeys, 'key_proj', 'pos_key_proj');
    sum = graph.operator('Add', [sum, byKey(scope, graph.operator('MatMul', [queries, keys]))]);
  }
  if (relative.positionToContent) {
    const asked = down(project(positions.ofQueries, 'query_proj', 'pos_query_proj'));
    const byQuery = byKey(scope, graph.operator('MatMul', [splitHeads(scope, key, heads), asked]));
    sum = graph.operator('Add', [sum, graph.operator('Transpose', [byQuery], { perm: [0, 1, 3, 2] })]);
  }
  return sum;
}

/** [2 · length, heads · size] → [1, heads, size, 2 · length]. */
const positionHeads = (scope: Scope, rows: Value, heads: Heads): Value =>
  scope.graph.operator(
    'Transpose',
    [scope.graph.operator('Reshape', [rows, scope.graph.integers([1, -1, heads.count, heads.size])])],
    { perm: [0, 2, 3, 1] },
  );

/** After the first layer, beside it: neighbouring embeddings are mixed, added, and normalised. */
function convolve(
  scope: Scope,
  { hidden, epsilon }: Settings,
  { kernel, groups, activation }: Convolution,
  embedded: Value,
  residual: Value,
): Value {
  const { graph } = scope;
  const name = 'deberta.encoder.conv.';
  const turn = (value: Value): Value => graph.operator('Transpose', [value], { perm: [0, 2, 1] });
  const mixed = graph.operator(
    'Conv',
    [
      turn(graph.operator('Reshape', [embedded, scope.shape(hidden)])),
      scope.weight(`${name}conv.weight`, [hidden, hidden / groups, kernel]),
      scope.weight(`${name}conv.bias`, [hidden]),
    ],
    { group: groups, kernel_shape: [kernel], pads: [(kernel - 1) / 2, (kernel - 1) / 2] },
  );
  const rows = graph.operator('Reshape', [turn(mixed), graph.integers([-1, hidden])]);
  const added = graph.operator('Add', [residual, activate(scope, activation, withoutPadding(scope, rows))]);
  return withoutPadding(scope, layerNorm(scope, added, `${name}LayerNorm`, hidden, epsilon));
}
