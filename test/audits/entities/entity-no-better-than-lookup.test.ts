import { expect, it } from 'vitest';
import { entityNoBetterThanLookup } from '../../../src/audits/entities/entity-no-better-than-lookup.ts';
import { judgeMentions, type MarkedPair, markedSet, trainingOf } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 400 }, (_, i) => i);
const training = trainingOf(rows.map((i) => `[PER Anna${i % 100}] met somebody`));
/** Half of the names are in training; `finds` says what the model finds. */
const sentences = (finds: (known: boolean, i: number) => boolean): readonly MarkedPair[] =>
  rows.map((i) => {
    const known = i % 2 === 0;
    const name = known ? `Anna${i % 100}` : `Berta${i}`;
    const gold = `on day ${i} [PER ${name}] slept`;
    return [gold, finds(known, i) ? gold : gold.replace(/\[PER (\w+)\]/, '$1')];
  });

it('finds a model that knows the training names and no others', () => {
  const outcome = judgeMentions(entityNoBetterThanLookup, markedSet(sentences((known) => known)), {
    training,
  });
  expect(outcome).toMatchObject({
    findings: [{ severity: 'risk', claim: 'likely', title: expect.stringMatching(/no better than a list/) }],
  });
  expectNumbersInEvidence(outcome);
});

it('passes a model that finds other names too', () => {
  expect(
    judgeMentions(entityNoBetterThanLookup, markedSet(sentences(() => true)), { training }),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell where both differ by chance', () => {
  const outcome = judgeMentions(
    entityNoBetterThanLookup,
    markedSet(sentences((known, i) => (known ? i % 6 !== 0 : i % 5 === 0)).slice(0, 100)),
    { training },
  );
  expect(outcome).toMatchObject({ kind: 'inconclusive' });
});

it('asks for training mentions, and is not applicable without words', () => {
  const set = markedSet(sentences(() => true));
  expect(judgeMentions(entityNoBetterThanLookup, set)).toMatchObject({
    kind: 'not-applicable',
    enable: 'name-training-data',
  });
  expect(judgeMentions(entityNoBetterThanLookup, { ...set, hasText: false }, { training })).toMatchObject({
    kind: 'not-applicable',
  });
});
