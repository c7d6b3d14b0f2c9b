import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../src/audits/define.ts';
import { firstMissing } from '../../src/engine/requirements.ts';
import { createFacts } from '../../src/facts/index.ts';
import { measure } from '../../src/metrics/index.ts';
import type { Run } from '../../src/model/run.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { predictionsOf, stub } from '../support/judged.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';
import { makeRun, series } from '../support/runs.ts';

const bare = makeRun({ run: { plannedSteps: null } });
const lackOf = (requires: readonly Requirement[], run: Run, requiresOneOf?: readonly Requirement[]) =>
  firstMissing(stub('x', { kind: 'pass', measured: '' }, { requires, requiresOneOf }), createFacts(run));
const withSeries = (tag: string, value = 0.5) => makeRun({ series: [series(tag, [[10, value]])] });

describe('evidence an audit cannot do without', () => {
  it.each<[Requirement, string, Run]>([
    ['train-loss', 'log-training-loss', withSeries('loss')],
    ['train-loss', 'log-training-loss', withSeries('loss', Number.NaN)],
    ['validation-loss', 'evaluate-during-training', withSeries('eval_loss')],
    ['validation-metric', 'evaluate-during-training', withSeries('eval_accuracy')],
    [
      'learning-rate',
      'log-learning-rate',
      makeRun({
        series: [
          series('learning_rate', [
            [10, 5e-5],
            [20, 2e-5],
          ]),
        ],
      }),
    ],
    ['learning-rate', 'log-learning-rate', makeRun({ learningRate: 2e-5 })],
    ['gradient-norm', 'log-gradient-norm', withSeries('grad_norm')],
    ['steps', 'log-training-loss', makeRun({ run: { lastStep: 100 } })],
    ['validation-size', 'state-evaluation-size', makeRun({ validationSize: 872 })],
  ])('%s: missing it points to %s, having it is enough', (requirement, enable, enough) => {
    expect(lackOf([requirement], bare)?.enable).toBe(enable);
    expect(lackOf([requirement], enough)).toBeNull();
  });

  it('a log of Keras or TensorBoard without the number of updates is not told to log its loss', () => {
    const keras = makeRun({ run: { framework: 'keras', axis: 'epoch', lastStep: 3, plannedSteps: null } });
    const board = makeRun({ run: { framework: 'tensorboard', plannedSteps: null } });
    expect(lackOf(['steps'], keras)).toMatchObject({
      enable: null,
      reason: expect.stringContaining('counts epochs'),
    });
    expect(lackOf(['steps'], board)).toMatchObject({
      enable: null,
      reason: expect.stringContaining('updates'),
    });
  });

  it('evaluations that logged only a loss want a metric, not more evaluations', () => {
    expect(lackOf(['validation-metric'], withSeries('eval_loss'))).toEqual({
      reason: 'the evaluations logged a loss but no metric',
      enable: 'log-metric',
    });
  });

  it('the first of several that are missing is named', () => {
    expect(lackOf(['validation-size', 'gradient-norm'], bare)?.enable).toBe('state-evaluation-size');
    expect(lackOf(['validation-size', 'gradient-norm'], makeRun({ validationSize: 5 }))?.enable).toBe(
      'log-gradient-norm',
    );
  });

  it('of alternatives one is enough; without any the first is asked for', () => {
    const either = ['train-loss', 'validation-loss'] as const;
    expect(lackOf([], bare, either)?.enable).toBe('log-training-loss');
    expect(lackOf([], withSeries('eval_loss'), either)).toBeNull();
  });
});

describe('predictions', () => {
  const missing = async (set: ReturnType<typeof predictionsOf>, requirement: Requirement) => {
    const measures = measure(await set.confusion({ kind: 'all' }), null, { set: set.id });
    const facts = createFacts(makeRun({ run: { predictions: [set] } }), { set, measures });
    return firstMissing(stub('x', { kind: 'pass', measured: '' }, { requires: [requirement] }), facts);
  };
  const plain = predictionsOf(
    ['no', 'yes'],
    [
      [3, 1],
      [1, 3],
    ],
  );

  it('are asked for where there are none', () => {
    expect(lackOf(['predictions'], bare)?.enable).toBe('save-predictions');
    expect(lackOf(['scores'], bare)?.enable).toBe('save-predictions');
  });

  it('without probabilities want these, and nothing else', async () => {
    expect(await missing(plain, 'predictions')).toBeNull();
    expect((await missing(plain, 'scores'))?.enable).toBe('save-scores');
  });

  it('with probabilities want nothing', async () => {
    const scores = {
      kind: 'probabilities',
      classes: 2,
      values: Float32Array.of(0.9, 0.1, 0.4, 0.6),
    } as const;
    const pairs = [
      ['no', 'no'],
      ['yes', 'yes'],
    ] as const;
    const set = createPredictionSet(columnsOfPairs(['no', 'yes'], pairs, { scores }));
    expect(await missing(set, 'scores')).toBeNull();
  });
});
