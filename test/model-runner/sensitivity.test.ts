import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/formats/json.ts';
import { buildGraph, describeCheckpoint } from '../../src/model-runner/index.ts';
import {
  accepted,
  configOf,
  folderOf,
  logitsOf,
  recorded,
  relativeDifference,
  sessionOf,
  weightsOf,
} from './checkpoint-files.ts';

/** A comparison that passes proves something only where a slip would have failed it: each of these settings is such a slip. */
describe('the recorded logits tell apart', () => {
  it.each<[string, JsonObject]>([
    ['bert-sequence', { num_attention_heads: 2 }],
    ['bert-sequence', { layer_norm_eps: 1e-2 }],
    ['bert-sequence', { hidden_act: 'gelu_new' }],
    ['roberta-sequence', { pad_token_id: 0 }],
    ['albert-sequence', { hidden_act: 'gelu' }],
    ['deberta-v2-sequence', { max_relative_positions: 60 }],
    ['deberta-v2-sequence', { pos_att_type: ['c2p'] }],
    ['deberta-v2-convolution', { conv_act: 'tanh' }],
    ['deberta-v2-convolution', { pooler_hidden_act: 'gelu' }],
    ['modernbert-sequence', { local_attention: 10 }],
    ['modernbert-sequence', { classifier_pooling: 'mean' }],
    ['modernbert-mean', { layer_types: ['full_attention', 'full_attention'] }],
    [
      'modernbert-sequence',
      {
        rope_parameters: {
          full_attention: { rope_theta: 10_000 },
          sliding_attention: { rope_theta: 10_000 },
        },
      },
    ],
  ])('a %s with %j', async (name, change) => {
    const folder = folderOf(name);
    const weights = await weightsOf(folder);
    const description = accepted(describeCheckpoint({ ...configOf(folder), ...change }, weights));
    const session = await sessionOf(buildGraph(description, weights, { gradients: false }), folder);
    const { rows, types, pad, logits } = recorded[name]!;
    const got = await logitsOf(session, description, rows, types, pad);
    expect(
      relativeDifference(
        got.flatMap((row) => [...row]),
        logits.flat(),
      ),
    ).toBeGreaterThan(5e-5);
    await session.release();
  });

  it('a pair from two texts in one', async () => {
    const folder = folderOf('bert-sequence');
    const weights = await weightsOf(folder);
    const description = accepted(describeCheckpoint(configOf(folder), weights));
    const session = await sessionOf(buildGraph(description, weights, { gradients: false }), folder);
    const { rows, types, pad, logits } = recorded['bert-sequence']!;
    const [pair] = await logitsOf(session, description, [rows[3]!], [types![3]!.map(() => 0)], pad);
    expect(relativeDifference(pair!, logits[3]!)).toBeGreaterThan(1e-2);
    await session.release();
  });
});
