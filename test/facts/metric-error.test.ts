import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { accuracyDifferenceBound, binaryF1Error, shareError } from '../../src/facts/metric-error.ts';
import { createRandom, multinomial, sd } from '../../src/stats/index.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

const evaluated = (tag: string, values: readonly number[], sketch: RunSketch = {}) =>
  createFacts(
    makeRun({
      series: [
        series(
          tag,
          values.map((v, i) => [i + 1, v]),
        ),
      ],
      ...sketch,
    }),
  ).metricError();

describe('error of a metric', () => {
  it('is binomial for accuracy, at the best value', () => {
    const error = evaluated('eval_accuracy', [0.8, 0.9], { validationSize: 872 });
    expect(error.single).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 872), 12);
    expect(error).toMatchObject({ bound: true, n: 872, reason: null });
  });
  it('is the same in percent, times 100', () => {
    const share = evaluated('eval_accuracy', [0.8, 0.9], { validationSize: 872 });
    const percent = evaluated('eval_accuracy', [80, 90], { validationSize: 872 });
    expect(percent.single).toBeCloseTo(100 * share.single!, 9);
    expect(percent.difference).toBeCloseTo(100 * share.difference!, 9);
  });
  it('is never zero: a perfect score of 20 examples is not certain', () => {
    const error = evaluated('eval_accuracy', [1, 1], { validationSize: 20 });
    expect(error.single).toBeGreaterThan(0.05);
    expect(error.difference).toBeGreaterThan(0);
  });
  it('takes micro F1 of a single-label task for what it is, the accuracy', () => {
    const f1 = evaluated('eval_f1_micro', [0.9], {
      validationSize: 872,
      series: [series('eval_f1_micro', [[1, 0.9]])],
    });
    expect(f1.single).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 872), 12);
  });
  it('is unknown, with a reason, without a size, for macro F1, and for accuracy over tokens', () => {
    expect(evaluated('eval_accuracy', [0.9]).reason).toContain('size');
    expect(evaluated('eval_f1_macro', [0.9], { validationSize: 872 })).toMatchObject({
      single: null,
      difference: null,
      n: 872,
    });
    expect(
      evaluated('eval_accuracy', [0.99], {
        validationSize: 872,
        run: { task: { value: 'token-classification', origin: 'stated', from: 'x' } },
      }).reason,
    ).toContain('tokens');
  });
  it('of a binary F1 follows from F1 and accuracy', () => {
    const run = makeRun({
      series: [series('eval_f1', [[1, 0.9]]), series('eval_accuracy', [[1, 0.92]])],
      validationSize: 872,
    });
    expect(createFacts(run).metricError().single).toBeCloseTo(binaryF1Error(0.9, 0.92, 872)!, 12);
  });
});

describe('the formulas', () => {
  it('bound every difference of two accuracies on the same examples', () => {
    // Every table of agreement of two checkpoints over n examples: the true variance of the difference stays below the bound.
    const cell = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (both, onlyA, onlyB, neither) => {
        const n = both + onlyA + onlyB + neither;
        if (n < 2) return;
        const d = (onlyA + onlyB) / n;
        const delta = (onlyA - onlyB) / n;
        const truth = Math.sqrt((d - delta * delta) / n);
        expect(accuracyDifferenceBound((both + onlyA) / n, (both + onlyB) / n, n)).toBeGreaterThanOrEqual(
          truth - 1e-12,
        );
      }),
    );
  });
  it('of the binary F1 equal the spread of simulated evaluations within 5 %', () => {
    const random = createRandom(11);
    const n = 800;
    const shares = Float64Array.of(0.36, 0.05, 0.06, 0.53); // TP, FP, FN, TN
    const out = new Float64Array(4);
    const draws = Float64Array.from({ length: 4000 }, () => {
      multinomial(random, n, shares, out);
      return (2 * out[0]!) / (2 * out[0]! + out[1]! + out[2]!);
    });
    const expected = binaryF1Error(0.72 / 0.83, 0.89, n)!;
    expect(Math.abs(sd(draws) / expected - 1)).toBeLessThan(0.05);
  });
  it('refuse an F1 and an accuracy that cannot belong together', () => {
    expect(binaryF1Error(0.9, 0.2, 100)).toBeNull();
    expect(binaryF1Error(1, 1, 100)).toBeNull();
  });
  it('shrink with the number of examples', () => {
    expect(shareError(0.9, 4000)).toBeCloseTo(shareError(0.9, 1000) / 2, 12);
    expect(shareError(0, 10)).toBeGreaterThan(0.05);
  });
});
