import { isJsonObject } from '../../formats/json.ts';
import type { Configuration } from '../configuration.ts';
import { type Activation, activationNamed, type Heads } from '../graph/layers.ts';
import { CheckpointError } from '../refusal.ts';
import { headSize } from './post-norm.ts';

export type Reach = 'full_attention' | 'sliding_attention';

export interface Settings {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly heads: Heads;
  readonly inner: number;
  readonly epsilon: number;
  readonly activation: Activation;
  /** Whether a layer sees all tokens or only near ones. */
  readonly reaches: readonly Reach[];
  /** How far a near layer sees to each side. */
  readonly window: number;
  /** Base of the angles. */
  readonly theta: Readonly<Record<Reach, number>>;
  readonly normBias: boolean;
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
}

export function settingsOf(config: Configuration): Settings {
  const hidden = config.size('hidden_size', 768);
  const count = config.size('num_attention_heads', 12);
  const size = headSize(hidden, count);
  config.only('head_dim', [size], 'Heads of a size of their own are not known.');
  config.only('rope_scaling', [], 'Stretched rotary positions are not known.');
  if (size % 2 !== 0)
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: heads of ${size} units cannot be turned in pairs.`,
    );
  return {
    vocabulary: config.size('vocab_size', 50368),
    hidden,
    heads: { count, size },
    inner: config.size('intermediate_size', 1152),
    epsilon: config.real('norm_eps', 1e-5),
    activation: activationNamed(config, 'hidden_activation', 'gelu'),
    reaches: reachesOf(config, config.layers('num_hidden_layers', 22)),
    window: Math.trunc(config.size('local_attention', 128) / 2),
    theta: {
      full_attention: thetaOf(config, 'full_attention', 'global_rope_theta', 160_000),
      sliding_attention: thetaOf(config, 'sliding_attention', 'local_rope_theta', 10_000),
    },
    normBias: config.flag('norm_bias', false),
    attentionBias: config.flag('attention_bias', false),
    mlpBias: config.flag('mlp_bias', false),
  };
}

function reachesOf(config: Configuration, layers: number): readonly Reach[] {
  const stated = config.json.layer_types;
  if (stated === undefined || stated === null) {
    const every = config.size('global_attn_every_n_layers', 3);
    return Array.from({ length: layers }, (_, i) =>
      i % every === 0 ? 'full_attention' : 'sliding_attention',
    );
  }
  const reaches = Array.isArray(stated)
    ? stated.filter((item): item is Reach => item === 'full_attention' || item === 'sliding_attention')
    : [];
  if (reaches.length !== layers || !Array.isArray(stated) || stated.length !== layers)
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: \`layer_types\` does not say full_attention or sliding_attention for each of ${layers} layers.`,
      ['layer_types'],
    );
  return reaches;
}

/** `rope_parameters` since transformers 5, a number of its own before; a null there meant the global one. */
function thetaOf(config: Configuration, reach: Reach, older: string, otherwise: number): number {
  const all = config.json.rope_parameters;
  const own = isJsonObject(all) ? all[reach] : undefined;
  if (isJsonObject(own)) {
    const { rope_type: kind, rope_theta: theta } = own;
    if ((kind === undefined || kind === 'default') && typeof theta === 'number' && theta > 0) return theta;
    throw new CheckpointError(
      'configuration',
      `\`config.json\`: the rotary positions of ${reach} are not of the default kind.`,
      ['rope_parameters'],
    );
  }
  return config.json[older] === null
    ? config.real('global_rope_theta', 160_000)
    : config.real(older, otherwise);
}
