import { expect, it } from 'vitest';
import { subgroupGap } from '../../../src/audits/errors/subgroup-gap.ts';
import { judgeSentences, type SentencePlan } from '../../support/sentences.ts';

const named = (wrong: number, words = 'muslim'): SentencePlan => ({
  rows: 2400,
  labels: ['fine', 'toxic'],
  // Blocks of six, so that each label is named as often as the other.
  of: (row) => (Math.floor(row / 2) % 6 === 1 ? { words, wrong } : { wrong: 0.06 }),
});

it('says that rates differ, as a note, and passes no verdict', () => {
  const outcome = judgeSentences(subgroupGap, named(0.3));
  expect(outcome.kind).toBe('finding');
  if (outcome.kind !== 'finding') return;
  for (const finding of outcome.findings) {
    expect(finding).toMatchObject({ claim: 'strong', severity: 'note' });
    expect(finding.cause).toBeUndefined();
    expect(finding.title).toMatch(/^Error rates differ: `(fine|toxic)` was (missed|given wrongly) in /);
    expect(finding.measured).toContain('do not show that a model is unfair');
    expect(`${finding.title} ${finding.advice?.text}`).not.toMatch(/bias|unfair|discriminat/i);
    expect(finding.examples!.spans![0]).toEqual([[0, 6]]);
  }
});

it('passes when rates are alike, or lower with the words, and says that this is no proof', () => {
  expect(judgeSentences(subgroupGap, named(0.06))).toMatchObject({
    kind: 'pass',
    measured: expect.stringContaining('no proof'),
  });
  expect(
    judgeSentences(subgroupGap, {
      ...named(0),
      of: (row) => ({
        words: Math.floor(row / 2) % 6 === 1 ? 'muslim' : '',
        wrong: Math.floor(row / 2) % 6 === 1 ? 0 : 0.3,
      }),
    }),
  ).toMatchObject({
    kind: 'pass',
  });
});

it('is silent below 50 texts of a label', () => {
  expect(judgeSentences(subgroupGap, { ...named(0.5), rows: 480 })).toMatchObject({
    kind: 'not-applicable',
    enable: null,
  });
});
