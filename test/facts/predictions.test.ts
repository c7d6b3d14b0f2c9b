import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Split } from '../../src/model/series.ts';
import { measuresOf } from '../support/facts.ts';
import { makeRun, series } from '../support/runs.ts';

const labels = ['negative', 'positive'];
const measured = (table: readonly (readonly number[])[], split: Split = 'validation') => ({
  set: { split: stated(split, 'predictions.csv') } as unknown as PredictionSet,
  measures: measuresOf(labels, table),
});
const balanced = [
  [80, 20],
  [10, 90],
];

describe('facts from predictions', () => {
  it('take the label shares from the references', () => {
    const facts = createFacts(
      makeRun({}),
      measured([
        [900, 50],
        [20, 30],
      ]),
    );
    expect(facts.labelShares()).toMatchObject({ labels, shares: [0.95, 0.05], n: 1000 });
    // Catalogue 0.2: 95:5 → 0.199.
    expect(facts.chanceLevel()?.prior).toBeCloseTo(-(0.95 * Math.log(0.95) + 0.05 * Math.log(0.05)), 12);
    expect(facts.chanceLevel()?.from).toContain('1000 references of the validation predictions');
  });

  it('are null without any', () => {
    const facts = createFacts(makeRun({}));
    expect([facts.labelShares(), facts.predictions(), facts.measures()]).toEqual([null, null, null]);
  });

  it('give macro-F1 its error when they are of the same evaluation', () => {
    const value = measuresOf(labels, balanced).overall.f1_macro!;
    const run = (logged: number) =>
      makeRun({
        series: [
          series('eval_f1_macro', [
            [100, 0.7],
            [200, logged],
          ]),
        ],
        validationSize: 200,
      });
    const error = createFacts(run(value.value!), measured(balanced)).metricError();
    expect(error.single).toBeCloseTo((value.interval!.high - value.interval!.low) / (2 * 1.96), 12);
    expect(error.difference).toBeCloseTo(Math.SQRT2 * error.single!, 12);
    expect(createFacts(run(0.5), measured(balanced)).metricError().single).toBeNull();
    expect(createFacts(run(value.value!), measured(balanced, 'test')).metricError().single).toBeNull();
  });

  it('tell a model that is far above a constant answer from one that is not', () => {
    const run = (accuracy: number) =>
      makeRun({ series: [series('eval_accuracy', [[100, accuracy]])], validationSize: 1000 });
    const imbalanced = measured([
      [890, 10],
      [90, 10],
    ]);
    expect(createFacts(run(0.9), imbalanced).learned()).toMatchObject({ verdict: 'no', baseline: 0.9 });
    expect(createFacts(run(0.9)).learned()).toMatchObject({ verdict: 'far-above', baseline: 0.5 });
    expect(createFacts(run(0.56)).learned().verdict).toBe('above');
    expect(createFacts(run(0.51)).learned().verdict).toBe('no');
    expect(createFacts(makeRun({})).learned().verdict).toBe('unknown');
  });

  it('know what remains open when the same series has no metric', () => {
    expect(createFacts(makeRun({ series: [series('eval_loss', [[1, 0.4]])] })).learned().why).toContain(
      'no metric',
    );
  });
});
