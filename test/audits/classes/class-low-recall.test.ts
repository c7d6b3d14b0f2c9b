import { expect, it } from 'vitest';
import { classLowRecall } from '../../../src/audits/classes/class-low-recall.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['bad', 'mixed', 'good'];
const mixedMissed = [
  [180, 10, 10],
  [60, 100, 40],
  [8, 12, 180],
];

it('passes when the labels are alike, also when all are equally weak', () => {
  expect(
    judgeTable(classLowRecall, labels, [
      [180, 10, 10],
      [14, 174, 12],
      [8, 12, 180],
    ]),
  ).toMatchObject({ kind: 'pass' });
  expect(
    judgeTable(classLowRecall, labels, [
      [100, 50, 50],
      [52, 96, 52],
      [49, 48, 103],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds the label of which half is missed, and where it went', () => {
  const outcome = judgeTable(classLowRecall, labels, mixedMissed);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'risk', subject: { class: 'mixed', split: 'validation' } }],
  });
  expect(outcome.kind === 'finding' && outcome.findings[0]!.measured).toBe(
    '100 of 200 examples of `mixed` got another label, mostly `bad` (60 of 100) and `good` (40); the other labels’ mean recall was 90.0 %',
  );
  expectNumbersInEvidence(outcome);
});

it('is a note, not a risk, when the weaker label is still mostly right', () => {
  expect(
    judgeTable(classLowRecall, labels, [
      [990, 5, 5],
      [60, 880, 60],
      [5, 5, 990],
    ]),
  ).toMatchObject({ kind: 'pass' });
  expect(
    judgeTable(classLowRecall, labels, [
      [990, 5, 5],
      [90, 820, 90],
      [5, 5, 990],
    ]),
  ).toMatchObject({ findings: [{ severity: 'note' }] });
});

it('hints at most with 10 to 29 examples', () => {
  expect(
    judgeTable(classLowRecall, labels, [
      [190, 5, 5],
      [10, 2, 8],
      [5, 5, 190],
    ]),
  ).toMatchObject({ findings: [{ claim: 'hint', severity: 'note' }] });
});

it('lists five labels and counts the rest', () => {
  const names = Array.from({ length: 20 }, (_, i) => `label ${i}`);
  const table = names.map((_, i) =>
    names.map((_, j) => (i === j ? (i < 7 ? 40 : 100) : i < 7 && j === 19 ? 60 : 0)),
  );
  const outcome = judgeTable(classLowRecall, names, table);
  expect(outcome.kind === 'finding' && outcome.findings.length).toBe(5);
  expect(outcome.kind === 'finding' && outcome.findings[4]!.measured).toContain(
    '2 more labels have low recall',
  );
  expectNumbersInEvidence(outcome);
});

it('cannot compare labels with fewer than 10 examples, and needs predictions', () => {
  expect(
    judgeTable(classLowRecall, labels, [
      [90, 2, 1],
      [1, 3, 1],
      [1, 1, 4],
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '30 examples of each label' });
  expect(judgeWithoutPredictions(classLowRecall)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(classLowRecall, ...reordered(labels, mixedMissed, [1, 2, 0]))).toEqual(
    judgeTable(classLowRecall, labels, mixedMissed),
  );
});
