import { expect, it } from 'vitest';
import { entityTypeWeak } from '../../../src/audits/entities/entity-type-weak.ts';
import { judgeMentions, type MarkedPair, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const types = ['LOC', 'ORG', 'PER'];
/** Two hundred sentences a type, one mention each; of `misses[type]` in ten the model finds nothing. */
const sentences = (misses: Readonly<Record<string, number>>): readonly MarkedPair[] =>
  Array.from({ length: 600 }, (_, i) => {
    const type = types[i % 3]!;
    const gold = `on day ${i} [${type} Name${i}] came`;
    const missed = Math.floor(i / 3) % 10 < (misses[type] ?? 1);
    return [gold, missed ? `on day ${i} Name${i} came` : gold];
  });

it('names the type that is missed, with the difference to all others', () => {
  const outcome = judgeMentions(entityTypeWeak, markedSet(sentences({ ORG: 5 })));
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'strong',
        severity: 'risk',
        subject: { class: 'ORG', split: 'validation' },
        title: expect.stringMatching(/^`ORG` was missed often: recall 50\.0 %/),
        examples: { set: 'predictions.txt' },
      },
    ],
  });
  expect(outcome.kind === 'finding' && outcome.findings).toHaveLength(1);
  expectNumbersInEvidence(outcome);
});

it('makes it a note where eight of ten are found', () => {
  expect(judgeMentions(entityTypeWeak, markedSet(sentences({ LOC: 0, ORG: 2, PER: 0 })))).toMatchObject({
    findings: [{ severity: 'note', title: expect.stringMatching(/missed more often than the other types/) }],
  });
});

it('says of a type that is never predicted that it is', () => {
  expect(judgeMentions(entityTypeWeak, markedSet(sentences({ ORG: 10 })))).toMatchObject({
    findings: [{ title: '`ORG` was never predicted: 200 mentions in the reference' }],
  });
});

it('passes types that are alike, good or bad', () => {
  expect(judgeMentions(entityTypeWeak, markedSet(sentences({})))).toMatchObject({ kind: 'pass' });
  expect(judgeMentions(entityTypeWeak, markedSet(sentences({ LOC: 5, ORG: 5, PER: 5 })))).toMatchObject({
    kind: 'pass',
  });
});

it('does not take mentions of one sentence for independent', () => {
  // Forty misses of ORG, all in two sentences: one accident each.
  const crowd = Array.from({ length: 20 }, (_, k) => `[ORG Firm${k}]`).join(' and ');
  const bare = crowd.replace(/\[ORG (\w+)\]/g, '$1');
  const set = markedSet([
    ...sentences({}).filter((_, i) => i % 3 !== 1 || i > 300),
    [crowd, bare],
    [`again ${crowd}`, `again ${bare}`],
  ]);
  expect(judgeMentions(entityTypeWeak, set)).toMatchObject({ kind: 'pass' });
});

it('cannot tell from few mentions, or from one endless sentence', () => {
  expect(judgeMentions(entityTypeWeak, markedSet(sentences({}).slice(0, 20)))).toMatchObject({
    kind: 'inconclusive',
    enough: '50 mentions in the reference',
  });
  const one = sentences({ ORG: 5 });
  const set = markedSet([[one.map(([gold]) => gold).join(' '), one.map(([, found]) => found).join(' ')]]);
  expect(judgeMentions(entityTypeWeak, set)).toMatchObject({
    kind: 'inconclusive',
    enough: 'a file with an empty line after each sentence',
  });
});
