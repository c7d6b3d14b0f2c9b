import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCounts,
  classificationMetrics,
  measure,
  mostLabels,
  tally,
  zeroCounts,
} from '../../../src/metrics/index.ts';
import type { ConfusionCounts } from '../../../src/model/predictions.ts';

const counts = (labels: readonly string[], cells: readonly number[]): ConfusionCounts => ({
  labels,
  counts: Float64Array.from(cells),
  rows: cells.reduce((a, b) => a + b, 0),
  unlabelled: 0,
});

const table = fc
  .integer({ min: 1, max: 6 })
  .chain((size) => fc.array(fc.nat(30), { minLength: size * size, maxLength: size * size }))
  .map((cells) =>
    counts(
      Array.from({ length: Math.sqrt(cells.length) }, (_, i) => `label ${i}`),
      cells,
    ),
  );

const everyLabelIsPredicted = ({ labels, counts: cells }: ConfusionCounts): boolean =>
  labels.every((_, label) => labels.some((_other, row) => cells[row * labels.length + label]! > 0));

describe.each(classificationMetrics)('$title', (metric) => {
  const scores = (c: ConfusionCounts): ReturnType<typeof metric.overall> => metric.overall(tally(c), 0.95);

  it('does not depend on the order of labels', () => {
    fc.assert(
      fc.property(table, fc.infiniteStream(fc.nat()), (c, stream) => {
        const size = c.labels.length;
        const order = Array.from({ length: size }, (_, i) => ({ i, key: stream.next().value }))
          .sort((a, b) => a.key - b.key)
          .map((entry) => entry.i);
        const permuted = counts(
          order.map((i) => c.labels[i]!),
          order.flatMap((i) => order.map((j) => c.counts[i * size + j]!)),
        );
        scores(permuted).forEach((score, k) => {
          const before = scores(c)[k]!;
          if (before.value === null) expect(score.value).toBeNull();
          else expect(score.value).toBeCloseTo(before.value, 10);
          if (before.interval) expect(score.interval!.low).toBeCloseTo(before.interval.low, 8);
        });
      }),
    );
  });

  it('does not depend on the names of labels', () => {
    fc.assert(
      fc.property(table, (c) => {
        expect(scores({ ...c, labels: c.labels.map((l) => `__proto__${l}`) })).toEqual(scores(c));
      }),
    );
  });

  it('keeps its value and gets surer when every count doubles', () => {
    fc.assert(
      fc.property(table, (c) => {
        // The precision of a label that is never predicted is unknown, and two rows of it weigh more than one.
        fc.pre(everyLabelIsPredicted(c));
        scores(addCounts(c, c)).forEach((score, k) => {
          const before = scores(c)[k]!;
          if (before.value === null) {
            expect(score.value).toBeNull();
            return;
          }
          expect(score.value).toBeCloseTo(before.value, 10);
          const width = (s: typeof score): number => s.interval!.high - s.interval!.low;
          expect(width(score)).toBeLessThan(width(before));
        });
      }),
    );
  });

  it('has an interval that holds the value, has a width and stays in range', () => {
    fc.assert(
      fc.property(table, (c) => {
        for (const score of scores(c)) {
          if (score.value === null) {
            expect(score.interval).toBeNull();
            expect(score.reason).not.toBeNull();
            continue;
          }
          const { low, high } = score.interval!;
          expect(high - low).toBeGreaterThan(1e-6);
          expect(low).toBeLessThanOrEqual(score.value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(score.value - 1e-12);
          expect(low).toBeGreaterThanOrEqual(score.metric === 'mcc' ? -1 : 0);
          expect(high).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is undefined without rows', () => {
    for (const score of scores(zeroCounts(['a', 'b'])))
      expect(score).toMatchObject({ value: null, interval: null });
  });

  it('does not see a label that never occurs', () => {
    const plain = scores(counts(['a', 'b'], [8, 2, 1, 9]));
    const padded = scores(counts(['a', 'never', 'b'], [8, 0, 2, 0, 0, 0, 1, 0, 9]));
    expect(padded).toEqual(plain);
  });
});

describe('measure', () => {
  it('is as unsure of ten right answers as Wilson is (0.722 to 1)', () => {
    const { overall, classes } = measure(counts(['a', 'b'], [5, 0, 0, 5]), null, { set: 's' });
    expect(overall.accuracy!.interval!.low).toBeCloseTo(0.7225, 3);
    expect(overall.f1_macro!.interval!.low).toBeLessThan(0.85);
    expect(classes[0]!.f1.interval!.low).toBeLessThan(0.75);
  });

  it('widens macro-F1 when one label has few rows', () => {
    const width = (cells: readonly number[]): number => {
      const { low, high } = measure(counts(['a', 'b', 'c'], cells), null, { set: 's' }).overall.f1_macro!
        .interval!;
      return high - low;
    };
    const even = width([90, 5, 5, 5, 90, 5, 5, 5, 90]);
    const oneRare = width([135, 7, 8, 8, 135, 2, 1, 0, 4]);
    expect(oneRare).toBeGreaterThan(2 * even);
  });

  it('leaves room for a label that may have been missed, not for one that surely does not occur', () => {
    const above = (cells: readonly number[]): number => {
      const score = measure(counts(['a', 'b', 'c'], cells), null, { set: 's' }).overall.f1_macro!;
      return score.interval!.high - score.value!;
    };
    expect(above([90, 9, 1, 10, 89, 1, 0, 0, 0])).toBeGreaterThan(0.2);
    expect(above([190, 10, 100, 10, 190, 100, 0, 0, 0])).toBeLessThan(0.05);
  });

  it('names the majority and the mean negative log likelihood', () => {
    const { majority, negativeLogLikelihood } = measure(
      counts(['a', 'b'], [6, 1, 1, 2]),
      { sum: 6, sumOfSquares: 14, rows: 3 },
      { set: 's' },
    );
    expect(majority).toEqual({ label: 'a', count: 7, share: 0.7 });
    expect(negativeLogLikelihood).toMatchObject({ mean: 2, sd: 1, rows: 3 });
  });

  it('gives reasons, not a square, for a million labels', () => {
    const labels = Array.from({ length: 1_000_000 }, (_, i) => String(i));
    const { overall, classes } = measure(
      { labels, counts: new Float64Array(0), rows: 5, unlabelled: 0 },
      null,
      { set: 's' },
    );
    expect(classes).toEqual([]);
    expect(overall.f1_macro).toMatchObject({
      value: null,
      reason: expect.stringContaining('1000000 different labels'),
    });
    expect(() => zeroCounts(labels)).toThrow(RangeError);
  });

  it('copes with the largest square', () => {
    const size = mostLabels;
    const cells = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      cells[i * size + i] = 9;
      cells[i * size + ((i + 1) % size)] = 1;
    }
    const labels = Array.from({ length: size }, (_, i) => String(i));
    const { overall } = measure({ labels, counts: cells, rows: 10 * size, unlabelled: 0 }, null, {
      set: 's',
    });
    expect(overall.f1_macro!.value).toBeCloseTo(0.9, 10);
  });

  it('refuses to add counts over different labels', () => {
    expect(() => addCounts(zeroCounts(['a']), zeroCounts(['b']))).toThrow(/different labels/);
  });
});
