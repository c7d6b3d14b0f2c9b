import type { Configuration } from '../configuration.ts';
import type { Value } from '../graph/builder.ts';
import type { Scope } from '../graph/scope.ts';

/** What a host has to know about a model besides its graph. */
export interface EncoderFacts {
  /** Rows of the word embeddings. */
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  /** Tokens of the longest text that can be run; null when nothing but memory limits it. */
  readonly maxPositions: number | null;
  /** The length that the configuration states; models with relative positions can be run beyond it. */
  readonly statedPositions: number;
  readonly padId: number | null;
  readonly usesTokenTypes: boolean;
}

/** A model as its configuration describes it. Values are rows: [batch·length, hidden]. */
export interface EncoderPlan {
  readonly facts: EncoderFacts;
  /** The last hidden states. */
  encode(scope: Scope): Value;
  /** Logits of a text, [batch, labels]. */
  sequenceHead(scope: Scope, hidden: Value, labels: number): Value;
  /** Logits of each token, [batch·length, labels]. */
  tokenHead(scope: Scope, hidden: Value, labels: number): Value;
  /** The last layer of each head: its rows are the labels. */
  readonly lastLayer: { readonly sequence: string; readonly token: string };
}

export interface Family {
  /** As users write it. */
  readonly name: string;
  /** `model_type` of the configuration → how its classes begin: `bert` → `Bert`. */
  readonly classes: Readonly<Record<string, string>>;
  /** Of the encoder's weights. */
  readonly prefix: string;
  /** Weights that classification does without: buffers, and heads of pre-training. */
  readonly unused: readonly RegExp[];
  /** Throws `CheckpointError` for settings that change the computation in a way that is not known here. */
  plan(config: Configuration): EncoderPlan;
}

/** Saved by older versions: counting numbers, no weights. */
export const positionBuffers = /(?:^|\.)embeddings\.(?:position_ids|token_type_ids)$/;

/** Settings that make another model of any encoder. */
export function refuseVariants(config: Configuration): void {
  config.only('is_decoder', [false], 'A decoder looks only backwards.');
  config.only('add_cross_attention', [false], 'Cross-attention needs a second model.');
  config.only('is_encoder_decoder', [false], 'An encoder with a decoder is another model.');
  config.only('position_embedding_type', ['absolute'], 'Positions enter the computation in another way.');
  const { json } = config;
  if (json.quantization_config !== undefined && json.quantization_config !== null)
    config.only('quantization_config', [], 'The weights are quantised.');
  const pruned = json.pruned_heads;
  if (typeof pruned === 'object' && pruned !== null && Object.keys(pruned).length > 0)
    config.only('pruned_heads', [], 'Attention heads were removed.');
}
