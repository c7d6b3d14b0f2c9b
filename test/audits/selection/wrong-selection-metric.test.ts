import { describe, expect, it } from 'vitest';
import { wrongSelectionMetric } from '../../../src/audits/selection/wrong-selection-metric.ts';
import type { Run, Selection } from '../../../src/model/run.ts';
import { evaluated, fallingAccuracy, risingLoss, steadyAccuracy } from '../../support/evaluated-runs.ts';
import { confidenceOnly, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const nothing: Selection = {
  metric: null,
  greaterIsBetter: null,
  loadBestAtEnd: null,
  bestValue: null,
  bestCheckpoint: null,
  bestStep: null,
};
const choosing = (run: Run, selection: Partial<Selection>): Run => ({
  ...run,
  selection: { ...nothing, ...selection },
});
const byLoss = {
  metric: 'loss',
  greaterIsBetter: false,
  loadBestAtEnd: true,
  bestStep: 230,
  bestValue: 0.36,
};

/** Metrics of three evaluations at steps 100, 200 and 300. */
const threeMetrics = (metrics: Readonly<Record<string, readonly number[]>>): Run =>
  makeRun({
    series: Object.entries(metrics).map(([tag, values]) =>
      series(
        `eval_${tag}`,
        values.map((value, i) => [100 * (i + 1), value]),
      ),
    ),
    validationSize: 142,
  });
const allPositiveFirst = {
  recall: [1, 0.93, 0.895],
  precision: [0.6056, 0.62, 0.63],
  accuracy: [0.6056, 0.61, 0.62],
  f1: [0.754, 0.745, 0.74],
};

describe('wrong-selection-metric', () => {
  it('sees that the checkpoint chosen by F1 answered one class for everything', () => {
    const run = choosing(threeMetrics(allPositiveFirst), {
      metric: 'f1',
      greaterIsBetter: true,
      bestStep: 100,
      bestValue: 0.754,
    });
    expect(brief(verdict(wrongSelectionMetric, run))).toBe('fact risk');
    expect(prose(verdict(wrongSelectionMetric, run))).toContain('answered one class for everything');
  });

  it('does not say so of a recall of 1 with better precision than the share', () => {
    const run = choosing(threeMetrics({ ...allPositiveFirst, precision: [0.75, 0.7, 0.7] }), {
      metric: 'f1',
      greaterIsBetter: true,
      bestStep: 100,
      bestValue: 0.754,
    });
    expect(prose(verdict(wrongSelectionMetric, run))).not.toContain('answered one class');
  });

  it.each([
    ['chosen by loss, F1 three points lower there', choosing(confidenceOnly(), byLoss), 'likely risk'],
    [
      'the last one kept although it is eight points worse',
      choosing(evaluated({ loss: risingLoss, accuracy: fallingAccuracy, n: 2000 }), { loadBestAtEnd: false }),
      'strong risk',
    ],
    [
      'the last one kept, no difference that matters',
      choosing(evaluated({ accuracy: steadyAccuracy, n: 2000 }), { loadBestAtEnd: false }),
      'pass',
    ],
    [
      'the last one kept, within noise',
      choosing(evaluated({ accuracy: [0.86, 0.88, 0.872], n: 600 }), { loadBestAtEnd: false }),
      'pass',
    ],
    [
      'chosen by the metric',
      choosing(evaluated({ accuracy: fallingAccuracy, n: 2000 }), {
        metric: 'accuracy',
        greaterIsBetter: true,
        loadBestAtEnd: true,
        bestStep: 300,
        bestValue: 0.88,
      }),
      'pass',
    ],
    [
      'the metric read the wrong way round',
      choosing(evaluated({ accuracy: fallingAccuracy, n: 2000 }), {
        metric: 'accuracy',
        greaterIsBetter: false,
        loadBestAtEnd: true,
        bestStep: 1000,
        bestValue: 0.8,
      }),
      'fact problem',
    ],
    [
      'a flag that was not used',
      choosing(evaluated({ accuracy: fallingAccuracy, n: 2000 }), {
        metric: 'accuracy',
        greaterIsBetter: false,
        loadBestAtEnd: true,
        bestStep: 300,
        bestValue: 0.88,
      }),
      'pass',
    ],
    [
      'one point, error unknown',
      choosing(evaluated({ accuracy: [0.86, 0.88, 0.87] }), { loadBestAtEnd: false }),
      'inconclusive',
    ],
    [
      'two evaluations',
      choosing(evaluated({ accuracy: [0.88, 0.8], n: 2000 }), { loadBestAtEnd: false }),
      'inconclusive',
    ],
    ['not recorded what was kept', evaluated({ accuracy: fallingAccuracy, n: 2000 }), 'not-applicable'],
    ['not recorded, and it does not matter', evaluated({ accuracy: steadyAccuracy, n: 2000 }), 'pass'],
    ['no metric', evaluated({ loss: risingLoss, n: 2000 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(wrongSelectionMetric, run))).toBe(expected);
  });

  it('says in words that a difference within noise is irrelevant', () => {
    expect(
      prose(
        verdict(
          wrongSelectionMetric,
          choosing(evaluated({ accuracy: [0.86, 0.88, 0.872], n: 600 }), { loadBestAtEnd: false }),
        ),
      ),
    ).toContain('irrelevant here');
  });

  it('advises to choose by the metric', () => {
    expect(
      finding(verdict(wrongSelectionMetric, choosing(confidenceOnly(), byLoss))).advice?.settings,
      // The best checkpoint was loaded already; only what chose it is to change.
    ).toEqual({ metric_for_best_model: '"f1"' });
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(wrongSelectionMetric, make()).kind).not.toBe('finding');
  });

  isUnmoved(wrongSelectionMetric, {
    'the metric read the wrong way round': choosing(evaluated({ accuracy: fallingAccuracy, n: 2000 }), {
      metric: 'accuracy',
      greaterIsBetter: false,
      bestValue: 0.8,
    }),
  });
});
