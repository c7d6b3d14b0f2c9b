import { expect, it } from 'vitest';

import { labelMappingWrong } from '../../../src/audits/classes/label-mapping-wrong.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { makeRun, series } from '../../support/runs.ts';

const nli = ['contradiction', 'entailment', 'neutral'];
const rotated = [
  [20, 270, 10],
  [15, 25, 260],
  [280, 10, 10],
];

it('passes a good model and a bad one', () => {
  expect(
    judgeTable(labelMappingWrong, nli, [
      [270, 20, 10],
      [15, 260, 25],
      [10, 10, 280],
    ]),
  ).toMatchObject({ kind: 'pass' });
  expect(
    judgeTable(labelMappingWrong, nli, [
      [110, 90, 100],
      [100, 95, 105],
      [98, 102, 100],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds labels that are rotated', () => {
  const outcome = judgeTable(labelMappingWrong, nli, rotated);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'problem', subject: { split: 'validation' } }],
  });
  expect(outcome.kind === 'finding' && outcome.findings[0]!.title).toBe(
    'Label names were permuted: accuracy 6.1 %, and 90.0 % after renaming the predictions',
  );
  expectNumbersInEvidence(outcome);
});

it('finds two swapped labels among others that are right', () => {
  const outcome = judgeTable(labelMappingWrong, nli, [
    [20, 270, 10],
    [265, 20, 15],
    [10, 10, 280],
  ]);
  expect(outcome).toMatchObject({
    findings: [{ claim: 'strong', advice: { text: expect.stringContaining('id2label') } }],
  });
});

const ratings = ['0', '1', '2', '3', '4'];
/** References counted from 1 and cut off at 0: what were 0 and 1 are both called 0, and nothing is called 4. */
const offByOne = (zero: readonly [number, number]): number[][] => [
  [...zero, 10, 0, 0],
  [5, 10, 80, 5, 0],
  [0, 5, 10, 80, 5],
  [0, 0, 5, 10, 85],
  [0, 0, 0, 0, 0],
];

it('finds references that are off by one, although two labels fell together', () => {
  expect(judgeTable(labelMappingWrong, ratings, offByOne([90, 95]))).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'problem' }],
  });
  // Nearly all of the merged label are what it says: still a finding, since the three above it moved.
  expect(judgeTable(labelMappingWrong, ratings, offByOne([120, 65]))).toMatchObject({ kind: 'finding' });
});

it('does not take one confused label beside another that splits for labels that fell together', () => {
  expect(
    judgeTable(
      labelMappingWrong,
      ['low', 'middle', 'high'],
      [
        [45, 50, 5],
        [5, 15, 80],
        [0, 40, 60],
      ],
    ),
  ).toMatchObject({ kind: 'pass' });
});

it('does not take a model that rates everything one too high by halves for an offset', () => {
  expect(
    judgeTable(labelMappingWrong, ratings, [
      [50, 45, 5, 0, 0],
      [5, 50, 40, 5, 0],
      [0, 5, 50, 40, 5],
      [0, 0, 5, 50, 45],
      [0, 0, 0, 5, 95],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('only says likely when two labels trade places and nothing shows that the model works', () => {
  // As a model that ignores negation does on negated inference pairs.
  const outcome = judgeTable(
    labelMappingWrong,
    ['entailed', 'neutral'],
    [
      [2, 98],
      [99, 1],
    ],
  );
  expect(outcome).toMatchObject({
    findings: [{ claim: 'likely', severity: 'problem', cause: { claim: 'hint' } }],
  });
  expectNumbersInEvidence(outcome);
});

it('finds predictions that use other names altogether', () => {
  const names = ['LABEL_0', 'LABEL_1', 'negative', 'positive'];
  expect(
    judgeTable(labelMappingWrong, names, [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [90, 10, 0, 0],
      [8, 92, 0, 0],
    ]),
  ).toMatchObject({ kind: 'finding' });
});

it('does not take a model that answers one label for a permutation', () => {
  expect(
    judgeTable(
      labelMappingWrong,
      ['a', 'b'],
      [
        [0, 700],
        [0, 300],
      ],
    ),
  ).toMatchObject({ kind: 'pass' });
});

it('does not take two labels that are mixed up for a permutation', () => {
  expect(
    judgeTable(labelMappingWrong, nli, [
      [140, 150, 10],
      [150, 140, 10],
      [5, 5, 290],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell from 20 examples, and needs predictions', () => {
  expect(
    judgeTable(
      labelMappingWrong,
      ['a', 'b'],
      [
        [1, 9],
        [8, 2],
      ],
    ),
  ).toMatchObject({ kind: 'inconclusive', enough: '50 examples' });
  expect(judgeWithoutPredictions(labelMappingWrong)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('says the same when the labels come in another order', () => {
  const one = judgeTable(labelMappingWrong, nli, rotated);
  const other = judgeTable(labelMappingWrong, ...reordered(nli, rotated, [2, 0, 1]));
  expect(other.kind).toBe(one.kind);
  expect(
    other.kind === 'finding' && one.kind === 'finding' && other.findings[0]!.title === one.findings[0]!.title,
  ).toBe(true);
});

/** An untrained head: one wrong label for most texts of a class, by accident, and no certainty anywhere. */
const accidental = [
  [0, 99, 1, 0],
  [60, 15, 19, 6],
  [10, 74, 6, 10],
  [20, 50, 20, 10],
];

it('takes the accidents of an untrained head for no renaming', () => {
  const desks = ['business', 'science', 'culture', 'sport'];
  expect(judgeTable(labelMappingWrong, desks, accidental, 1.49)).toMatchObject({
    kind: 'pass',
    measured: expect.stringContaining('an untrained head answers like this'),
  });
  // The same answers from a model that was sure of them are exchanged names.
  expect(judgeTable(labelMappingWrong, desks, accidental, 3.2)).toMatchObject({ kind: 'finding' });
  expect(judgeTable(labelMappingWrong, nli, rotated, 3.2)).toMatchObject({ kind: 'finding' });
});

it('sees without predictions that an accuracy is lower than the loss allows', () => {
  const judge = (accuracy: readonly number[], loss: readonly number[], model: object = {}) => {
    const curve = (name: string, values: readonly number[]) =>
      series(
        name,
        values.map((value, i): [number, number] => [100 * (i + 1), value]),
      );
    const run = makeRun({
      series: [curve('eval_accuracy', accuracy), curve('eval_loss', loss)],
      model,
    });
    return labelMappingWrong.judge({ run, facts: createFacts(run), probe: () => null });
  };
  // A loss of 0.563 leaves 18.8 % at least.
  const outcome = judge([0.13, 0.1, 0.078], [0.55, 0.56, 0.563]);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'likely', severity: 'problem', title: expect.stringContaining('Accuracy 7.8 %') }],
  });
  expectNumbersInEvidence(outcome);
  expect(judge([0.13, 0.1, 0.16], [0.55, 0.56, 0.563]).kind).toBe('not-applicable');
  expect(judge([0.078], [0.563]).kind).toBe('not-applicable');
  expect(judge([0.1, 0.1], [0.5, 0.5], { problemType: 'multi_label_classification' }).kind).toBe(
    'not-applicable',
  );
});
