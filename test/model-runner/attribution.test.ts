import { describe, expect, it } from 'vitest';
import { buildGraph, describeCheckpoint } from '../../src/model-runner/index.ts';
import {
  accepted,
  configOf,
  folderOf,
  logitsOf,
  realNumbers,
  recorded,
  sessionOf,
  weightsOf,
  wholeNumbers,
} from './checkpoint-files.ts';

const STEPS = 64;

describe.each(['bert-sequence', 'mpnet-sequence', 'deberta-v2-token', 'modernbert-mean', 'albert-token'])(
  'attributions of %s',
  (name) => {
    const folder = folderOf(name);
    const { rows, pad, head } = recorded[name]!;
    const row = rows[1]!;
    const label = 1;
    const setUp = async () => {
      const weights = await weightsOf(folder);
      const description = accepted(describeCheckpoint(configOf(folder), weights));
      const session = await sessionOf(buildGraph(description, weights, { gradients: true }), folder);
      const labels = description.labels.length;
      const position = head === 'token' ? 3 : 0;
      /** One row for each alpha. */
      const run = async (ids: readonly number[], alphas: readonly number[], baselineWeight: number) => {
        const n = alphas.length;
        const dimensions = head === 'token' ? [n, row.length, labels] : [n, labels];
        const perRow = dimensions.slice(1).reduce((a, b) => a * b, 1);
        const seed = realNumbers(Array<number>(n * perRow).fill(0), dimensions);
        for (let i = 0; i < n; i++) (seed.data as Float32Array)[i * perRow + position * labels + label] = 1;
        const repeated = (values: readonly number[]) =>
          wholeNumbers(
            alphas.flatMap(() => values),
            [n, row.length],
          );
        const results = await session.run({
          input_ids: repeated(ids),
          attention_mask: repeated(row.map(() => 1)),
          ...(description.usesTokenTypes ? { token_type_ids: repeated(row.map(() => 0)) } : {}),
          seed,
          alpha: realNumbers(alphas, [n, 1, 1]),
          baseline_weight: realNumbers(Array<number>(n).fill(baselineWeight), [n, 1, 1]),
          baseline_ids: repeated(row.map(() => pad)),
        });
        const logits = results.logits!.data as Float32Array;
        return {
          logits: alphas.map((_, i) => logits[i * perRow + position * labels + label]!),
          attribution: results.attribution!.data as Float32Array,
        };
      };
      return { session, run, description };
    };
    const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

    it('Integrated Gradients add up to the difference from the baseline', async () => {
      const { session, run } = await setUp();
      const alphas = Array.from({ length: STEPS }, (_, i) => (i + 0.5) / STEPS);
      const { attribution } = await run(row, alphas, 1);
      const ends = await run(row, [0, 1], 1);
      const difference = ends.logits[1]! - ends.logits[0]!;
      expect(Math.abs(sum(attribution) / STEPS - difference)).toBeLessThan(
        0.01 + 0.02 * Math.abs(difference),
      );
      await session.release();
    });

    it('the slope along the path is what finite differences say', async () => {
      const { session, run } = await setUp();
      // Five points, because some of these models bend strongly along the path.
      const step = 4e-3;
      const { logits, attribution } = await run(
        row,
        [-2, -1, 0, 1, 2].map((n) => 0.7 + n * step),
        1,
      );
      const [a, b, , c, d] = logits as [number, number, number, number, number];
      const slope = (a - 8 * b + 8 * c - d) / (12 * step);
      const ours = sum(attribution.subarray(2 * row.length, 3 * row.length));
      expect(Math.abs(ours - slope)).toBeLessThan(2e-2 * Math.max(0.1, Math.abs(slope)));
      await session.release();
    });

    it('at the text itself the logits are those of the plain graph, and the baseline does not enter', async () => {
      const { session, run, description } = await setUp();
      const plain = await sessionOf(
        buildGraph(description, await weightsOf(folder), { gradients: false }),
        folder,
      );
      const types = description.usesTokenTypes ? [row.map(() => 0)] : null;
      const [expected] = await logitsOf(plain, description, [row], types, pad);
      const at = (head === 'token' ? 3 : 0) * description.labels.length + label;
      for (const baselineWeight of [0, 1]) {
        const { logits } = await run(row, [1], baselineWeight);
        expect(Math.abs(logits[0]! - expected![at]!)).toBeLessThan(1e-4);
      }
      await session.release();
      await plain.release();
    });
  },
);
