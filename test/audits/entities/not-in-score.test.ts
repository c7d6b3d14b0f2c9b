import { expect, it } from 'vitest';
import { notInScore } from '../../../src/audits/entities/not-in-score.ts';
import type { EntityExclusion } from '../../../src/model/entities.ts';
import { judgeMentions, type MarkedPair, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const sentences = Array.from({ length: 100 }, (_, i): MarkedPair => {
  const gold = `on ${i} [PER Anna${i}] left`;
  return [gold, i < 10 ? `on ${i} Anna${i} left` : gold];
});
const exclusion = (more: Partial<EntityExclusion>): EntityExclusion => ({
  kind: 'truncated',
  side: 'predicted',
  tokens: 30,
  mentions: 10,
  sentences: 10,
  text: '10 sentences whose prediction ends early',
  places: [],
  rows: Int32Array.from({ length: 10 }, (_, i) => i),
  ...more,
});
const judge = (...excluded: readonly EntityExclusion[]) =>
  judgeMentions(notInScore, markedSet(sentences, { excluded }));

it('says what cut sentences cost, and shows them whole', () => {
  const outcome = judge(exclusion({}));
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'fact',
        severity: 'risk',
        title: 'Sentences whose prediction ends early (10) lowered F1 by 5.3 points',
        measured:
          'F1 is 94.7 %. 10 sentences whose prediction ends early (10 mentions); without these mentions F1 would be 100.0 %',
        examples: { rows: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('does not say what cut mentions do to F1, only how many there are', () => {
  const outcome = judge(
    exclusion({ kind: 'split-entity', text: '10 mentions cut by the end of a sentence' }),
  );
  expect(outcome).toMatchObject({
    findings: [{ severity: 'note', title: expect.stringMatching(/10 of 100 sentences/) }],
  });
  expectNumbersInEvidence(outcome);
});

it('speaks of repeated sentences only where they move the score', () => {
  const copies = { kind: 'duplicate', side: 'both', mentions: 0, text: '10 sentences repeat' } as const;
  expect(judge(exclusion(copies))).toMatchObject({ findings: [{ severity: 'note' }] });
  const alike = Int32Array.from({ length: 10 }, (_, i) => i * 10);
  expect(judge(exclusion({ ...copies, rows: alike }))).toMatchObject({ kind: 'pass' });
});

it('passes when nothing, or next to nothing, was left out', () => {
  expect(judge()).toMatchObject({ kind: 'pass', measured: 'All 100 sentences were scored on both sides' });
  expect(
    judge(exclusion({ kind: 'ignored', mentions: 0, sentences: 0, rows: new Int32Array(0) })),
  ).toMatchObject({ kind: 'pass' });
});
