import { expect, it } from 'vitest';
import { confusedPair } from '../../../src/audits/classes/confused-pair.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['neutral', 'mixed', 'positive', 'negative'];
const mixedUp = [
  [260, 12, 14, 14],
  [4, 120, 70, 6],
  [5, 60, 130, 5],
  [6, 5, 4, 185],
];

it('passes when errors spread over the labels', () => {
  expect(
    judgeTable(confusedPair, labels, [
      [270, 10, 10, 10],
      [8, 176, 8, 8],
      [7, 6, 180, 7],
      [6, 7, 7, 180],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds two labels that are mixed up both ways', () => {
  const outcome = judgeTable(confusedPair, labels, mixedUp);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [
      {
        claim: 'strong',
        severity: 'risk',
        title: '`mixed` and `positive` were mixed up: 130 of 205 errors',
        subject: { class: 'mixed', otherClass: 'positive' },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('tells one way from both ways', () => {
  const outcome = judgeTable(confusedPair, labels, [
    [280, 7, 7, 6],
    [4, 120, 70, 6],
    [5, 6, 184, 5],
    [6, 5, 4, 185],
  ]);
  expect(outcome).toMatchObject({
    findings: [{ title: '`mixed` was taken for `positive` in 35.0 % of 200 examples' }],
  });
  expectNumbersInEvidence(outcome);
});

it('does not blame a pair when a weak model errs by base rates', () => {
  // Three labels of unequal frequency, all recalled at one half, errors in proportion to what occurs.
  expect(
    judgeTable(
      confusedPair,
      ['a', 'b', 'c'],
      [
        [300, 200, 100],
        [129, 150, 21],
        [60, 20, 80],
      ],
    ),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell from a handful of errors, and has no pair to choose with two labels or without predictions', () => {
  expect(
    judgeTable(
      confusedPair,
      ['a', 'b', 'c'],
      [
        [10, 5, 1],
        [1, 9, 1],
        [1, 1, 8],
      ],
    ),
  ).toMatchObject({ kind: 'inconclusive', enough: '20 errors' });
  expect(
    judgeTable(
      confusedPair,
      ['a', 'b'],
      [
        [50, 50],
        [10, 90],
      ],
    ),
  ).toMatchObject({ kind: 'not-applicable' });
  expect(judgeWithoutPredictions(confusedPair)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(confusedPair, ...reordered(labels, mixedUp, [3, 1, 0, 2]))).toEqual(
    judgeTable(confusedPair, labels, mixedUp),
  );
});
