import { expect, it } from 'vitest';
import { weakMentions } from '../../../src/audits/entities/weak-mentions.ts';
import { judgeMentions, type MarkedPair, markedSet, trainingOf } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 1200 }, (_, i) => i);
const draw = (i: number): number => (Math.imul(i + 1, 2654435761) >>> 8) % 100;

/** A quarter of the names is written in capitals; so many of a hundred are missed. */
const capitals = (missed: number, others: number): readonly MarkedPair[] =>
  rows.map((i) => {
    const large = i % 4 === 0;
    const gold = `today at [LOC ${large ? 'OSLO' : 'Oslo'}${i}] it rained`;
    return [gold, draw(i) < (large ? missed : others) ? gold.replace(/\[LOC (\w+)\]/, '$1') : gold];
  });

it('names the kind of mention that is missed, with figures of the half that did not choose it', () => {
  const outcome = judgeMentions(weakMentions, markedSet(capitals(60, 10)));
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'strong',
        severity: 'risk',
        subject: { slice: 'all capitals' },
        title: expect.stringMatching(
          /^`capitalisation: all capitals`: \d+\.\d % of these reference mentions were missed/,
        ),
        measured: expect.stringMatching(/It was chosen on one half of the sentences/),
      },
    ],
  });
  if (outcome.kind !== 'finding') return;
  expect(outcome.findings[0]!.examples!.rows.every((row) => row % 4 === 0)).toBe(true);
  expectNumbersInEvidence({
    ...outcome,
    findings: outcome.findings.map((one) => ({ ...one, measured: one.measured.replace('below 0.01', '') })),
  });
});

it('passes errors without a pattern, and no error at all', () => {
  expect(judgeMentions(weakMentions, markedSet(capitals(10, 10)))).toMatchObject({ kind: 'pass' });
  const right = capitals(0, 0).slice(0, 60);
  expect(judgeMentions(weakMentions, markedSet(right))).toMatchObject({
    kind: 'pass',
    measured: 'No error in 60 mentions',
  });
});

it('leaves seen and unseen mentions to the check of its own', () => {
  const training = trainingOf(rows.filter((i) => i % 4 !== 0).map((i) => `in [LOC Bergen${i}] they met`));
  const set = markedSet(
    rows.map((i): MarkedPair => {
      const gold = `today at [LOC ${i % 4 === 0 ? 'Molde' : 'Bergen'}${i}] it rained`;
      return [gold, draw(i) < (i % 4 === 0 ? 60 : 10) ? gold.replace(/\[LOC (\w+)\]/, '$1') : gold];
    }),
  );
  const outcome = judgeMentions(weakMentions, set, { training });
  expect(outcome).toMatchObject({ kind: 'pass', measured: expect.stringContaining('another finding tells') });
});

it('cannot tell from few mentions', () => {
  expect(judgeMentions(weakMentions, markedSet(capitals(60, 10).slice(0, 30)))).toMatchObject({
    kind: 'inconclusive',
  });
});
