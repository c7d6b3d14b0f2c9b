import type { Value } from '../graph/builder.ts';
import {
  activate,
  activationNamed,
  firstToken,
  layerNorm,
  linear,
  paddingBias,
  weighValues,
  windowBias,
} from '../graph/layers.ts';
import { elementType } from '../graph/onnx.ts';
import type { Scope } from '../graph/scope.ts';
import { type Family, refuseVariants } from './family.ts';
import { type Reach, type Settings, settingsOf } from './modernbert-settings.ts';
import { countedPositions } from './post-norm.ts';

/**
 * Normalises before each part, turns queries and keys by position, looks far only in some layers, and gates its inner layer.
 * Source: transformers/models/modernbert/modeling_modernbert.py (5.23).
 */
export const modernbert: Family = {
  name: 'ModernBERT',
  classes: { modernbert: 'ModernBert' },
  prefix: 'model.',
  unused: [/^decoder\./],
  plan(config) {
    refuseVariants(config);
    const settings = settingsOf(config);
    const { hidden, reaches } = settings;
    config.only('classifier_pooling', ['cls', 'mean'], 'This pooling is not known.');
    const mean = config.text('classifier_pooling', 'cls') === 'mean';
    const headBias = config.flag('classifier_bias', false);
    const headActivation = activationNamed(config, 'classifier_activation', 'gelu');
    /** Dense, activation, normalisation. */
    const head = (scope: Scope, x: Value): Value =>
      norm(
        scope,
        settings,
        activate(scope, headActivation, linear(scope, x, 'head.dense', hidden, hidden, headBias)),
        'head.norm',
      );
    return {
      facts: {
        vocabulary: settings.vocabulary,
        hidden,
        layers: reaches.length,
        maxPositions: null,
        statedPositions: config.size('max_position_embeddings', 8192),
        padId: config.integer('pad_token_id', 50283),
        usesTokenTypes: false,
      },
      lastLayer: { sequence: 'classifier', token: 'classifier' },
      encode(scope) {
        const bias = {
          full_attention: paddingBias(scope),
          sliding_attention: reaches.includes('sliding_attention') ? windowBias(scope, settings.window) : '',
        };
        const angles = {
          full_attention: turns(scope, settings, 'full_attention'),
          sliding_attention: turns(scope, settings, 'sliding_attention'),
        };
        const words = scope.words('model.embeddings.tok_embeddings.weight', [settings.vocabulary, hidden]);
        const rows = scope.graph.operator('Reshape', [words, scope.graph.integers([-1, hidden])]);
        let x = norm(scope, settings, rows, 'model.embeddings.norm');
        for (const [i, reach] of reaches.entries()) {
          const prefix = `model.layers.${i}.`;
          // The embeddings are normalised already.
          const seen = i === 0 ? x : norm(scope, settings, x, `${prefix}attn_norm`);
          x = scope.graph.operator('Add', [
            x,
            attend(scope, settings, `${prefix}attn.`, seen, angles[reach], bias[reach]),
          ]);
          x = scope.graph.operator('Add', [
            x,
            gated(scope, settings, `${prefix}mlp.`, norm(scope, settings, x, `${prefix}mlp_norm`)),
          ]);
        }
        return norm(scope, settings, x, 'model.final_norm');
      },
      sequenceHead: (scope, x, labels) =>
        linear(
          scope,
          head(scope, mean ? meanOfTokens(scope, x, hidden) : firstToken(scope, x, hidden)),
          'classifier',
          hidden,
          labels,
        ),
      tokenHead: (scope, x, labels) => linear(scope, head(scope, x), 'classifier', hidden, labels),
    };
  },
};

const norm = (scope: Scope, { hidden, epsilon, normBias }: Settings, x: Value, name: string): Value =>
  layerNorm(scope, x, name, hidden, epsilon, normBias);

/** Cosines and signed sines of position × frequency, [length, size of a head]. */
interface Turns {
  readonly cosines: Value;
  /** The first half negative, because it meets the second half of the vector. */
  readonly sines: Value;
}

function turns(scope: Scope, { heads, theta }: Settings, reach: Reach): Turns {
  const { graph } = scope;
  const half = heads.size / 2;
  // In 32-bit steps, as PyTorch computes them.
  const frequencies = Array.from({ length: half }, (_, i) =>
    Math.fround(1 / Math.fround(theta[reach] ** Math.fround((2 * i) / heads.size))),
  );
  const positions = graph.operator(
    'Cast',
    [graph.operator('Unsqueeze', [countedPositions(scope), graph.integers([1])])],
    { to: elementType.float },
  );
  const angles = graph.operator('Mul', [positions, graph.reals(frequencies, [1, half])]);
  const cosine = graph.operator('Cos', [angles]);
  const sine = graph.operator('Sin', [angles]);
  return {
    cosines: graph.operator('Concat', [cosine, cosine], { axis: -1 }),
    sines: graph.operator('Concat', [graph.operator('Neg', [sine]), sine], { axis: -1 }),
  };
}

/** x · cos + (halves of x exchanged) · (−sin, sin) on [batch, heads, length, size]. */
function turned(scope: Scope, x: Value, { cosines, sines }: Turns): Value {
  const { graph } = scope;
  const [first, second] = graph.operators(2, 'Split', [x], { axis: -1, num_outputs: 2 });
  const exchanged = graph.operator('Concat', [second!, first!], { axis: -1 });
  return graph.operator('Add', [
    graph.operator('Mul', [x, cosines]),
    graph.operator('Mul', [exchanged, sines]),
  ]);
}

function attend(
  scope: Scope,
  settings: Settings,
  prefix: string,
  x: Value,
  angles: Turns,
  bias: Value,
): Value {
  const { graph } = scope;
  const { hidden, heads, attentionBias } = settings;
  const all = linear(scope, x, `${prefix}Wqkv`, hidden, 3 * hidden, attentionBias);
  const [query, key, value] = graph.operators(3, 'Split', [all], { axis: -1, num_outputs: 3 });
  const split = (rows: Value): Value =>
    graph.operator('Transpose', [graph.operator('Reshape', [rows, scope.shape(heads.count, heads.size)])], {
      perm: [0, 2, 1, 3],
    });
  const keys = graph.operator('Transpose', [turned(scope, split(key!), angles)], { perm: [0, 1, 3, 2] });
  const products = graph.operator('MatMul', [turned(scope, split(query!), angles), keys]);
  const scores = graph.operator('Mul', [products, graph.real(1 / Math.sqrt(heads.size))]);
  const mixed = weighValues(scope, scores, bias, value!, heads);
  return linear(scope, mixed, `${prefix}Wo`, hidden, hidden, attentionBias);
}

/** One half of the inner layer, activated, times the other half. */
function gated(
  scope: Scope,
  { hidden, inner, activation, mlpBias }: Settings,
  prefix: string,
  x: Value,
): Value {
  const { graph } = scope;
  const wide = linear(scope, x, `${prefix}Wi`, hidden, 2 * inner, mlpBias);
  const [input, gate] = graph.operators(2, 'Split', [wide], { axis: -1, num_outputs: 2 });
  const product = graph.operator('Mul', [activate(scope, activation, input!), gate!]);
  return linear(scope, product, `${prefix}Wo`, inner, hidden, mlpBias);
}

/** The mean over the tokens that are not padding: [batch, hidden]. */
function meanOfTokens(scope: Scope, hidden: Value, size: number): Value {
  const { graph } = scope;
  const mask = graph.operator('Cast', [scope.mask], { to: elementType.float });
  const kept = graph.operator('Mul', [
    graph.operator('Reshape', [hidden, scope.shape(size)]),
    graph.operator('Unsqueeze', [mask, graph.integers([2])]),
  ]);
  const sum = graph.operator('ReduceSum', [kept, graph.integers([1])], { keepdims: 0 });
  const count = graph.operator('ReduceSum', [mask, graph.integers([1])], { keepdims: 1 });
  return graph.operator('Div', [sum, count]);
}
