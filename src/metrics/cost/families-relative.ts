import type { ConfigurationReader } from './configuration.ts';
import { common, dense, type EncoderParts, plain, postNormLayer, type Sizes } from './encoder-parts.ts';

/** How far relative positions go; `max_relative_positions` of −1 is that of the positions. */
function relativePositions(config: ConfigurationReader, positions: number): number {
  const most = config.number('max_relative_positions', -1);
  return most < 1 ? positions : most;
}

export function deberta(config: ConfigurationReader): EncoderParts {
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

export function debertaV2(config: ConfigurationReader): EncoderParts {
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

export function modernbert(config: ConfigurationReader): EncoderParts {
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
