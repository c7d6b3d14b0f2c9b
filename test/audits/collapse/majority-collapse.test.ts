import { describe, expect, it } from 'vitest';
import { majorityCollapse } from '../../../src/audits/collapse/majority-collapse.ts';
import { stated } from '../../../src/model/known.ts';
import type { PredictionSet } from '../../../src/model/predictions.ts';
import type { Run } from '../../../src/model/run.ts';
import { measuresOf } from '../../support/facts.ts';
import { collapsed, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const evaluated = (metrics: Readonly<Record<string, readonly number[]>>, sketch: RunSketch = {}): Run =>
  makeRun({
    series: Object.entries(metrics).map(([tag, values]) =>
      series(
        `eval_${tag}`,
        values.map((v, i) => [200 * (i + 1), v]),
      ),
    ),
    ...sketch,
  });
const set = { split: stated('validation', 'predictions.csv') } as unknown as PredictionSet;
const judge = (run: Run, counts?: readonly (readonly number[])[]): string =>
  brief(
    verdict(
      majorityCollapse,
      run,
      counts === undefined ? null : { set, measures: measuresOf(['negative', 'positive'], counts) },
    ),
  );
const own = (share: number): number => (2 * share) / (1 + share);

describe('an accuracy that stands still while the loss moves', () => {
  const frozen = (accuracy: readonly number[], loss: readonly number[]): Run => evaluated({ accuracy, loss });
  const same = [0.54, 0.54, 0.54, 0.54, 0.54];
  const moving = [1.351, 0.9606, 0.9693, 1.0445, 1.0005];

  it.each<[string, Run, string]>([
    ['five evaluations, a loss that moves by a third', frozen(same, moving), 'likely problem'],
    ['four evaluations only', frozen(same.slice(1), moving.slice(1)), 'inconclusive'],
    [
      'a loss that stands still too: nothing changes',
      frozen(same, [0.69, 0.69, 0.691, 0.69, 0.69]),
      'inconclusive',
    ],
    [
      'a model that is nearly perfect',
      frozen(
        same.map(() => 0.991),
        moving,
      ),
      'inconclusive',
    ],
    [
      'a good accuracy while the loss rises: confidence only',
      frozen(
        same.map(() => 0.86),
        [0.4, 0.42, 0.5, 0.6, 0.8],
      ),
      'inconclusive',
    ],
    [
      'the same on fifty examples',
      evaluated({ accuracy: same, loss: moving }, { validationSize: 50 }),
      'inconclusive',
    ],
    ['one answer more is right at last', frozen([...same.slice(1), 0.56], moving), 'inconclusive'],
  ])('%s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });
});

describe('majority-collapse', () => {
  it.each<[string, Run, string]>([
    [
      'F1 0 and one accuracy throughout',
      evaluated({ f1: [0, 0, 0], accuracy: [0.5123, 0.5123, 0.5123] }),
      'strong problem',
    ],
    ['MCC 0', evaluated({ mcc: [0, 0], accuracy: [0.62, 0.62] }), 'strong problem'],
    [
      'recall 1 and precision the share',
      evaluated({ f1: [own(0.62), own(0.62)], recall: [1, 1], accuracy: [0.62, 0.62] }),
      'strong problem',
    ],
    [
      'macro-F1 of a single class',
      evaluated({ f1_macro: [own(0.62) / 2, own(0.62) / 2], accuracy: [0.62, 0.62] }),
      'strong problem',
    ],
    [
      'weighted F1 of a single class',
      evaluated({ f1_weighted: [0.62 * own(0.62), 0.62 * own(0.62)], accuracy: [0.62, 0.62] }),
      'strong problem',
    ],
    ['a single evaluation', evaluated({ mcc: [0], accuracy: [0.62] }), 'likely problem'],
    ['a rare class that is never found', evaluated({ f1: [0, 0], accuracy: [0.953, 0.953] }), 'likely risk'],
    ['a collapse that was left again', evaluated({ f1: [0, 0.4, 0.7], accuracy: [0.6, 0.7, 0.8] }), 'pass'],
    ['ordinary metrics', evaluated({ f1: [0.8, 0.82], accuracy: [0.81, 0.83] }), 'pass'],
    [
      'accuracy and loss that never move',
      evaluated({ accuracy: [0.8654, 0.8654, 0.8654, 0.8654], loss: [2.0766, 2.0766, 2.0766, 2.0766] }),
      'likely problem',
    ],
    [
      'accuracy that does not move while the loss does',
      evaluated({ accuracy: [0.8654, 0.8654, 0.8654, 0.8654], loss: [0.41, 0.38, 0.36, 0.35] }),
      'inconclusive',
    ],
    [
      'a solved task that no longer moves',
      evaluated({ accuracy: [1, 1, 1, 1], loss: [0.001, 0.001, 0.001, 0.001] }),
      'inconclusive',
    ],
    [
      'an evaluation set of one class, all right',
      evaluated({ f1: [0, 0], mcc: [0, 0], accuracy: [1, 1] }),
      'pass',
    ],
    ['a perfect model', evaluated({ f1: [1, 1], recall: [1, 1], accuracy: [1, 1] }), 'pass'],
    [
      'an accuracy that rose by more than ten points',
      evaluated({ accuracy: [0.45, 0.52, 0.61] }, { model: { architecture: null, labels: null } }),
      'pass',
    ],
    [
      'an accuracy that only jumped once',
      evaluated({ accuracy: [0.4, 0.6, 0.6] }, { model: { architecture: null, labels: null } }),
      'inconclusive',
    ],
    [
      'a high accuracy that is the same at every evaluation',
      evaluated({ accuracy: [0.85, 0.85, 0.85] }),
      'inconclusive',
    ],
    ['the same accuracy twice and nothing else', evaluated({ accuracy: [0.62, 0.62] }), 'inconclusive'],
    ['an F1 that does not move, alone', evaluated({ f1: [0.863, 0.863] }), 'inconclusive'],
    [
      'a multi-label task',
      evaluated({ f1: [0, 0] }, { model: { problemType: 'multi_label_classification' } }),
      'not-applicable',
    ],
    [
      'summaries',
      evaluated({ rouge1: [0, 0] }, { run: { task: stated('text2text-generation', 'x') } }),
      'not-applicable',
    ],
    [
      'neither metric nor predictions',
      makeRun({ series: [series('eval_loss', [[1, 0.6]])] }),
      'not-applicable',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each<[string, readonly (readonly number[])[], string]>([
    [
      'one class for everything',
      [
        [0, 48],
        [0, 52],
      ],
      'fact problem',
    ],
    [
      'one class for all but one',
      [
        [1, 47],
        [0, 52],
      ],
      'fact problem',
    ],
    [
      'one class because nearly all are of it',
      [
        [0, 5],
        [0, 95],
      ],
      'pass',
    ],
    [
      'both classes',
      [
        [40, 8],
        [7, 45],
      ],
      'pass',
    ],
    [
      'too few predictions',
      [
        [0, 5],
        [0, 5],
      ],
      'inconclusive',
    ],
  ])('on predictions: %s', (_, counts, expected) => {
    expect(judge(makeRun({}), counts)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('is right on an ordinary run: %s', (name, make) => {
    expect(judge(make())).toBe(name === 'a collapsed model' ? 'strong problem' : 'pass');
  });

  it('names the learning rate as the likely cause, and what to set', () => {
    const found = finding(verdict(majorityCollapse, collapsed()));
    expect(found.cause).toMatchObject({ claim: 'likely' });
    expect(found.advice?.settings?.learning_rate).toBe('2e-5');
    expect(found.evidence.map((e) => e.name)).toContain('accuracy of that constant answer');
  });

  it('blames the settings before the imbalance when they are far off', () => {
    const run = evaluated({ f1: [0, 0], accuracy: [0.953, 0.953] }, { learningRate: 1e-2 });
    const found = finding(verdict(majorityCollapse, run));
    expect(found.severity).toBe('problem');
    expect(found.cause?.text).toContain('200 times');
  });

  it('does not depend on the length of a step, nor on the order or names of the labels', () => {
    expect(judge(stretched(collapsed(), 7))).toBe(judge(collapsed()));
    expect(judge({ ...collapsed(), model: { ...collapsed().model, labels: ['yes', 'no'] } })).toBe(
      'strong problem',
    );
  });
});
