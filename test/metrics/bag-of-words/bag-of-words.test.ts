import { describe, expect, it } from 'vitest';
import { baselines, trainBag } from '../../../src/metrics/bag-of-words/index.ts';
import { termMatrix, tfIdf } from '../../../src/metrics/words/index.ts';
import oracle from '../../oracles/text-models.json' with { type: 'json' };
import { financeTexts } from './finance-texts.ts';

const trained = (...args: Parameters<typeof trainBag>) => {
  const bag = trainBag(...args);
  if ('reason' in bag) throw new Error(bag.reason);
  return bag;
};
const compared = (...args: Parameters<typeof baselines>) => {
  const found = baselines(...args);
  if ('reason' in found) throw new Error(found.reason);
  return found;
};

describe('TF-IDF', () => {
  it(`equals scikit-learn ${oracle.versions['scikit-learn']}`, () => {
    const matrix = termMatrix(oracle.tfIdf.texts, { bigrams: false });
    expect(matrix.terms).toEqual(oracle.tfIdf.terms);
    const weights = tfIdf(matrix);
    const dense = oracle.tfIdf.texts.map((_, row) => {
      const out = new Array<number>(matrix.terms.length).fill(0);
      for (let i = matrix.rowStart[row]!; i < matrix.rowStart[row + 1]!; i++)
        out[matrix.columns[i]!] = weights[i]!;
      return out;
    });
    for (const [row, own] of dense.entries())
      for (const [column, weight] of own.entries())
        expect(weight).toBeCloseTo(oracle.tfIdf.weights[row]![column]!, 9);
  });
});

describe('the bag of words', () => {
  it.each(oracle.bagOfWords)('answers as scikit-learn does for $labels', (expected) => {
    const training = financeTexts('data/train.csv', expected.labels);
    const asked = financeTexts('data/validation.csv', expected.labels);
    const bag = trained(training, expected.labels.length);
    expect(bag.terms).toBe(expected.terms);
    expect(bag.converged).toBe(true);
    const p = bag.predict(asked.texts);
    const size = expected.labels.length;
    const { bag: found } = compared(
      { texts: asked.texts, reference: asked.labels, predicted: asked.labels, labels: expected.labels },
      training,
    );
    const same = expected.predicted.filter((label, row) => found.predicted[row] === label).length;
    expect(same / expected.predicted.length).toBeGreaterThanOrEqual(0.99);
    expect(Math.abs(found.logLoss.value! / expected.logLoss - 1)).toBeLessThan(0.01);
    for (const [row, own] of expected.probabilities.entries())
      for (const [k, probability] of own.entries())
        expect(Math.abs(p[row * size + k]! - probability)).toBeLessThan(0.005);
    expect(Math.abs(found.accuracy.value! - expected.accuracy)).toBeLessThan(0.005);
    expect(Math.abs(found.macroF1.value! - expected.macroF1)).toBeLessThan(0.01);
  });

  it('does not depend on the order of the training texts', () => {
    const training = financeTexts('data/train.csv', ['negative', 'neutral', 'positive']);
    const few = { texts: training.texts.slice(0, 400), labels: training.labels.slice(0, 400) };
    const asked = training.texts.slice(400, 500);
    const turned = { texts: [...few.texts].reverse(), labels: few.labels.slice().reverse() };
    const [a, b] = [trained(few, 3).predict(asked), trained(turned, 3).predict(asked)];
    for (const [i, p] of a.entries()) expect(Math.abs(p - b[i]!)).toBeLessThan(2e-4);
  });

  it('gives a label without training texts no chance, and a text that is missing no answer', () => {
    const training = { texts: ['good film', 'bad film', 'fine film', 'poor film'], labels: [0, 2, 0, 2] };
    const p = trained(training, 3).predict(['good', null, 'unheard of']);
    expect(p[0]).toBeGreaterThan(0.5);
    expect(p[1]).toBe(0);
    expect([...p.slice(3, 6)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(p[6]! + p[8]!).toBeCloseTo(1, 12);
    expect(trainBag({ texts: ['a', 'b', null], labels: [1, 1, 0] }, 2)).toHaveProperty('reason');
  });

  it('learns from a random sample of too many rows, and says so', () => {
    const texts = Array.from({ length: 60_000 }, (_, i) => `w${i % 7} w${i % 2 === 0 ? 'a' : 'b'}`);
    const bag = trained({ texts, labels: texts.map((_, i) => i % 2) }, 2);
    expect([bag.rows, bag.usedRows]).toEqual([60_000, 50_000]);
    expect(bag.predict(['wa'])[0]).toBeGreaterThan(0.9);
  });
});

describe('the baselines', () => {
  const labels = ['a', 'b'];
  const repeated = <T>(list: readonly T[]): T[] => Array.from({ length: 10 }, () => list).flat();
  const training = {
    texts: repeated(['up x', 'up y', 'up z', 'down x', 'down y', 'up w']),
    labels: repeated([0, 0, 0, 1, 1, 0]),
  };

  it('are compared with the model on the same rows', () => {
    const texts = ['up', 'down', 'up x', 'down y', null, 'up'];
    const found = compared(
      { texts, reference: [0, 1, 0, 1, 0, -1], predicted: [0, 1, 1, 1, 0, 0], labels },
      training,
    );
    expect(found.rows).toBe(4);
    expect(found.model.right).toBe(3);
    expect([found.majority.label, found.majority.right]).toEqual([0, 2]);
    expect([found.bag.right, found.bag.onlyBaseline, found.bag.onlyModel]).toEqual([4, 1, 0]);
    expect(found.bag.difference.difference).toBe(-0.25);
    // 4 of 6 training rows carry a; two of four rows are a.
    expect(found.prior.accuracy).toBeCloseTo(0.5, 12);
    expect(found.prior.logLoss.value).toBeCloseTo(-(Math.log(4 / 6) + Math.log(2 / 6)) / 2, 12);
    expect(found.bag.predicted[4]).toBe(-1);
  });

  it('leave a loss undefined where a label was never seen in training', () => {
    const found = compared(
      { texts: ['up', 'down'], reference: [0, 2], predicted: [0, 2], labels: ['a', 'b', 'c'] },
      training,
    );
    expect(found.bag.logLoss.value).toBeNull();
    expect(found.bag.logLoss.reason).toContain('no training row');
    expect(found.bag.onlyModel).toBe(1);
  });

  it('do not change when labels are renamed or an unused one is added', () => {
    const one = { texts: ['up', 'down', 'down x'], reference: [0, 1, 1], predicted: [0, 0, 1], labels };
    const [plain, more] = [compared(one, training), compared({ ...one, labels: ['q', 'r', 's'] }, training)];
    expect(more.bag.right).toBe(plain.bag.right);
    expect(more.bag.macroF1.value).toBeCloseTo(plain.bag.macroF1.value!, 12);
    expect(more.bag.logLoss.value).toBeCloseTo(plain.bag.logLoss.value!, 12);
  });
});
