import { expect, it } from 'vitest';
import { classLowPrecision } from '../../../src/audits/classes/class-low-precision.ts';
import { classLowRecall } from '../../../src/audits/classes/class-low-recall.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['other', 'question', 'spam'];
// `spam` is called 740 times, of which 380 are right; the other two are missed alike.
const spamEverywhere = [
  [590, 20, 190],
  [20, 610, 170],
  [10, 10, 380],
];

it('passes when the labels are alike', () => {
  expect(
    judgeTable(classLowPrecision, labels, [
      [180, 10, 10],
      [14, 174, 12],
      [8, 12, 180],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds the label that is called too often, and what it was', () => {
  const outcome = judgeTable(classLowPrecision, labels, spamEverywhere);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'risk', subject: { class: 'spam', split: 'validation' } }],
  });
  expect(outcome.kind === 'finding' && outcome.findings[0]!.measured).toMatch(
    /^360 of 740 predictions of `spam` were something else, mostly `other` \(190 of 360\) and `question` \(170\)/,
  );
  expectNumbersInEvidence(outcome);
});

it('only notes that a rare label drowns in a few wrong calls of the rest', () => {
  const outcome = judgeTable(
    classLowPrecision,
    ['no', 'yes'],
    [
      [885, 65],
      [10, 40],
    ],
  );
  expect(outcome).toMatchObject({
    findings: [{ claim: 'strong', severity: 'note', subject: { class: 'yes' }, cause: { claim: 'fact' } }],
  });
  expectNumbersInEvidence(outcome);
});

it('does not repeat what the missed examples of another label explain', () => {
  const swallowed = [
    [300, 0, 0],
    [0, 150, 150],
    [0, 0, 300],
  ];
  expect(judgeTable(classLowRecall, labels, swallowed)).toMatchObject({
    kind: 'finding',
    findings: [{ subject: { class: 'question' } }],
  });
  expect(judgeTable(classLowPrecision, labels, swallowed)).toMatchObject({
    kind: 'pass',
    measured: expect.stringContaining('explained by the missed examples of `question`'),
  });
});

it('does not grade a label that the references do not hold', () => {
  expect(
    judgeTable(classLowPrecision, labels, [
      [600, 20, 60],
      [20, 600, 60],
      [0, 0, 0],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot compare labels that are hardly predicted, and needs predictions', () => {
  expect(
    judgeTable(classLowPrecision, labels, [
      [90, 2, 0],
      [10, 3, 0],
      [12, 0, 0],
    ]),
  ).toMatchObject({ kind: 'inconclusive' });
  expect(judgeWithoutPredictions(classLowPrecision)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(classLowPrecision, ...reordered(labels, spamEverywhere, [2, 1, 0]))).toEqual(
    judgeTable(classLowPrecision, labels, spamEverywhere),
  );
});
