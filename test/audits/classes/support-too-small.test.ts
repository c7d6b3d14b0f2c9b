import { expect, it } from 'vitest';
import { supportTooSmall } from '../../../src/audits/classes/support-too-small.ts';
import { judgeTable, judgeWithoutPredictions, reordered } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const labels = ['neutral', 'positive', 'litigious'];

it('passes when every label has 30 examples', () => {
  expect(
    judgeTable(supportTooSmall, labels, [
      [300, 5, 0],
      [4, 80, 1],
      [2, 3, 25],
    ]),
  ).toMatchObject({
    kind: 'pass',
    measured: 'The rarest label, `litigious`, has 30 examples',
  });
});

it('cannot judge a label with 3 examples and gives the range of its recall', () => {
  const outcome = judgeTable(supportTooSmall, labels, [
    [300, 5, 0],
    [4, 80, 1],
    [1, 1, 1],
  ]);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [
      {
        claim: 'fact',
        severity: 'note',
        title: 'Cannot judge `litigious`: 3 examples, recall 6 to 79 %',
        subject: { class: 'litigious', split: 'validation' },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('asks for the number of examples that make the range ± 5 points', () => {
  // Half right: 1,537 · 0.25 = 384.25, rounded up to tens.
  const outcome = judgeTable(supportTooSmall, labels, [
    [300, 5, 0],
    [4, 80, 1],
    [5, 5, 10],
  ]);
  expect(outcome).toMatchObject({
    findings: [{ title: '`litigious` has only 20 examples: recall 30 to 70 %' }],
  });
  expect(outcome.kind === 'finding' && outcome.findings[0]!.advice!.text).toContain(
    'about 390 evaluation examples',
  );
  expectNumbersInEvidence(outcome);
});

it('sums up many small labels in one finding', () => {
  const many = ['a', 'b', 'c', 'd', 'e'];
  const outcome = judgeTable(
    supportTooSmall,
    many,
    many.map((_, i) => many.map((_, j) => (i === j ? 3 + i : 0))),
  );
  expect(outcome).toMatchObject({
    findings: [{ title: 'Cannot judge `a`, `b`, `c` and 2 more: 3 to 7 examples each' }],
  });
  expectNumbersInEvidence(outcome);
});

it('names a label that is predicted but has no example', () => {
  const outcome = judgeTable(supportTooSmall, labels, [
    [300, 5, 7],
    [4, 80, 1],
    [0, 0, 0],
  ]);
  expect(outcome).toMatchObject({ findings: [{ title: 'Cannot judge `litigious`: no example of it' }] });
});

it('is not applicable without predictions', () => {
  expect(judgeWithoutPredictions(supportTooSmall)).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
});

it('does not depend on the order of labels', () => {
  const table = [
    [300, 5, 0],
    [4, 80, 1],
    [1, 1, 1],
  ];
  expect(judgeTable(supportTooSmall, ...reordered(labels, table, [2, 0, 1]))).toEqual(
    judgeTable(supportTooSmall, labels, table),
  );
});
