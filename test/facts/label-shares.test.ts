import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { given, stated } from '../../src/model/known.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Run } from '../../src/model/run.ts';
import { matchLabels } from '../../src/text/label-match.ts';
import { measuresOf } from '../support/facts.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

const counted = (labels: readonly string[], counts: readonly number[]): Run['trainLabels'] =>
  given({ labels, counts }, '--train-data all.csv');
const imbalanced = counted(['negative', 'positive'], [950, 50]);
const withLabels = (trainLabels: Run['trainLabels'], sketch: RunSketch = {}) =>
  makeRun({ ...sketch, run: { ...sketch.run, trainLabels } });
/** 100 references of each label, 90 % right. */
const balancedValidation = {
  set: { split: stated('validation', 'predictions.csv') } as unknown as PredictionSet,
  measures: measuresOf(
    ['negative', 'positive'],
    [
      [90, 10],
      [10, 90],
    ],
  ),
};
const entropyOf = (share: number): number => -share * Math.log(share) - (1 - share) * Math.log(1 - share);
/** A loss log of 20 rows over 200 steps at one level, with a little noise. */
const flat = (tag: string, level: number) =>
  series(
    tag,
    Array.from({ length: 20 }, (_, i) => [10 * (i + 1), level + (i % 2 ? 0.004 : -0.004)] as const),
  );

describe('label shares of the training data', () => {
  it('come before those of the references', () => {
    const facts = createFacts(withLabels(imbalanced), balancedValidation);
    expect(facts.labelShares()).toMatchObject({ shares: [0.95, 0.05], n: 1000, of: 'training' });
    expect(facts.chanceLevel()?.prior).toBeCloseTo(entropyOf(0.95), 12);
    expect(facts.chanceLevel()?.from).toContain('1,000 training labels (--train-data all.csv)');
    expect(createFacts(makeRun(), balancedValidation).labelShares()?.of).toBe('references');
  });

  it.each([
    [
      ['0', '1'],
      [0.9, 0.1],
    ],
    [
      ['LABEL_1', 'LABEL_0'],
      [0.1, 0.9],
    ],
    [
      ['Positive', 'negative'],
      [0.1, 0.9],
    ],
    [['positive'], [0, 1]],
  ])('are brought onto the names of the model: %j', (labels, shares) => {
    const facts = createFacts(withLabels(counted(labels, [90, 10].slice(0, labels.length))));
    expect(facts.labelShares()).toMatchObject({ labels: ['negative', 'positive'], shares });
  });

  it('of another vocabulary are not used', () => {
    const other = counted(['cat', 'dog'], [1, 9]);
    expect(createFacts(withLabels(other)).labelShares()).toBeNull();
    expect(createFacts(withLabels(other), balancedValidation).labelShares()?.of).toBe('references');
    // Ids that begin with 1 do not say which label is which.
    expect(createFacts(withLabels(counted(['1', '2'], [1, 9]))).labelShares()).toBeNull();
  });

  it('stand for themselves where the model has no names', () => {
    expect(matchLabels(['ham', 'spam'], ['LABEL_0', 'LABEL_1'])?.labels).toEqual(['ham', 'spam']);
    expect(matchLabels(['ham', 'spam', 'eggs'], ['LABEL_0', 'LABEL_1'])).toBeNull();
    expect(matchLabels(['ham'], null)?.labels).toEqual(['ham']);
  });
});

describe('imbalanced training labels', () => {
  it('show a training loss that stayed where frequencies alone lead', () => {
    const run = (trainLabels: Run['trainLabels']) =>
      withLabels(trainLabels, {
        series: [flat('loss', entropyOf(0.95)), flat('eval_loss', entropyOf(0.95))],
      });
    expect(createFacts(run(null)).guessLevel()).toEqual({ train: null, validation: null });
    const known = createFacts(run(imbalanced)).guessLevel();
    expect(known.train?.reference).toBeCloseTo(entropyOf(0.95), 12);
    expect(known.validation?.reference).toBeCloseTo(entropyOf(0.95), 12);
  });

  it('do not put a good loss on a balanced evaluation set at guess level', () => {
    const run = withLabels(imbalanced, { series: [flat('loss', 0.05), flat('eval_loss', 0.3)] });
    expect(createFacts(run).guessLevel()).toEqual({ train: null, validation: null });
    expect(createFacts(run, balancedValidation).guessLevel()).toEqual({ train: null, validation: null });
  });

  it('give a constant answer its score, unless the evaluation set has other shares', () => {
    const learned = (accuracy: number, measured: typeof balancedValidation | null = null) =>
      createFacts(
        withLabels(imbalanced, {
          series: [series('eval_accuracy', [[100, accuracy]])],
          validationSize: 1000,
        }),
        measured,
      ).learned();
    expect(learned(0.95)).toMatchObject({ verdict: 'no', baseline: 0.95 });
    expect(learned(0.99).verdict).toBe('far-above');
    expect(learned(0.5).verdict).toBe('no');
    // 0.8 is far from 0.95: the evaluation set is another one, and may be balanced.
    expect(learned(0.8)).toMatchObject({
      verdict: 'unknown',
      why: expect.stringContaining('other label shares'),
    });
    expect(learned(0.9, balancedValidation)).toMatchObject({ verdict: 'far-above', baseline: 0.5 });
  });

  it('show a constant answer by accuracy at two evaluations, not by one that may be chance', () => {
    const constant = (...values: readonly number[]) =>
      createFacts(
        withLabels(imbalanced, {
          series: [
            series(
              'eval_accuracy',
              values.map((value, i) => [100 * (i + 1), value] as const),
            ),
          ],
        }),
      ).constantAnswer();
    expect(constant(0.94, 0.95)).toBeNull();
    expect(constant(0.95, 0.95)).toMatchObject({ how: 'metrics', evaluations: 2, accuracy: 0.95 });
  });
});
