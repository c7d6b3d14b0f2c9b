import type { Value } from '../graph/builder.ts';
import { attention, linear, paddingBias } from '../graph/layers.ts';
import type { Scope } from '../graph/scope.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import {
  bertNames,
  countedPositions,
  type LayerNames,
  pooled,
  positionsAfterPadding,
  postNormLayer,
  readSizes,
  sumEmbeddings,
} from './post-norm.ts';
import { mpnetBuckets, rowsOfDistances } from './relative-positions.ts';

const layer: LayerNames = {
  query: 'attention.attn.q',
  key: 'attention.attn.k',
  value: 'attention.attn.v',
  attended: 'attention.attn.o',
  attendedNorm: 'attention.LayerNorm',
  up: 'intermediate.dense',
  down: 'output.dense',
  norm: 'output.LayerNorm',
};

/** The code counts positions from this id, whatever the configuration says. */
const PADDING = 1;
/** The code computes 32 buckets, whatever the configuration says. */
const BUCKETS = 32;

/** A bias by distance is added to every layer's scores. Source: transformers/models/mpnet/modeling_mpnet.py (5.23). */
export const mpnet: Family = {
  name: 'MPNet',
  classes: { mpnet: 'MPNet' },
  prefix: 'mpnet.',
  unused: [positionBuffers, /^(?:mpnet\.)?pooler\./, /^lm_head\./],
  plan(config) {
    refuseVariants(config);
    config.only(
      'relative_attention_num_buckets',
      [BUCKETS],
      'The code of MPNet itself computes with 32 only.',
    );
    const sizes = readSizes(config, { ...bertNames, vocabulary: 30527 });
    const { hidden, layers, heads } = sizes;
    return {
      facts: {
        vocabulary: sizes.vocabulary,
        hidden,
        layers,
        maxPositions: sizes.positions - PADDING - 1,
        statedPositions: sizes.positions - PADDING - 1,
        padId: config.integer('pad_token_id', PADDING),
        usesTokenTypes: false,
      },
      lastLayer: { sequence: 'classifier.out_proj', token: 'classifier' },
      encode(scope) {
        const bias = scope.graph.operator('Add', [distanceBias(scope, heads.count), paddingBias(scope)]);
        let x = sumEmbeddings(
          scope,
          'mpnet.embeddings.',
          { ...sizes, width: hidden, types: 0 },
          positionsAfterPadding(scope, PADDING),
        );
        for (let i = 0; i < layers; i++)
          x = postNormLayer(scope, x, `mpnet.encoder.layer.${i}.`, layer, sizes, (q, k, v) =>
            attention(scope, q, k, v, heads, bias),
          );
        return x;
      },
      sequenceHead: (scope, x, labels) =>
        linear(
          scope,
          pooled(scope, x, 'classifier.dense', hidden, 'tanh'),
          'classifier.out_proj',
          hidden,
          labels,
        ),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};

/** [1, heads, length, length]; distances are those of the key after the query. */
function distanceBias(scope: Scope, heads: number): Value {
  const { graph } = scope;
  const positions = countedPositions(scope);
  const distances = graph.operator('Sub', [
    graph.operator('Unsqueeze', [positions, graph.integers([0])]),
    graph.operator('Unsqueeze', [positions, graph.integers([1])]),
  ]);
  const buckets = rowsOfDistances(scope, distances, mpnetBuckets());
  const values = scope.rows('mpnet.encoder.relative_attention_bias.weight', [BUCKETS, heads], buckets);
  const turned = graph.operator('Transpose', [values], { perm: [2, 0, 1] });
  return graph.operator('Unsqueeze', [turned, graph.integers([0])]);
}
