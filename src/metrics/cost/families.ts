import type { ConfigurationReader } from './configuration.ts';

/** Trained numbers of an encoder, part by part, as its class in transformers builds them. */
export interface EncoderParts {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  /** Tables that are looked up, not multiplied: words, positions, token types. */
  readonly tables: number;
  /** Normalisation and projection behind the tables, and everything else outside the layers. */
  readonly around: number;
  /** Of all layers as stored; layers that share weights count once. */
  readonly stored: number;
  /** Of all layers as computed: shared weights count for each layer that uses them. */
  readonly computed: number;
  /** The layer over the first token that `…Model` has and a token classification leaves out. */
  readonly pooler: number;
  /** Head of a sequence and of a token classification without the last layer. */
  readonly sequenceHead: number;
  readonly tokenHead: number;
  /** Whether the sequence classification keeps the pooler. */
  readonly sequencePools: boolean;
  /** Inputs of the last layer, and whether it has a bias. */
  readonly lastInputs: number;
  /** Tokens that each layer attends to; null: to all. One entry a layer. */
  readonly windows: readonly (number | null)[] | null;
  /** Relative positions are multiplied too: how many score matrices besides query × key. */
  readonly extraScores: number;
}

const dense = (from: number, to: number, bias = true): number => from * to + (bias ? to : 0);

interface Sizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  readonly positions: number;
}

const common = (
  config: ConfigurationReader,
  defaults: { readonly vocabulary: number; readonly positions: number },
): Sizes => ({
  layers: config.size(['num_hidden_layers'], 12),
  hidden: config.size(['hidden_size'], 768),
  heads: config.size(['num_attention_heads'], 12),
  intermediate: config.size(['intermediate_size'], 3072),
  vocabulary: config.size(['vocab_size'], defaults.vocabulary),
  positions: config.size(['max_position_embeddings'], defaults.positions),
});

/** Query, key, value, output, two dense layers and two normalisations, all with biases. */
const postNormLayer = (h: number, i: number): number =>
  4 * dense(h, h) + 2 * h + dense(h, i) + dense(i, h) + 2 * h;

const plain = (sizes: Sizes, more: Partial<EncoderParts>): EncoderParts => {
  const { layers, hidden, heads, intermediate } = sizes;
  const all = layers * postNormLayer(hidden, intermediate);
  return {
    layers,
    hidden,
    heads,
    intermediate,
    tables: 0,
    around: 2 * hidden,
    stored: all,
    computed: all,
    pooler: dense(hidden, hidden),
    sequenceHead: 0,
    tokenHead: 0,
    sequencePools: true,
    lastInputs: hidden,
    windows: null,
    extraScores: 0,
    ...more,
  };
};

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

/** How far relative positions go; `max_relative_positions` of −1 is that of the positions. */
function relativePositions(config: ConfigurationReader, positions: number): number {
  const most = config.number('max_relative_positions', -1);
  return most < 1 ? positions : most;
}

function deberta(config: ConfigurationReader): EncoderParts {
  const sizes = common(config, { vocabulary: 50265, positions: 512 });
  const { hidden, layers, intermediate } = sizes;
  const types = config.size(['type_vocab_size'], 0);
  const biased = config.flag('position_biased_input', true);
  const relative = config.flag('relative_attention', false);
  const kinds = config.text('pos_att_type', '').toLowerCase();
  const [c2p, p2c] = [relative && kinds.includes('c2p'), relative && kinds.includes('p2c')];
  // One matrix for query, key and value without a bias, and two biases beside it.
  const attention = 3 * hidden * hidden + 2 * hidden + dense(hidden, hidden) + 2 * hidden;
  const positional = (c2p ? hidden * hidden : 0) + (p2c ? dense(hidden, hidden) : 0);
  const one = attention + positional + dense(hidden, intermediate) + dense(intermediate, hidden) + 2 * hidden;
  const pooled = config.size(['pooler_hidden_size'], hidden);
  return plain(sizes, {
    tables:
      (sizes.vocabulary + types + (biased ? sizes.positions : 0)) * hidden +
      (relative ? 2 * relativePositions(config, sizes.positions) * hidden : 0),
    stored: layers * one,
    computed: layers * one,
    pooler: 0,
    sequenceHead: dense(pooled, pooled),
    lastInputs: hidden,
    extraScores: Number(c2p) + Number(p2c),
  });
}

function debertaV2(config: ConfigurationReader): EncoderParts {
  const sizes: Sizes = {
    layers: config.size(['num_hidden_layers'], 24),
    hidden: config.size(['hidden_size'], 1536),
    heads: config.size(['num_attention_heads'], 24),
    intermediate: config.size(['intermediate_size'], 6144),
    vocabulary: config.size(['vocab_size'], 128100),
    positions: config.size(['max_position_embeddings'], 512),
  };
  const { hidden, layers, intermediate } = sizes;
  const width = config.size(['embedding_size'], hidden);
  const types = config.size(['type_vocab_size'], 0);
  const biased = config.flag('position_biased_input', true);
  const relative = config.flag('relative_attention', false);
  const shared = config.flag('share_att_key', false);
  const kinds = config.text('pos_att_type', '').toLowerCase();
  const [c2p, p2c] = [relative && kinds.includes('c2p'), relative && kinds.includes('p2c')];
  const positional = shared ? 0 : (Number(c2p) + Number(p2c)) * dense(hidden, hidden);
  const one = postNormLayer(hidden, intermediate) + positional;
  const buckets = config.number('position_buckets', -1);
  const reach = buckets > 0 ? buckets : relativePositions(config, sizes.positions);
  const kernel = config.size(['conv_kernel_size'], 0);
  const groups = Math.max(1, config.size(['conv_groups'], 1));
  const pooled = config.size(['pooler_hidden_size'], hidden);
  return plain(sizes, {
    tables:
      (sizes.vocabulary + types + (biased ? sizes.positions : 0)) * width +
      (relative ? 2 * reach * hidden : 0),
    around:
      2 * hidden +
      (width === hidden ? 0 : width * hidden) +
      (relative && config.text('norm_rel_ebd', 'none').toLowerCase().includes('layer_norm')
        ? 2 * hidden
        : 0) +
      (kernel > 0 ? (hidden * hidden * kernel) / groups + 3 * hidden : 0),
    stored: layers * one,
    computed: layers * one,
    pooler: 0,
    sequenceHead: dense(pooled, pooled),
    extraScores: Number(c2p) + Number(p2c),
  });
}

function modernbert(config: ConfigurationReader): EncoderParts {
  const layers = config.size(['num_hidden_layers'], 22);
  const hidden = config.size(['hidden_size'], 768);
  const heads = config.size(['num_attention_heads'], 12);
  const intermediate = config.size(['intermediate_size'], 1152);
  const vocabulary = config.size(['vocab_size'], 50368);
  const norm = hidden * (config.flag('norm_bias', false) ? 2 : 1);
  const inAttention = config.flag('attention_bias', false);
  const inMlp = config.flag('mlp_bias', false);
  const one =
    dense(hidden, 3 * hidden, inAttention) +
    dense(hidden, hidden, inAttention) +
    dense(hidden, 2 * intermediate, inMlp) +
    dense(intermediate, hidden, inMlp) +
    norm;
  // The first layer has no normalisation before its attention.
  const all = layers * one + Math.max(0, layers - 1) * norm;
  const every = Math.max(1, config.size(['global_attn_every_n_layers'], 3));
  const local = config.size(['local_attention', 'sliding_window'], 128);
  const head = dense(hidden, hidden, config.flag('classifier_bias', false)) + norm;
  return {
    layers,
    hidden,
    heads,
    intermediate,
    tables: vocabulary * hidden,
    around: 2 * norm,
    stored: all,
    computed: all,
    pooler: 0,
    sequenceHead: head,
    tokenHead: head,
    sequencePools: true,
    lastInputs: hidden,
    windows: Array.from({ length: layers }, (_, i) => (i % every === 0 ? null : local)),
    extraScores: 0,
  };
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
