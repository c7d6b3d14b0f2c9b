import { attention, linear, paddingBias } from '../graph/layers.ts';
import { CheckpointError } from '../refusal.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import {
  bertNames,
  countedPositions,
  type LayerNames,
  pooled,
  postNormLayer,
  readSizes,
  sumEmbeddings,
} from './post-norm.ts';

const layer: LayerNames = {
  query: 'attention.query',
  key: 'attention.key',
  value: 'attention.value',
  attended: 'attention.dense',
  attendedNorm: 'attention.LayerNorm',
  up: 'ffn',
  down: 'ffn_output',
  norm: 'full_layer_layer_norm',
};

/** Layers share their weights in groups. Source: transformers/models/albert/modeling_albert.py (5.23). */
export const albert: Family = {
  name: 'ALBERT',
  classes: { albert: 'Albert' },
  prefix: 'albert.',
  unused: [positionBuffers, /^(?:albert\.)?pooler\./, /^(?:predictions|sop_classifier)\./],
  plan(config) {
    refuseVariants(config);
    const sizes = readSizes(config, {
      ...bertNames,
      vocabulary: 30000,
      hidden: ['hidden_size', 4096],
      heads: ['num_attention_heads', 64],
      inner: ['intermediate_size', 16384],
      activation: ['hidden_act', 'gelu_new'],
    });
    const { hidden, layers, heads } = sizes;
    const types = config.size('type_vocab_size', 2);
    const width = config.size('embedding_size', 128);
    const groups = config.layers('num_hidden_groups', 1);
    const inGroup = config.layers('inner_group_num', 1);
    if (groups > layers)
      throw new CheckpointError(
        'configuration',
        `\`config.json\`: ${groups} groups of layers are more than its ${layers} layers.`,
        ['num_hidden_groups'],
      );
    return {
      facts: {
        vocabulary: sizes.vocabulary,
        hidden,
        layers,
        maxPositions: sizes.positions,
        statedPositions: sizes.positions,
        padId: config.integer('pad_token_id', 0),
        usesTokenTypes: types > 1,
      },
      lastLayer: { sequence: 'classifier', token: 'classifier' },
      encode(scope) {
        const bias = paddingBias(scope);
        const embedded = sumEmbeddings(
          scope,
          'albert.embeddings.',
          { ...sizes, width, types },
          countedPositions(scope),
        );
        let x = linear(scope, embedded, 'albert.encoder.embedding_hidden_mapping_in', width, hidden);
        for (let i = 0; i < layers; i++) {
          const group = `albert.encoder.albert_layer_groups.${Math.trunc(i / (layers / groups))}.`;
          for (let j = 0; j < inGroup; j++)
            x = postNormLayer(scope, x, `${group}albert_layers.${j}.`, layer, sizes, (q, k, v) =>
              attention(scope, q, k, v, heads, bias),
            );
        }
        return x;
      },
      sequenceHead: (scope, x, labels) =>
        linear(scope, pooled(scope, x, 'albert.pooler', hidden, 'tanh'), 'classifier', hidden, labels),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};
