import { expect, test } from 'vitest';
import { restoreMultiLabelSet, serialiseMultiLabelSet } from '../../src/predictions/index.ts';
import { createMultiLabelSet } from '../../src/predictions/multi-label.ts';
import { drawLabelSet } from '../support/label-sets.ts';

const set = {
  ...drawLabelSet(40, [
    { name: 'a', bias: 0, knows: 2 },
    { name: '__proto__', bias: -1, knows: 1 },
  ]),
  columns: { reference: 'labels', predicted: 'preds' },
};
set.reference[3] = 255;
set.probabilities![5] = Number.NaN;

test('a saved set is restored with the same numbers', () => {
  const saved = JSON.parse(JSON.stringify(serialiseMultiLabelSet(set)));
  const back = restoreMultiLabelSet(saved);
  for (const part of ['id', 'file', 'split', 'rows', 'labels', 'threshold', 'hasText', 'ids'] as const)
    expect(back[part]).toEqual(set[part]);
  expect({ ...back.columns }).toEqual(set.columns);
  for (const part of ['reference', 'predicted', 'probabilities'] as const)
    expect([...back[part]!]).toEqual([...set[part]!]);
});

test('a saved set still says whether the model was run here', () => {
  for (const ran of [true, undefined]) {
    const saved = JSON.parse(JSON.stringify(serialiseMultiLabelSet({ ...set, ran })));
    expect(restoreMultiLabelSet(saved).ran).toBe(ran);
  }
});

test('texts and ids are kept, or left out when asked', () => {
  const own = createMultiLabelSet({
    ...set,
    texts: Array.from({ length: 40 }, (_, row) => (row === 0 ? null : `text ${row}`)),
    ids: Array.from({ length: 40 }, (_, row) => String(row)),
  });
  const back = restoreMultiLabelSet(JSON.parse(JSON.stringify(serialiseMultiLabelSet(own))));
  expect([back.text(0), back.text(7), back.ids?.[7]]).toEqual([null, 'text 7', '7']);
  const bare = restoreMultiLabelSet(
    JSON.parse(JSON.stringify(serialiseMultiLabelSet(own, { texts: false }))),
  );
  expect([bare.hasText, bare.text(7), bare.ids]).toEqual([false, null, null]);
});

test.each([
  ['format', { format: 'other' }],
  ['reference', { reference: 'AA==' }],
  ['labels', { labels: 'a' }],
  ['rows', { rows: -1 }],
  ['split', { split: { value: 'all', origin: 'stated', from: 'x' } }],
])('a damaged %s is named', (part, damage) => {
  const saved = { ...(serialiseMultiLabelSet(set) as object), ...damage };
  expect(() => restoreMultiLabelSet(saved)).toThrow(`/${part}`);
});

test('columns of different lengths are a mistake of the caller', () => {
  expect(() => createMultiLabelSet({ ...set, texts: null, predicted: new Uint8Array(3) })).toThrow(
    RangeError,
  );
});
