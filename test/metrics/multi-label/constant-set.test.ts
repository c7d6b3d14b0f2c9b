import { expect, test } from 'vitest';
import { constantSet, multiLabelCounts } from '../../../src/metrics/multi-label/index.ts';

const of = (reference: readonly number[], predicted: readonly number[], labels: readonly string[]) => {
  const [a, b] = [Uint8Array.from(reference), Uint8Array.from(predicted)];
  return constantSet(multiLabelCounts(a, b, labels), a, b);
};

test('the constant answer holds as many labels as give the highest micro-F1', () => {
  // a in 4 rows of 4, b in 2, c in 1. One label: 2·4 / (4 + 7); two: 2·6 / (8 + 7); three: 2·7 / (12 + 7).
  const reference = [1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0];
  const found = of(reference, reference, ['a', 'b', 'c'])!;
  expect(found.labels).toEqual(['a', 'b']);
  expect(found.f1Micro).toBeCloseTo(12 / 15, 12);
  expect(found.difference.value).toBeCloseTo(3 / 15, 12);
  expect(found.otherRows).toBe(2);
});

test('answers that are the references go with them by 1, the same answers for all rows by nothing', () => {
  const reference = [1, 0, 0, 1, 1, 1, 0, 0];
  expect(of(reference, reference, ['a', 'b'])!.association!.value).toBeCloseTo(1, 12);
  expect(of(reference, [1, 0, 1, 0, 1, 0, 1, 0], ['a', 'b'])!.association).toBeNull();
});

test('with one label the association is the correlation of two columns of 0 and 1', () => {
  // TP 3, FP 1, FN 2, TN 4: (3·4 − 1·2) / √(4·5·5·6).
  const reference = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
  const predicted = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
  expect(of(reference, predicted, ['a'])!.association!.value).toBeCloseTo(10 / Math.sqrt(4 * 5 * 5 * 6), 12);
});

test('no labels at all: nothing to compare with', () => {
  expect(of([0, 0], [1, 0], ['a', 'b'])).toBeNull();
});
