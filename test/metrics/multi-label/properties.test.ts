import { describe, expect, it } from 'vitest';
import {
  labelThresholds,
  measureMultiLabel,
  multiLabelRankings,
} from '../../../src/metrics/multi-label/index.ts';
import { createRandom } from '../../../src/stats/index.ts';

const random = createRandom(4);
const n = 150;
const names = ['a', 'b', 'c', 'd'];
const reference = Uint8Array.from({ length: n * 4 }, (_, i) => (random.next() < 0.1 * ((i % 4) + 1) ? 1 : 0));
const scores = Float64Array.from(reference, (one) => 1 / (1 + Math.exp(-random.normal() - 2 * one + 1)));
const predicted = Uint8Array.from(scores, (s) => (s >= 0.5 ? 1 : 0));

const cellsOf = (matrix: ArrayLike<number>, row: (i: number) => number, rows: number): number[] =>
  Array.from({ length: rows * 4 }, (_, i) => matrix[row(Math.floor(i / 4)) * 4 + (i % 4)]!);
const turned = (matrix: Uint8Array, row: (i: number) => number, rows = n): Uint8Array =>
  Uint8Array.from(cellsOf(matrix, row, rows));

const values = (a: Uint8Array, b: Uint8Array): (number | null)[] =>
  Object.values(measureMultiLabel(a, b, names).overall).flatMap(({ value, interval }) => [
    value,
    interval?.low ?? null,
  ]);

describe('multi-label scores', () => {
  it('do not depend on the order of rows', () => {
    const order = (i: number): number => (i * 77) % n;
    const before = values(reference, predicted);
    for (const [i, value] of values(turned(reference, order), turned(predicted, order)).entries()) {
      expect(value).toBeCloseTo(before[i]!, 10);
    }
  });
  it('keep their value with all rows twice, and get narrower intervals', () => {
    const order = (i: number): number => i % n;
    const once = measureMultiLabel(reference, predicted, names).overall;
    const twice = measureMultiLabel(
      turned(reference, order, 2 * n),
      turned(predicted, order, 2 * n),
      names,
    ).overall;
    for (const [name, score] of Object.entries(twice)) {
      expect(score.value).toBeCloseTo(once[name]!.value!, 12);
      expect(score.interval!.high - score.interval!.low).toBeLessThan(
        once[name]!.interval!.high - once[name]!.interval!.low,
      );
    }
  });
  it('leave rows with a missing cell out and say how many', () => {
    const holes = reference.slice();
    holes[5 * 4 + 2] = 255;
    const found = measureMultiLabel(holes, predicted, names);
    expect(found.counts).toMatchObject({ n: n - 1, leftOut: 1 });
    expect(found.counts.rows[5]).toBe(6);
  });
  it('refuse what is no indicator', () => {
    expect(() => measureMultiLabel(Uint8Array.of(2, 0), Uint8Array.of(1, 0), ['a', 'b'])).toThrow(RangeError);
    expect(() => measureMultiLabel(Uint8Array.of(1), Uint8Array.of(1, 0), ['a', 'b'])).toThrow(RangeError);
  });
  it('of no rows are null with a reason', () => {
    const { overall } = measureMultiLabel(new Uint8Array(0), new Uint8Array(0), names);
    for (const score of Object.values(overall)) {
      expect(score).toMatchObject({ value: null, interval: null, reason: expect.any(String), printed: 0 });
    }
  });
  it('say how many rows or labels counted as 0 because they are 0/0, and what the mean is without them', () => {
    const { overall, empty } = measureMultiLabel(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(1, 1, 0, 0), [
      'a',
      'b',
    ]);
    expect(empty).toEqual({ reference: 1, predicted: 1, both: 1 });
    expect(overall.f1_samples).toMatchObject({ value: 0.5, undefinedParts: 1, whereDefined: 1 });
    expect(overall.subset_accuracy!.value).toBe(1);
  });
});

describe('thresholds a label', () => {
  it('labels with fewer than 50 rows share one', () => {
    const found = labelThresholds(reference, scores, names, { draws: 50, splits: 4 });
    const rare = found.labels.filter(({ positives }) => positives < 50);
    expect(rare.length).toBeGreaterThan(0);
    expect(rare.every(({ kind, gain }) => kind === 'shared' && gain === found.shared)).toBe(true);
    expect(found.tests).toBe(names.length - rare.length + 1);
  });
});

describe('rankings', () => {
  it('leave out rows with a missing score, and labels that everybody has', () => {
    const holes = scores.slice();
    holes[0] = Number.NaN;
    const all = reference.map((one, i) => (i % 4 === 3 ? 1 : one));
    const found = multiLabelRankings(all, holes, names);
    expect(found.n).toBe(n - 1);
    expect(found.withoutArea).toEqual(['d']);
    expect(found.overall.roc_auc_macro!.convention).toContain('3 of 4');
  });
});
