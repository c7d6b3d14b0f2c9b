import { attention, linear, paddingBias } from '../graph/layers.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import {
  countedPositions,
  type LayerNames,
  pooled,
  postNormLayer,
  readSizes,
  sumEmbeddings,
} from './post-norm.ts';

const layer: LayerNames = {
  query: 'attention.q_lin',
  key: 'attention.k_lin',
  value: 'attention.v_lin',
  attended: 'attention.out_lin',
  attendedNorm: 'sa_layer_norm',
  up: 'ffn.lin1',
  down: 'ffn.lin2',
  norm: 'output_layer_norm',
};

/** Source: transformers/models/distilbert/modeling_distilbert.py (5.23); sinusoidal positions are saved as a table too. */
export const distilbert: Family = {
  name: 'DistilBERT',
  classes: { distilbert: 'DistilBert' },
  prefix: 'distilbert.',
  unused: [positionBuffers, /^vocab_(?:transform|layer_norm|projector)\./],
  plan(config) {
    refuseVariants(config);
    const sizes = readSizes(config, {
      vocabulary: 30522,
      hidden: ['dim', 768],
      layers: ['n_layers', 6],
      heads: ['n_heads', 12],
      inner: ['hidden_dim', 3072],
      positions: 512,
      epsilon: 1e-12,
      activation: ['activation', 'gelu'],
    });
    const { hidden, layers, heads } = sizes;
    return {
      facts: {
        vocabulary: sizes.vocabulary,
        hidden,
        layers,
        maxPositions: sizes.positions,
        statedPositions: sizes.positions,
        padId: config.integer('pad_token_id', 0),
        usesTokenTypes: false,
      },
      lastLayer: { sequence: 'classifier', token: 'classifier' },
      encode(scope) {
        const bias = paddingBias(scope);
        let x = sumEmbeddings(
          scope,
          'distilbert.embeddings.',
          { ...sizes, width: hidden, types: 0 },
          countedPositions(scope),
        );
        for (let i = 0; i < layers; i++)
          x = postNormLayer(scope, x, `distilbert.transformer.layer.${i}.`, layer, sizes, (q, k, v) =>
            attention(scope, q, k, v, heads, bias),
          );
        return x;
      },
      sequenceHead: (scope, x, labels) =>
        linear(scope, pooled(scope, x, 'pre_classifier', hidden, 'relu'), 'classifier', hidden, labels),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};
