import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildGraph, describeCheckpoint, findNonFinite } from '../../src/model-runner/index.ts';
import { accepted, configOf, inputsOf, note, sessionOf, weightsOf } from './checkpoint-files.ts';

/** Written by lab/oracles/real_encoder.py: the folder of real weights, and what transformers makes of some texts. */
const recording = process.env.AFTERFIT_REAL_ENCODER;

describe.skipIf(!recording)('a real encoder (AFTERFIT_REAL_ENCODER names its recording)', () => {
  it('gives the hidden states of transformers', async () => {
    const { folder, rows } = JSON.parse(readFileSync(recording!, 'utf8')) as {
      readonly folder: string;
      readonly rows: readonly { readonly ids: readonly number[]; readonly hidden: readonly number[] }[];
    };
    const weights = await weightsOf(folder);
    expect(await findNonFinite(weights)).toEqual([]);
    const description = accepted(describeCheckpoint(configOf(folder), weights, { head: 'hidden-states' }));
    const session = await sessionOf(buildGraph(description, weights, { gradients: false }), folder);
    let [largest, low, high] = [0, 0, 0];
    const compare = async (batch: typeof rows): Promise<void> => {
      const ids = batch.map((row) => row.ids);
      const types = description.usesTokenTypes ? ids.map((row) => row.map(() => 0)) : null;
      const results = await session.run(inputsOf(ids, types, description.padId ?? 0));
      const states = results.hidden_states!.data as Float32Array;
      const length = Math.max(...ids.map((row) => row.length));
      for (const [i, { hidden }] of batch.entries())
        for (const [j, value] of hidden.entries()) {
          largest = Math.max(largest, Math.abs(states[i * length * description.hidden + j]! - value));
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
    };
    await compare(rows.slice(0, -1));
    await compare(rows.slice(-1));
    const difference = largest / (high - low);
    note({ name: folder.split('/').at(-3), hiddenStates: difference, range: high - low });
    expect(difference).toBeLessThan(1e-4);
    await session.release();
  }, 120_000);
});
