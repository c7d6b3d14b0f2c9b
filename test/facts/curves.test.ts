import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/facts/curves.ts';
import { createFacts } from '../../src/facts/index.ts';
import { makeRun, series } from '../support/runs.ts';

describe('curves', () => {
  it('keep the finite rows only', () => {
    const facts = createFacts(
      makeRun({
        series: [
          series('loss', [
            [1, 0.7],
            [2, Number.NaN],
            [3, 0.5],
          ]),
        ],
      }),
    );
    expect(facts.trainLoss()).toMatchObject({
      n: 2,
      step: Float64Array.of(1, 3),
      value: Float64Array.of(0.7, 0.5),
    });
  });

  it('are null when nothing finite was logged', () => {
    const facts = createFacts(makeRun({ series: [series('loss', [[1, Number.NaN]])] }));
    expect(facts.trainLoss()).toBeNull();
    expect(facts.firstNonFinite()).toMatchObject({ step: 1, tag: 'loss' });
  });

  it('take no average over the whole run for a training loss', () => {
    const facts = createFacts(
      makeRun({ series: [series('train_loss', [[690, 0.31]], { quantity: 'loss' })] }),
    );
    expect(facts.trainLoss()).toBeNull();
  });

  it('interpolate between rows and not beyond them', () => {
    const curve = createFacts(
      makeRun({
        series: [
          series('loss', [
            [10, 1],
            [20, 0],
          ]),
        ],
      }),
    ).trainLoss()!;
    expect(valueAt(curve, 15)).toBe(0.5);
    expect(valueAt(curve, 10)).toBe(1);
    expect(valueAt(curve, 21)).toBeNull();
  });

  it('answer each question once', () => {
    const facts = createFacts(makeRun({ series: [series('loss', [[1, 0.7]])] }));
    expect(facts.trainLoss()).toBe(facts.trainLoss());
  });
});

describe('several evaluation sets', () => {
  const twoSets = [
    series('eval_matched_loss', [[1, 0.5]], { quantity: 'loss', evaluationSet: 'matched' }),
    series('eval_mismatched_loss', [[1, 0.9]], { quantity: 'loss', evaluationSet: 'mismatched' }),
  ];
  it('are judged on the first one', () => {
    expect(createFacts(makeRun({ series: twoSets })).validationLoss()?.value[0]).toBe(0.5);
  });
  it('are judged on the one that chose the checkpoint', () => {
    const run = makeRun({ series: twoSets });
    const chosen = { ...run, selection: { ...run.selection, metric: 'eval_mismatched_loss' } };
    expect(createFacts(chosen).validationLoss()?.value[0]).toBe(0.9);
  });
});
