import { describe, expect, test } from 'vitest';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';

/** Six mistakes a→b, two b→c, one c→a, and one right answer in front. */
const pairs: (readonly [string, string])[] = [
  ['a', 'a'],
  ['a', 'b'],
  ['a', 'b'],
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'b'],
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'b'],
  ['c', 'a'],
];
const confidence = Float32Array.of(0.9, 0.5, 0.99, 0.6, 0.55, 0.97, 0.7, 0.65, 0.8, 0.52);
const labels = ['a', 'b', 'c'];
const withConfidence = createPredictionSet(columnsOfPairs(labels, pairs, { confidence }));
const without = createPredictionSet(columnsOfPairs(labels, pairs));

describe('the misclassified examples to show', () => {
  test('are all of them when they fit, most confident first', async () => {
    const { rows, total } = await withConfidence.select({ kind: 'wrong', limit: 100 });
    expect([...rows]).toEqual([2, 5, 8, 6, 7, 3, 4, 9, 1]);
    expect(total).toBe(9);
  });

  test('hold whole rare cells first and the most confident of the rest', async () => {
    const { rows, total } = await withConfidence.select({ kind: 'wrong', limit: 5 });
    expect([...rows]).toEqual([2, 5, 7, 4, 9]);
    expect(total).toBe(9);
  });

  test('without confidence come in order of rarity, then of the file', async () => {
    const { rows } = await without.select({ kind: 'wrong', limit: 5 });
    expect([...rows]).toEqual([9, 4, 7, 1, 2]);
  });

  test('put rows without a confidence last', async () => {
    const set = createPredictionSet(
      columnsOfPairs(
        ['a', 'b'],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
        { confidence: Float32Array.of(Number.NaN, 0.51) },
      ),
    );
    expect([...(await set.select({ kind: 'wrong', limit: 9 })).rows]).toEqual([1, 0]);
  });

  test('are none for a limit of none, with the count still told', async () => {
    expect(await withConfidence.select({ kind: 'wrong', limit: 0 })).toEqual({
      rows: new Uint32Array(0),
      total: 9,
    });
  });
});
