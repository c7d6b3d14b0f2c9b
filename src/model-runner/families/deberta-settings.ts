import type { Configuration } from '../configuration.ts';
import { type Activation, activationNamed } from '../graph/layers.ts';
import { CheckpointError } from '../refusal.ts';
import { bertNames, readSizes, type Sizes } from './post-norm.ts';
import { type DistanceTable, debertaRows } from './relative-positions.ts';

export interface Settings extends Sizes {
  readonly width: number;
  readonly types: number;
  /** Whether the table of absolute positions is added to the words. */
  readonly absolute: boolean;
  readonly relative: RelativeSettings | null;
  /** What the scores are divided by: √(size of a head · number of terms). */
  readonly scale: number;
  readonly convolution: Convolution | null;
}

interface RelativeSettings {
  readonly table: DistanceTable;
  /** Rows of `rel_embeddings`. */
  readonly rows: number;
  readonly contentToPosition: boolean;
  readonly positionToContent: boolean;
  /** Positions go through the projections of the content. */
  readonly shared: boolean;
  readonly normalised: boolean;
}

export interface Convolution {
  readonly kernel: number;
  readonly groups: number;
  readonly activation: Activation;
}

export function settingsOf(config: Configuration): Settings {
  const sizes = readSizes(config, {
    ...bertNames,
    vocabulary: 128100,
    hidden: ['hidden_size', 1536],
    layers: ['num_hidden_layers', 24],
    heads: ['num_attention_heads', 24],
    inner: ['intermediate_size', 6144],
    epsilon: ['layer_norm_eps', 1e-7],
  });
  const { hidden, heads } = sizes;
  config.only('attention_head_size', [heads.size], 'Heads of a size of their own are not known.');
  config.only('pooler_hidden_size', [hidden], 'A pooler of a size of its own is not known.');
  const kinds = positionKinds(config);
  const types = config.integer('type_vocab_size', 0) ?? 0;
  const terms = 1 + kinds.size;
  return {
    ...sizes,
    width: config.size('embedding_size', hidden),
    types,
    absolute: config.flag('position_biased_input', true),
    relative: config.flag('relative_attention', false) ? relativeOf(config, sizes, kinds) : null,
    scale: Math.sqrt(heads.size * terms),
    convolution: convolutionOf(config, hidden),
  };
}

/** A list, or in the first configurations a text such as `p2c|c2p`. */
function positionKinds(config: Configuration): ReadonlySet<string> {
  const stated = config.json.pos_att_type;
  const kinds: readonly unknown[] =
    typeof stated === 'string'
      ? stated
          .toLowerCase()
          .split('|')
          .map((kind) => kind.trim())
          .filter((kind) => kind !== '')
      : Array.isArray(stated)
        ? stated
        : [];
  const unknown = kinds.filter((kind) => kind !== 'c2p' && kind !== 'p2c');
  if (unknown.length > 0)
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: \`pos_att_type\` holds ${unknown.map(String).join(', ').slice(0, 80)}; c2p and p2c can be run.`,
      ['pos_att_type'],
    );
  return new Set(kinds as readonly string[]);
}

function relativeOf(config: Configuration, sizes: Sizes, kinds: ReadonlySet<string>): RelativeSettings {
  const buckets = config.integer('position_buckets', -1) ?? -1;
  const stated = config.integer('max_relative_positions', -1) ?? -1;
  const positions = stated < 1 ? sizes.positions : stated;
  // Two buckets have no logarithm: the code divides by zero.
  if (buckets > 0 && (buckets < 4 || positions - 1 <= Math.trunc(buckets / 2)))
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: ${buckets} \`position_buckets\` do not suit ${positions} relative positions.`,
      ['position_buckets', 'max_relative_positions'],
    );
  return {
    table: debertaRows(buckets, positions),
    rows: 2 * (buckets > 0 ? buckets : positions),
    contentToPosition: kinds.has('c2p'),
    positionToContent: kinds.has('p2c'),
    shared: config.flag('share_att_key', false),
    normalised: config
      .text('norm_rel_ebd', 'none')
      .toLowerCase()
      .split('|')
      .some((part) => part.trim() === 'layer_norm'),
  };
}

function convolutionOf(config: Configuration, hidden: number): Convolution | null {
  const kernel = config.integer('conv_kernel_size', 0) ?? 0;
  if (kernel <= 0) return null;
  const groups = config.size('conv_groups', 1);
  if (kernel % 2 === 0 || hidden % groups !== 0)
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: a convolution of ${kernel} tokens in ${groups} groups does not suit ${hidden} hidden units.`,
      ['conv_kernel_size', 'conv_groups'],
    );
  return { kernel, groups, activation: activationNamed(config, 'conv_act', 'tanh') };
}
