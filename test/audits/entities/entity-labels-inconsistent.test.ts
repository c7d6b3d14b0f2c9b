import { expect, it } from 'vitest';
import { entityLabelsInconsistent } from '../../../src/audits/entities/entity-labels-inconsistent.ts';
import { judgeMentions, type MarkedPair, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 200 }, (_, i) => i);
/** Twenty firms, ten sentences each; in one sentence of each of `spoilt` firms the reference forgot the tag. */
const sentences = (spoilt: number, agrees = false): readonly MarkedPair[] =>
  rows.map((i) => {
    const firm = i % 20;
    const gold = `shares of [ORG Firm${firm}] rose by ${i}`;
    const bare = `shares of Firm${firm} rose by ${i}`;
    const wrong = i < spoilt;
    return [wrong ? bare : gold, wrong && agrees ? bare : gold];
  });

it('suspects labels unlike the same text elsewhere where the model sides with the others', () => {
  const outcome = judgeMentions(entityLabelsInconsistent, markedSet(sentences(8)));
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'likely',
        severity: 'risk',
        title: expect.stringMatching(/^8 labels of the reference are suspected/),
        measured: expect.stringMatching(
          /^8 not tagged where the others are; 8 have no tag where the others have `ORG`/,
        ),
        examples: { rows: [0, 1, 2, 3, 4, 5, 6, 7] },
      },
    ],
  });
  // 192 of 192 and 200: with the eight tags every prediction is right.
  expect(outcome.kind === 'finding' && outcome.findings[0]!.measured).toContain(
    'F1 would be 100.0 % instead of 98.0 %',
  );
  expectNumbersInEvidence(outcome);
});

it('is a hint with three', () => {
  expect(judgeMentions(entityLabelsInconsistent, markedSet(sentences(3)))).toMatchObject({
    findings: [{ claim: 'hint' }],
  });
});

it('does not suspect what the model agrees with, nor two places', () => {
  expect(judgeMentions(entityLabelsInconsistent, markedSet(sentences(8, true)))).toMatchObject({
    kind: 'pass',
  });
  expect(judgeMentions(entityLabelsInconsistent, markedSet(sentences(2)))).toMatchObject({ kind: 'pass' });
});

it('is not applicable where the files hold no words', () => {
  expect(judgeMentions(entityLabelsInconsistent, markedSet(sentences(8), { hasText: false }))).toMatchObject({
    kind: 'not-applicable',
  });
});
