import { expect, it } from 'vitest';
import { averageChoiceMatters } from '../../../src/audits/evaluation/average-choice-matters.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['fine', 'fraud'];
const missed = [
  [940, 10],
  [40, 10],
];

it('passes where every label does as well', () => {
  expect(
    judgeTable(averageChoiceMatters, labels, [
      [450, 50],
      [50, 450],
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('names the label that pulls macro-F1 down', () => {
  const outcome = judgeTable(averageChoiceMatters, labels, missed);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'fact', severity: 'note', subject: { split: 'validation' } }],
  });
  if (outcome.kind !== 'finding') return;
  // F1: fine 1880/1930 = 0.974, fraud 20/70 = 0.286; macro 0.630, weighted 0.95·0.974 + 0.05·0.286 = 0.940.
  expect(outcome.findings[0]!.title).toBe(
    'Macro-F1 was 63.0 %, weighted F1 94.0 %: mostly because of `fraud`',
  );
  const adds = outcome.findings[0]!.evidence.find((each) => each.name.startsWith('what fraud adds'));
  expect(adds?.value).toBeCloseTo(100 * 0.45 * (20 / 70 - (0.95 * 1880) / 1930 - 0.05 * (20 / 70)), 8);
  expectNumbersInEvidence(outcome);
});

it('does not depend on the order of labels', () => {
  expect(judgeTable(averageChoiceMatters, ...reordered(labels, missed, [1, 0]))).toEqual(
    judgeTable(averageChoiceMatters, labels, missed),
  );
});

it('says so when a label that nobody carries pulls it down', () => {
  const outcome = judgeTable(
    averageChoiceMatters,
    ['a', 'b', 'c'],
    [
      [90, 5, 5],
      [5, 90, 5],
      [0, 0, 0],
    ],
  );
  expect(outcome.kind === 'finding' && outcome.findings[0]!.measured).toContain(
    '`c` was predicted 10 times and labels no example, so that its F1 is 0',
  );
});

it('is not applicable without predictions', () => {
  expect(judgeWithoutPredictions(averageChoiceMatters)).toMatchObject({ kind: 'not-applicable' });
});
