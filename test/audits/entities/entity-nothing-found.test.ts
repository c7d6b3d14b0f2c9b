import { expect, it } from 'vitest';
import { entityNothingFound } from '../../../src/audits/entities/entity-nothing-found.ts';
import { judgeMentions, judgeWithoutMentions, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 60 }, (_, i) => i);

it('passes where mentions are found', () => {
  const set = markedSet(rows.map((i) => [`[PER Anna${i}] slept`, `[PER Anna${i}] slept`]));
  expect(judgeMentions(entityNothingFound, set)).toMatchObject({ kind: 'pass' });
});

it('calls a model that names nothing a problem', () => {
  const outcome = judgeMentions(
    entityNothingFound,
    markedSet(rows.map((i) => [`[PER Anna${i}] slept`, `Anna${i} slept`])),
  );
  expect(outcome).toMatchObject({
    findings: [
      {
        severity: 'problem',
        claim: 'strong',
        title: 'No mention was predicted in 60 sentences, where the reference holds 60',
        examples: { set: 'predictions.txt' },
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('tells a model that names the wrong words from one that names nothing', () => {
  const outcome = judgeMentions(
    entityNothingFound,
    markedSet(rows.map((i) => [`[PER Anna${i}] slept there`, `Anna${i} slept [PER there]`])),
  );
  expect(outcome).toMatchObject({
    findings: [{ title: 'Nearly nothing that it names is right: 0 of 60 predictions' }],
  });
  expectNumbersInEvidence(outcome);
});

it('sees that both files name the types differently', () => {
  const outcome = judgeMentions(
    entityNothingFound,
    markedSet(rows.map((i) => [`[per Anna${i}] slept`, `[PERSON Anna${i}] slept`])),
  );
  expect(outcome).toMatchObject({
    findings: [
      {
        title:
          'The types have other names in the predictions than in the reference: `per` there is `PERSON` here',
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('does not call exchanged types renamed', () => {
  const outcome = judgeMentions(
    entityNothingFound,
    markedSet(
      rows.map((i) =>
        i % 2 === 0
          ? [`[PER Anna${i}] slept`, `[LOC Anna${i}] slept`]
          : [`[LOC Oslo${i}] slept`, `[PER Oslo${i}] slept`],
      ),
    ),
  );
  expect(outcome).toMatchObject({
    findings: [{ title: expect.stringMatching(/^Nearly nothing that it names is right/) }],
  });
});

it('cannot tell from few mentions', () => {
  const few = rows.slice(0, 8);
  expect(
    judgeMentions(entityNothingFound, markedSet(few.map((i) => [`[PER Anna${i}] slept`, `Anna${i} slept`]))),
  ).toMatchObject({ kind: 'inconclusive' });
});

it('is not applicable without mentions', () => {
  expect(judgeWithoutMentions(entityNothingFound)).toMatchObject({ kind: 'not-applicable' });
});
