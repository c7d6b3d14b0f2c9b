import { expect, it } from 'vitest';
import { unseenEntities } from '../../../src/audits/entities/unseen-entities.ts';
import { judgeMentions, type MarkedPair, markedSet, trainingOf } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 400 }, (_, i) => i);
const training = trainingOf(rows.filter((i) => i % 2 === 0).map((i) => `yesterday [PER Anna${i}] came`));

/** Half of the names are in training; of ten names each the model misses so many. */
const sentences = (missedSeen: number, missedUnseen: number): readonly MarkedPair[] =>
  rows.map((i) => {
    const gold = `on ${i} [PER ${i % 2 === 0 ? 'Anna' : 'Berta'}${i}] left`;
    const missed = Math.floor(i / 2) % 10 < (i % 2 === 0 ? missedSeen : missedUnseen);
    return [gold, missed ? gold.replace(/\[PER (\w+)\]/, '$1') : gold];
  });

it('says how many of either kind were found', () => {
  const outcome = judgeMentions(unseenEntities, markedSet(sentences(1, 6)), { training });
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'strong',
        severity: 'risk',
        title: 'Of mentions that training does not show it found 40.0 %, of those that training shows 90.0 %',
        cause: { claim: 'likely' },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
  // The missed names that training does not have.
  if (outcome.kind === 'finding')
    expect(outcome.findings[0]!.examples!.rows.every((row) => row % 2 === 1)).toBe(true);
});

it('makes a smaller gap a note, and none a pass', () => {
  expect(judgeMentions(unseenEntities, markedSet(sentences(0, 2)), { training })).toMatchObject({
    findings: [{ severity: 'note' }],
  });
  expect(judgeMentions(unseenEntities, markedSet(sentences(1, 1)), { training })).toMatchObject({
    kind: 'pass',
  });
});

it('does not blame novelty for what the type explains', () => {
  // Unseen mentions are all companies, and companies are hard whether seen or not.
  const mixed = rows.map((i): MarkedPair => {
    const unseen = i % 4 === 1;
    const type = i % 2 === 0 ? 'PER' : 'ORG';
    const gold = `on ${i} [${type} ${unseen ? 'New' : 'Old'}${i}] left`;
    const missed = type === 'ORG' && Math.floor(i / 4) % 2 === 0;
    return [gold, missed ? gold.replace(/\[\w+ (\w+)\]/, '$1') : gold];
  });
  const known = trainingOf(
    rows.filter((i) => i % 4 !== 1).map((i) => `[${i % 2 === 0 ? 'PER' : 'ORG'} Old${i}] came`),
  );
  expect(judgeMentions(unseenEntities, markedSet(mixed), { training: known })).toMatchObject({
    kind: 'pass',
  });
});

it('asks for training mentions, and for enough of both kinds', () => {
  expect(judgeMentions(unseenEntities, markedSet(sentences(1, 6)))).toMatchObject({
    kind: 'not-applicable',
    enable: 'name-training-data',
  });
  expect(judgeMentions(unseenEntities, markedSet(sentences(1, 6).slice(0, 40)), { training })).toMatchObject({
    kind: 'inconclusive',
    enough: '30 mentions of either kind',
  });
});
