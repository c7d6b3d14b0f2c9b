import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { greaterIsBetterByName } from '../../src/facts/target-metric.ts';
import type { Run, Selection } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

const run = (tags: readonly string[], selection: Partial<Selection> = {}): Run => {
  const base = makeRun({
    series: tags.map((tag) =>
      series(tag, [
        [1, 0.8],
        [2, 0.9],
      ]),
    ),
  });
  return { ...base, selection: { ...base.selection, ...selection } };
};

describe('target metric', () => {
  it.each([
    ['the one that chose the checkpoint', ['eval_accuracy', 'eval_f1'], { metric: 'accuracy' }, 'accuracy'],
    ['… with the prefix written out', ['eval_accuracy', 'eval_f1'], { metric: 'eval_accuracy' }, 'accuracy'],
    [
      'not the loss, which Trainer fills in by itself',
      ['eval_loss', 'eval_accuracy'],
      { metric: 'loss' },
      'accuracy',
    ],
    ['macro averages before accuracy', ['eval_accuracy', 'eval_f1_macro', 'eval_f1'], {}, 'f1_macro'],
    [
      'no timing',
      ['eval_runtime', 'eval_samples_per_second', 'eval_steps_per_second', 'eval_mcc'],
      {},
      'mcc',
    ],
    [
      "a name of one's own when it was chosen",
      ['eval_accuracy', 'eval_business_value'],
      { metric: 'business_value', greaterIsBetter: true },
      'business_value',
    ],
  ])('is %s', (_, tags, selection, expected) => {
    expect(createFacts(run(tags, selection)).targetMetric()?.quantity).toBe(expected);
  });

  it('is null when only the loss was logged', () => {
    expect(createFacts(run(['eval_loss', 'eval_runtime'])).targetMetric()).toBeNull();
  });

  it('is null for a single metric whose better direction nobody states', () => {
    expect(createFacts(run(['eval_thing'])).targetMetric()).toBeNull();
  });

  it('says why it was taken', () => {
    expect(createFacts(run(['eval_f1'], { metric: 'f1' })).targetMetric()?.why).toContain(
      'metric_for_best_model',
    );
    expect(createFacts(run(['eval_f1'])).targetMetric()?.why).toBe('only metric logged');
  });

  it('trusts the name before a wrong setting', () => {
    expect(
      createFacts(run(['eval_wer'], { metric: 'wer', greaterIsBetter: true })).targetMetric()
        ?.greaterIsBetter,
    ).toBe(false);
  });

  it('knows which way is better', () => {
    expect(
      ['loss', 'perplexity', 'mse', 'rmse', 'wer', 'error_rate', 'hamming_loss'].map(greaterIsBetterByName),
    ).toEqual(Array(7).fill(false));
    expect(
      ['accuracy', 'f1_macro', 'roc_auc', 'mcc', 'rouge1', 'micro_f1', 'exact_match'].map(
        greaterIsBetterByName,
      ),
    ).toEqual(Array(7).fill(true));
    expect(greaterIsBetterByName('thing')).toBeNull();
  });

  it('does not take a correlation or a percentage for a share', () => {
    const percent = makeRun({ series: [series('eval_accuracy', [[1, 81.2]])] });
    expect(createFacts(percent).targetMetric()?.share).toBe(false);
    expect(createFacts(run(['eval_mcc'])).targetMetric()?.share).toBe(false);
    expect(createFacts(run(['eval_accuracy'])).targetMetric()?.share).toBe(true);
  });
});
