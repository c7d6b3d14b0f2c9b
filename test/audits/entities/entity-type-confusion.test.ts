import { describe, expect, it } from 'vitest';
import { entityTypeConfusion } from '../../../src/audits/entities/entity-type-confusion.ts';
import { judgeMentions, type MarkedPair, markedSet, trainingOf } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const types = ['PER', 'ORG', 'LOC', 'DATE'];
const rows = Array.from({ length: 400 }, (_, i) => i);

describe('a pair of types', () => {
  const sentences = (taken: number): readonly MarkedPair[] =>
    rows.map((i) => {
      const type = types[i % 4]!;
      const wrong = type === 'PER' && Math.floor(i / 4) % 10 < taken;
      return [`on ${i} [${type} Name${i}] came`, `on ${i} [${wrong ? 'ORG' : type} Name${i}] came`];
    });

  it('is named when one is taken for the other', () => {
    const outcome = judgeMentions(entityTypeConfusion, markedSet(sentences(4)));
    expect(outcome).toMatchObject({
      findings: [
        {
          claim: 'strong',
          severity: 'risk',
          subject: { class: 'PER', otherClass: 'ORG' },
          title: '`PER` was called `ORG` in 40.0 % of 100 mentions with the right borders',
        },
      ],
    });
    expectNumbersInEvidence(outcome);
  });

  it('is no finding without errors of type', () => {
    expect(judgeMentions(entityTypeConfusion, markedSet(sentences(0)))).toMatchObject({ kind: 'pass' });
  });

  it('needs two types', () => {
    const set = markedSet(rows.map((i) => [`[PER Name${i}] came`, `[PER Name${i}] came`]));
    expect(judgeMentions(entityTypeConfusion, set)).toMatchObject({ kind: 'not-applicable' });
  });
});

describe('names with two uses', () => {
  /** Every tenth name is a person and a company in training; `wrong` of them get the other type. */
  const sentences = (wrong: boolean): readonly MarkedPair[] =>
    rows.map((i) => {
      const [type, back] = i % 2 === 0 ? ['PER', 'ORG'] : ['ORG', 'PER'];
      const name = i % 10 < 2 ? `Both${i % 20}` : `${type}name${i}`;
      const mixed = wrong && i % 10 < 2 && i % 20 < 10;
      return [`on ${i} [${type} ${name}] came`, `on ${i} [${mixed ? back : type} ${name}] came`];
    });
  const training = trainingOf([0, 1, 10, 11].flatMap((k) => [`[PER Both${k}] came`, `[ORG Both${k}] fell`]));

  it('are told apart by the name and not by the sentence', () => {
    const outcome = judgeMentions(entityTypeConfusion, markedSet(sentences(true)), { training });
    expect(outcome).toMatchObject({
      findings: [
        {
          claim: 'strong',
          title: 'Names that training shows with another type too got the wrong type in 40 of 80 mentions',
        },
      ],
    });
    expectNumbersInEvidence(outcome);
  });

  it('are no finding when their types are right, or training is not known', () => {
    expect(judgeMentions(entityTypeConfusion, markedSet(sentences(false)), { training })).toMatchObject({
      kind: 'pass',
    });
    expect(judgeMentions(entityTypeConfusion, markedSet(sentences(true)))).toMatchObject({ kind: 'pass' });
  });
});
