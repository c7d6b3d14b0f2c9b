import { describe, expect, it } from 'vitest';
import { dataNotShuffled } from '../../../src/audits/shape/data-not-shuffled.ts';
import { aboveGuess } from '../../../src/facts/above-guess.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { history } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { evaluations, learning, shaped } from '../../support/shaped-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

/** Two blocks of unequal length in each epoch: back beyond guessing at each border, then quickly learned. */
const sorted = shaped({
  epochs: 4,
  rowsPerEpoch: 40,
  level: (_, inEpoch) => 0.02 + 1.6 * Math.exp(-15 * (inEpoch < 0.35 ? inEpoch : inEpoch - 0.35)),
});
/** Long batches first, six times an epoch. */
const byLength = (raw: Record<string, boolean>): Run => {
  const run = shaped({
    epochs: 4,
    rowsPerEpoch: 60,
    level: (share, inEpoch) => learning(share) * (1.25 - 0.5 * ((6 * inEpoch) % 1)),
  });
  return { ...run, hyperparameters: { ...run.hyperparameters, raw } };
};
const random = createRandom(4);
const drawn = Array.from({ length: 40 }, () => random.normal());
const fixedOrder = shaped({
  epochs: 4,
  rowsPerEpoch: 40,
  level: (share, inEpoch) => learning(share) * Math.exp(0.15 * (drawn[Math.floor(40 * inEpoch)] ?? 0)),
});
const shuffled = shaped({ epochs: 4, rowsPerEpoch: 40, level: learning, noise: 0.15 });
const judge = (run: Run): string => brief(verdict(dataNotShuffled, run));

/** Twelve short blocks over two epochs, each met far above ln 2 and left below it; `times` scales the whole curve. */
const taught = (times: number, more: RunSketch = {}): Run =>
  shaped({
    epochs: 2,
    rowsPerEpoch: 60,
    level: (_, inEpoch, epoch) => times * (0.5 + 1.3 * Math.exp(-3 * ((6 * inEpoch + 0.37 * epoch) % 1))),
    more,
  });

describe('data-not-shuffled', () => {
  it.each<[string, Run, string]>([
    ['data sorted by label', sorted, 'likely problem'],
    ['shuffled data', shuffled, 'pass'],
    ['one order in every epoch', fixedOrder, 'hint note'],
    ['batches grouped by length, as the settings say', byLength({ group_by_length: true }), 'pass'],
    ['batches grouped by length, settings unknown', byLength({}), 'inconclusive'],
    [
      'a staircase with a sawtooth',
      shaped({
        epochs: 5,
        rowsPerEpoch: 30,
        level: (share, inEpoch, epoch) => learning(share) * 0.8 ** epoch * (1 + 0.3 * inEpoch),
      }),
      'pass',
    ],
    [
      'a learning rate that restarts with each epoch',
      shaped({
        epochs: 4,
        rowsPerEpoch: 40,
        level: (_, inEpoch) => 0.02 + 1.6 * Math.exp(-15 * (inEpoch < 0.35 ? inEpoch : inEpoch - 0.35)),
        rate: (share) => 0.5 * (1 + Math.cos(Math.PI * ((4 * share) % 1))),
      }),
      'inconclusive',
    ],
    ['nine rows an epoch', shaped({ epochs: 4, rowsPerEpoch: 9, level: learning }), 'not-applicable'],
    ['one epoch', shaped({ epochs: 1, rowsPerEpoch: 40, level: learning }), 'not-applicable'],
    ['a log in epochs', history({ loss: [0.6, 0.4, 0.3], valLoss: [0.5, 0.4, 0.4] }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('is never more than likely from a curve, and says how to look', () => {
    const found = finding(verdict(dataNotShuffled, sorted));
    expect(found.claim).toBe('likely');
    expect(found.refutedBy).toContain('labels of the first 200 examples');
    expect(found.advice?.text).toContain('shuffle');
  });

  it('knows blocks by a loss that leaps above guessing to a class that it has just unlearned, even when they are learned later', () => {
    const learned = shaped({
      epochs: 4,
      rowsPerEpoch: 12,
      noise: 0.05,
      level: (share, inEpoch) =>
        (1 - 0.6 * share) * (0.5 + 0.6 * Math.exp(-6 * (inEpoch < 0.42 ? inEpoch : inEpoch - 0.42))),
    });
    expect(judge(learned)).toBe('likely problem');
    expect(finding(verdict(dataNotShuffled, learned)).measured).toContain('leapt');
  });

  it('does not take the loss of a hard batch at the same place of two epochs for an order', () => {
    const loss = shuffled.series[0]!;
    const value = loss.value.map((v, row) => (row % 80 === 17 || row % 80 === 57 ? 8 * v : v));
    expect(judge({ ...shuffled, series: [{ ...loss, value }] })).toBe('pass');
  });

  describe('by a loss above guess level at an ordinary rate', () => {
    it.each<[string, Run, string]>([
      ['short blocks, each unlearned by the next', taught(1), 'likely problem'],
      ['the same ten per cent above guess level only', taught(0.84), 'pass'],
      ['the same at a rate that may be the reason', taught(1, { learningRate: 1e-4 }), 'pass'],
      ['the same in a model whose usual rates are not known', taught(1, { model: { type: 'vit' } }), 'pass'],
      [
        'a loss that stays above guessing and never comes below',
        shaped({ epochs: 2, rowsPerEpoch: 24, noise: 0.05, level: () => 1.3 * Math.LN2 }),
        'pass',
      ],
      [
        'rows that jump about guess level',
        shaped({ epochs: 2, rowsPerEpoch: 24, noise: 0.3, level: () => 1.02 * Math.LN2 }),
        'pass',
      ],
    ])('on %s', (_, run, expected) => {
      expect(judge(run)).toBe(expected);
    });

    it('takes ln C for guess level: a loss that is weighted for a rare label lies above the entropy of the shares', () => {
      const rare = shaped({
        epochs: 3,
        rowsPerEpoch: 40,
        noise: 0.3,
        level: (share) => 0.15 + 0.5 * Math.exp(-4 * share),
        more: {
          run: {
            trainLabels: stated({ labels: ['negative', 'positive'], counts: [9500, 500] }, 'train.csv'),
          },
        },
      });
      expect(judge(rare)).toBe('pass');
    });

    it('is a risk where the model learned all the same', () => {
      const learned = taught(1, {
        series: [evaluations('eval_accuracy', [0.8, 0.95], 1200)],
        validationSize: 1000,
      });
      expect(judge(learned)).toBe('likely risk');
    });

    it('says how far above, and how often the loss went there and back', () => {
      const found = finding(verdict(dataNotShuffled, taught(1)));
      expect(found.measured).toMatch(/guessing costs 0\.693; \d+ times it went from well below/);
      expect(found.evidence.map(({ name }) => name)).toContain('returns from below to above guess level');
      expect(found.refutedBy).toContain('labels of the first 200 examples');
    });

    it('needs thirty rows', () => {
      const returning = (rows: number): Run =>
        makeRun({
          series: [
            series(
              'loss',
              Array.from({ length: rows }, (_, i) => [10 * (i + 1), i % 4 === 3 ? 0.55 : 1.5]),
            ),
          ],
        });
      expect(aboveGuess(createFacts(returning(30)))).toMatchObject({ rows: 30, returns: 7 });
      expect(aboveGuess(createFacts(returning(29)))).toBeNull();
    });
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(verdict(dataNotShuffled, make()).kind).not.toBe('finding');
  });

  isUnmoved(dataNotShuffled, { 'sorted data': sorted, 'shuffled data': shuffled, 'short blocks': taught(1) });
});
