import { attention, linear, paddingBias } from '../graph/layers.ts';
import { CheckpointError } from '../refusal.ts';
import { type Family, positionBuffers, refuseVariants } from './family.ts';
import {
  bertLayer,
  bertNames,
  pooled,
  positionsAfterPadding,
  postNormLayer,
  readSizes,
  sumEmbeddings,
} from './post-norm.ts';

/**
 * RoBERTa, XLM-R and CamemBERT: BERT with positions counted from the padding id, and another head.
 * Source: transformers/models/roberta/modeling_roberta.py (5.23).
 */
export const roberta: Family = {
  name: 'RoBERTa',
  classes: { roberta: 'Roberta', 'xlm-roberta': 'XLMRoberta', camembert: 'Camembert' },
  prefix: 'roberta.',
  unused: [positionBuffers, /^(?:roberta\.)?pooler\./, /^lm_head\./],
  plan(config) {
    refuseVariants(config);
    const vocabulary = config.json.model_type === 'roberta' ? 50265 : 30522;
    const sizes = readSizes(config, { ...bertNames, vocabulary });
    const { hidden, layers, heads } = sizes;
    const types = config.size('type_vocab_size', 2);
    const padId = config.integer('pad_token_id', 1);
    if (padId === null || padId < 0 || padId + 1 >= sizes.positions)
      throw new CheckpointError(
        'configuration',
        `\`config.json\`: \`pad_token_id\` is ${padId}; positions are counted from it, so it has to be 0 or more and below \`max_position_embeddings\`.`,
        ['pad_token_id'],
      );
    return {
      facts: {
        vocabulary: sizes.vocabulary,
        hidden,
        layers,
        maxPositions: sizes.positions - padId - 1,
        statedPositions: sizes.positions - padId - 1,
        padId,
        usesTokenTypes: types > 1,
      },
      lastLayer: { sequence: 'classifier.out_proj', token: 'classifier' },
      encode(scope) {
        const bias = paddingBias(scope);
        let x = sumEmbeddings(
          scope,
          'roberta.embeddings.',
          { ...sizes, width: hidden, types },
          positionsAfterPadding(scope, padId),
        );
        for (let i = 0; i < layers; i++)
          x = postNormLayer(scope, x, `roberta.encoder.layer.${i}.`, bertLayer, sizes, (q, k, v) =>
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
