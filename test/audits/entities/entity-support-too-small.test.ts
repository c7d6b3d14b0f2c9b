import { expect, it } from 'vitest';
import { entitySupportTooSmall } from '../../../src/audits/entities/entity-support-too-small.ts';
import { judgeMentions, type MarkedPair, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const mentions = (type: string, count: number, predicted = type): readonly MarkedPair[] =>
  Array.from({ length: count }, (_, i) => [`[${type} ${type}${i}] came`, `[${predicted} ${type}${i}] came`]);

it('passes when every type has 30 mentions', () => {
  const set = markedSet([...mentions('PER', 40), ...mentions('LOC', 30)]);
  expect(judgeMentions(entitySupportTooSmall, set)).toMatchObject({
    kind: 'pass',
    measured: 'The rarest type, `LOC`, has 30 mentions',
  });
});

it('names the types with fewer, those that are only predicted included', () => {
  const set = markedSet([...mentions('PER', 40), ...mentions('LOC', 12), ...mentions('PER', 2, 'ORG')]);
  const outcome = judgeMentions(entitySupportTooSmall, set);
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'fact',
        severity: 'note',
        title: 'Too few mentions to grade `ORG` and `LOC`: 0 to 12 mentions each',
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('does not judge fewer than ten at all', () => {
  expect(
    judgeMentions(entitySupportTooSmall, markedSet([...mentions('PER', 40), ...mentions('LOC', 4)])),
  ).toMatchObject({ findings: [{ title: 'Cannot judge `LOC`: 4 mentions', subject: { class: 'LOC' } }] });
});
