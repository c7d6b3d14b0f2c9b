import { expect, it } from 'vitest';
import { noBetterThanTrivial } from '../../../src/audits/classes/no-better-than-trivial.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['no', 'yes'];
const independent = [
  [300, 200],
  [240, 160],
];

it('passes when it beats always giving the most frequent label', () => {
  expect(
    judgeTable(noBetterThanTrivial, labels, [
      [440, 60],
      [70, 330],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('passes a weighted model of a rare label that is useful although its accuracy is below the majority share', () => {
  expect(
    judgeTable(noBetterThanTrivial, labels, [
      [890, 60],
      [10, 40],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds answers that do not depend on the text', () => {
  const outcome = judgeTable(noBetterThanTrivial, labels, independent);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'problem', title: 'No better than always answering `no`' }],
  });
  expectNumbersInEvidence(outcome);
});

it('finds a model that gives one answer only', () => {
  const outcome = judgeTable(noBetterThanTrivial, labels, [
    [500, 0],
    [400, 0],
  ]);
  expect(outcome).toMatchObject({ findings: [{ title: 'All 900 predictions were `no`' }] });
  expectNumbersInEvidence(outcome);
});

it('cannot tell from 30 examples, or when the other labels hardly occur', () => {
  expect(
    judgeTable(noBetterThanTrivial, labels, [
      [10, 6],
      [7, 7],
    ]),
  ).toMatchObject({ kind: 'inconclusive' });
  expect(
    judgeTable(noBetterThanTrivial, labels, [
      [196, 0],
      [4, 0],
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '20 examples of the other labels' });
});

it('is not applicable when the references hold one label, or without predictions', () => {
  expect(
    judgeTable(noBetterThanTrivial, labels, [
      [50, 50],
      [0, 0],
    ]),
  ).toMatchObject({ kind: 'not-applicable' });
  expect(judgeWithoutPredictions(noBetterThanTrivial)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(noBetterThanTrivial, ...reordered(labels, independent, [1, 0]))).toEqual(
    judgeTable(noBetterThanTrivial, labels, independent),
  );
});
