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

export const dense = (from: number, to: number, bias = true): number => from * to + (bias ? to : 0);

export interface Sizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  readonly positions: number;
}

export const common = (
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
export const postNormLayer = (h: number, i: number): number =>
  4 * dense(h, h) + 2 * h + dense(h, i) + dense(i, h) + 2 * h;

export const plain = (sizes: Sizes, more: Partial<EncoderParts>): EncoderParts => {
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
