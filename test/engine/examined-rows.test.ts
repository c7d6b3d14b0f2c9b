import { expect, it } from 'vitest';
import { sampleSentences } from '../../src/engine/examined-rows.ts';
import type { RunFacts } from '../../src/facts/define.ts';

const facts = (rows: number, of: number): RunFacts =>
  ({
    examination: () => ({ examined: { rows: new Uint32Array(rows), of } }),
    predictions: () => null,
  }) as unknown as RunFacts;

it('says that single examples are of a sample, only where they are', () => {
  expect(sampleSentences(facts(50_000, 200_000))).toEqual([
    expect.stringContaining('a random sample of 50,000 of 200,000 rows'),
  ]);
  expect(sampleSentences(facts(973, 973))).toEqual([]);
  expect(
    sampleSentences({ examination: () => null, predictions: () => null } as unknown as RunFacts),
  ).toEqual([]);
});
