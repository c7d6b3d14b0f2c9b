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

/** Source: transformers/models/bert/modeling_bert.py (5.23). */
export const bert: Family = {
  name: 'BERT',
  classes: { bert: 'Bert' },
  prefix: 'bert.',
  unused: [positionBuffers, /^(?:bert\.)?pooler\./, /^cls\./],
  plan(config) {
    refuseVariants(config);
    const sizes = readSizes(config, bertNames);
    const { hidden, layers, heads } = sizes;
    const types = config.size('type_vocab_size', 2);
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
        let x = sumEmbeddings(
          scope,
          'bert.embeddings.',
          { ...sizes, width: hidden, types },
          countedPositions(scope),
        );
        for (let i = 0; i < layers; i++)
          x = postNormLayer(scope, x, `bert.encoder.layer.${i}.`, bertLayer, sizes, (q, k, v) =>
            attention(scope, q, k, v, heads, bias),
          );
        return x;
      },
      sequenceHead: (scope, x, labels) =>
        linear(scope, pooled(scope, x, 'bert.pooler.dense', hidden, 'tanh'), 'classifier', hidden, labels),
      tokenHead: (scope, x, labels) => linear(scope, x, 'classifier', hidden, labels),
    };
  },
};
