import { expect, it } from 'vitest';
import { accuracyHidesMinority } from '../../../src/audits/classes/accuracy-hides-minority.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['fine', 'fraud'];

it('passes when the rare label is found', () => {
  expect(
    judgeTable(accuracyHidesMinority, labels, [
      [940, 10],
      [9, 41],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds a rare label of which a quarter is found behind 96 % accuracy', () => {
  const outcome = judgeTable(accuracyHidesMinority, labels, [
    [945, 5],
    [38, 12],
  ]);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [
      {
        claim: 'strong',
        severity: 'risk',
        subject: { class: 'fraud', split: 'validation' },
        advice: { settings: { metric_for_best_model: '"f1_macro"' } },
      },
    ],
  });
  expect(outcome.kind === 'finding' && outcome.findings[0]!.title).toBe(
    'Accuracy 95.7 % (95 %: 94.3 to 96.8 %) hid that `fraud` was mostly missed',
  );
  expectNumbersInEvidence(outcome);
});

it('only hints when the rare label has 15 examples', () => {
  expect(
    judgeTable(accuracyHidesMinority, labels, [
      [285, 0],
      [15, 0],
    ]),
  ).toMatchObject({ findings: [{ claim: 'hint', severity: 'note' }] });
});

it('cannot tell with three examples of the rare label', () => {
  expect(
    judgeTable(accuracyHidesMinority, labels, [
      [97, 0],
      [2, 1],
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: 'About 30 examples of each label' });
});

it('says nothing about a model whose accuracy nobody would call high', () => {
  expect(
    judgeTable(accuracyHidesMinority, labels, [
      [600, 300],
      [80, 20],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('is not applicable without predictions, or with one label', () => {
  expect(judgeWithoutPredictions(accuracyHidesMinority)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
  expect(
    judgeTable(accuracyHidesMinority, labels, [
      [90, 10],
      [0, 0],
    ]),
  ).toMatchObject({ kind: 'not-applicable' });
});

it('does not depend on the order of labels', () => {
  const table = [
    [945, 5],
    [38, 12],
  ];
  expect(judgeTable(accuracyHidesMinority, ...reordered(labels, table, [1, 0]))).toEqual(
    judgeTable(accuracyHidesMinority, labels, table),
  );
});
