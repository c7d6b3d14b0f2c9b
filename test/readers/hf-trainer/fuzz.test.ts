import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/stats/index.ts';
import { readTrainer } from './reading.ts';

const fixture = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/hf-trainer/${path}`, import.meta.url)));

/** Copies of `original` with one to eight bytes changed, or cut off. */
function* damaged(original: Uint8Array, seed: number): Generator<Uint8Array> {
  const random = createRandom(seed);
  for (;;) {
    const copy = original.slice(
      0,
      random.next() < 0.2 ? random.integer(original.length + 1) : original.length,
    );
    for (let flips = 1 + random.integer(8); flips > 0 && copy.length > 0; flips--)
      copy[random.integer(copy.length)] = random.integer(256);
    yield copy;
  }
}

const milliseconds = 250;

describe('damaged files', () => {
  for (const [name, path] of [
    ['trainer_state.json', 'ordinary/trainer_state.json'],
    ['trainer_state.json', 'not-a-number/trainer_state.json'],
    ['training_args.bin', 'ordinary/training_args.bin'],
    ['README.md', 'model-card-only/README.md'],
  ] as const) {
    test(`${path}, bytes flipped: a run or a reason, never an exception`, async () => {
      const started = performance.now();
      let tried = 0;
      for (const bytes of damaged(fixture(path), 11)) {
        const others: Record<string, Uint8Array> =
          name === 'trainer_state.json'
            ? {}
            : { 'trainer_state.json': fixture('ordinary/trainer_state.json') };
        const { runs, problems } = await readTrainer({ ...others, [name]: bytes });
        if (name === 'trainer_state.json') expect(runs.length + problems.length).toBeGreaterThan(0);
        for (const run of runs) {
          for (const series of run.series) {
            expect(series.value.length).toBe(series.step.length);
            for (let i = 1; i < series.step.length; i++)
              expect(series.step[i]! > series.step[i - 1]!).toBe(true);
          }
        }
        tried++;
        if (performance.now() - started > milliseconds) break;
      }
      expect(tried).toBeGreaterThan(20);
    });
  }
});
