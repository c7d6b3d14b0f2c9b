import { expect, it } from 'vitest';
import { priorShiftedPredictions } from '../../../src/audits/classes/prior-shifted-predictions.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['routine', 'urgent'];
const overAlarmed = [
  [780, 120],
  [10, 90],
];

it('passes when labels are predicted about as often as they occur', () => {
  expect(
    judgeTable(priorShiftedPredictions, labels, [
      [880, 20],
      [15, 85],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('finds a label that is called twice as often as it occurs', () => {
  const outcome = judgeTable(priorShiftedPredictions, labels, overAlarmed);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [
      {
        claim: 'strong',
        severity: 'note',
        title: '`urgent` was predicted 210 times but occurs 100 times (2.1 times as often)',
        subject: { class: 'urgent' },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('lets a ratio pass that the errors do not prove', () => {
  // 30 examples, 45 predictions, but only 25 rows are wrong about it: 20 to 5, against chance p = 0.004 of two labels.
  expect(
    judgeTable(priorShiftedPredictions, labels, [
      [265, 17],
      [7, 23],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell from 100 predictions, and needs predictions', () => {
  expect(
    judgeTable(priorShiftedPredictions, labels, [
      [60, 30],
      [2, 8],
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '200 predictions' });
  expect(judgeWithoutPredictions(priorShiftedPredictions)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(priorShiftedPredictions, ...reordered(labels, overAlarmed, [1, 0]))).toEqual(
    judgeTable(priorShiftedPredictions, labels, overAlarmed),
  );
});
