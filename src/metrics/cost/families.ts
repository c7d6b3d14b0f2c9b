import type { ConfigurationReader } from './configuration.ts';
import { common, dense, type EncoderParts, plain, postNormLayer, type Sizes } from './encoder-parts.ts';
import { deberta, debertaV2, modernbert } from './families-relative.ts';

function bert(config: ConfigurationReader): EncoderParts {
  const sizes = common(config, { vocabulary: 30522, positions: 512 });
  const types = config.size(['type_vocab_size'], 2);
  return plain(sizes, { tables: (sizes.vocabulary + sizes.positions + types) * sizes.hidden });
}

function roberta(config: ConfigurationReader): EncoderParts {
  const sizes = common(config, { vocabulary: 50265, positions: 512 });
  const types = config.size(['type_vocab_size'], 2);
  return plain(sizes, {
    tables: (sizes.vocabulary + sizes.positions + types) * sizes.hidden,
    sequenceHead: dense(sizes.hidden, sizes.hidden),
    sequencePools: false,
  });
}

function distilbert(config: ConfigurationReader): EncoderParts {
  const sizes: Sizes = {
    layers: config.size(['n_layers', 'num_hidden_layers'], 6),
    hidden: config.size(['dim', 'hidden_size'], 768),
    heads: config.size(['n_heads', 'num_attention_heads'], 12),
    intermediate: config.size(['hidden_dim'], 3072),
    vocabulary: config.size(['vocab_size'], 30522),
    positions: config.size(['max_position_embeddings'], 512),
  };
  return plain(sizes, {
    tables: (sizes.vocabulary + sizes.positions) * sizes.hidden,
    pooler: 0,
    sequenceHead: dense(sizes.hidden, sizes.hidden),
  });
}

function electra(config: ConfigurationReader): EncoderParts {
  const sizes: Sizes = {
    layers: config.size(['num_hidden_layers'], 12),
    hidden: config.size(['hidden_size'], 256),
    heads: config.size(['num_attention_heads'], 4),
    intermediate: config.size(['intermediate_size'], 1024),
    vocabulary: config.size(['vocab_size'], 30522),
    positions: config.size(['max_position_embeddings'], 512),
  };
  const width = config.size(['embedding_size'], 128);
  const types = config.size(['type_vocab_size'], 2);
  return plain(sizes, {
    tables: (sizes.vocabulary + sizes.positions + types) * width,
    around: 2 * width + (width === sizes.hidden ? 0 : dense(width, sizes.hidden)),
    pooler: 0,
    sequenceHead: dense(sizes.hidden, sizes.hidden),
  });
}

function albert(config: ConfigurationReader): EncoderParts {
  const sizes: Sizes = {
    layers: config.size(['num_hidden_layers'], 12),
    hidden: config.size(['hidden_size'], 4096),
    heads: config.size(['num_attention_heads'], 64),
    intermediate: config.size(['intermediate_size'], 16384),
    vocabulary: config.size(['vocab_size'], 30000),
    positions: config.size(['max_position_embeddings'], 512),
  };
  const width = config.size(['embedding_size'], 128);
  const types = config.size(['type_vocab_size'], 2);
  const inner = config.size(['inner_group_num'], 1);
  const one = postNormLayer(sizes.hidden, sizes.intermediate);
  return plain(sizes, {
    tables: (sizes.vocabulary + sizes.positions + types) * width,
    around: 2 * width + dense(width, sizes.hidden),
    stored: config.size(['num_hidden_groups'], 1) * inner * one,
    computed: sizes.layers * inner * one,
  });
}

function mpnet(config: ConfigurationReader): EncoderParts {
  const sizes = common(config, { vocabulary: 30527, positions: 512 });
  return plain(sizes, {
    tables:
      (sizes.vocabulary + sizes.positions) * sizes.hidden +
      config.size(['relative_attention_num_buckets'], 32) * sizes.heads,
    sequenceHead: dense(sizes.hidden, sizes.hidden),
    sequencePools: false,
  });
}

/** By `model_type`. What is not here is not counted. */
export const encoderFamilies: Readonly<Record<string, (config: ConfigurationReader) => EncoderParts>> = {
  bert,
  roberta,
  camembert: roberta,
  'xlm-roberta': roberta,
  distilbert,
  electra,
  albert,
  mpnet,
  deberta,
  'deberta-v2': debertaV2,
  modernbert,
};
