import { attention, linear, paddingBias } from '../graph/layers.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import {
  bertLayer,
  bertNames,
  countedPositions,
  pooled,
  postNormLayer,
  readSizes,
  sumEmbeddings,
} from './post-norm.ts';

/** BERT with embeddings of a width of their own. Source: transformers/models/electra/modeling_electra.py (5.23). */
export const electra: Family = {
  name: 'ELECTRA',
  classes: { electra: 'Electra' },
  prefix: 'electra.',
  unused: [positionBuffers, /^(?:discriminator_predictions|generator_predictions|generator_lm_head)\./],
  plan(config) {
    refuseVariants(config);
    const sizes = readSizes(config, {
      ...bertNames,
      hidden: ['hidden_size', 256],
      heads: ['num_attention_heads', 4],
      inner: ['intermediate_size', 1024],
    });
    const { hidden, layers, heads } = sizes;
    const types = config.size('type_vocab_size', 2);
    const width = config.size('embedding_size', 128);
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
      lastLayer: { sequence: 'classifier.out_proj', token: 'classifier' },
      encode(scope) {
        const bias = paddingBias(scope);
        let x = sumEmbeddings(
          scope,
          'electra.embeddings.',
          { ...sizes, width, types },
          countedPositions(scope),
        );
        if (width !== hidden) x = linear(scope, x, 'electra.embeddings_project', width, hidden);
        for (let i = 0; i < layers; i++)
          x = postNormLayer(scope, x, `electra.encoder.layer.${i}.`, bertLayer, sizes, (q, k, v) =>
            attention(scope, q, k, v, heads, bias),
          );
        return x;
      },
      // The activation is fixed there, whatever the layers use.
      sequenceHead: (scope, x, labels) =>
        linear(
          scope,
          pooled(scope, x, 'classifier.dense', hidden, 'gelu'),
          'classifier.out_proj',
          hidden,
          labels,
        ),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};
