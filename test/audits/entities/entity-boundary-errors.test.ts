import { describe, expect, it } from 'vitest';
import { entityBoundaryErrors } from '../../../src/audits/entities/entity-boundary-errors.ts';
import { judgeMentions, type MarkedPair, markedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';

const rows = Array.from({ length: 300 }, (_, i) => i);
const other = (i: number): MarkedPair => {
  const gold = `on day ${i} [PER Anna${i}] left`;
  // A tenth is missed, so that there are errors of another kind.
  return [gold, i % 10 === 0 ? `on day ${i} Anna${i} left` : gold];
};

describe('a word that the prediction takes in', () => {
  /** Every third sentence has a company with AG; the reference leaves it out, or does so half of the time. */
  const companies = (inside: (i: number) => boolean): readonly MarkedPair[] =>
    rows.map((i) => {
      if (i % 3 !== 0) return other(i);
      const name = `Firm${i % 30}`;
      const long = `shares of [ORG ${name} AG] rose ${i}`;
      return [inside(i) ? long : `shares of [ORG ${name}] AG rose ${i}`, long];
    });

  it('is named, and without a sign in the reference the cause is a guess', () => {
    const outcome = judgeMentions(entityBoundaryErrors, markedSet(companies(() => false)));
    expect(outcome).toMatchObject({
      findings: [
        {
          claim: 'strong',
          severity: 'risk',
          title: expect.stringMatching(/^Borders went wrong at `AG`; 100 of 1\d\d errors/),
          cause: { claim: 'hint' },
          examples: { set: 'predictions.txt' },
        },
      ],
    });
    if (outcome.kind !== 'finding') return;
    // The reference mention is marked, without the word.
    const { rows: shown, spans } = outcome.findings[0]!.examples!;
    expect(shown[0]! % 3).toBe(0);
    expect(spans![0]).toEqual([[10, 15]]);
    expectNumbersInEvidence(outcome);
  });

  it('is a question of the guideline where the reference has it both ways', () => {
    const outcome = judgeMentions(
      entityBoundaryErrors,
      markedSet(companies((i) => Math.floor(i / 30) % 2 === 0)),
    );
    expect(outcome).toMatchObject({
      findings: [
        {
          cause: {
            claim: 'likely',
            text: expect.stringMatching(/50 of its mentions end with `AG` and 50 stop before it/),
          },
          advice: { text: expect.stringMatching(/^Write into the guideline whether `AG` belongs/) },
        },
      ],
    });
    expectNumbersInEvidence(outcome);
  });

  it('is not named where the file holds no words', () => {
    const outcome = judgeMentions(
      entityBoundaryErrors,
      markedSet(
        companies(() => false),
        { hasText: false },
      ),
    );
    expect(outcome).toMatchObject({
      findings: [{ title: expect.stringMatching(/^100 of 1\d\d errors had the right type/) }],
    });
  });
});

it('passes where errors are of other kinds', () => {
  expect(judgeMentions(entityBoundaryErrors, markedSet(rows.map(other)))).toMatchObject({ kind: 'pass' });
});

it('passes a model without errors, and cannot tell from few mentions', () => {
  const right = rows.map((i): MarkedPair => [`[PER Anna${i}] left`, `[PER Anna${i}] left`]);
  expect(judgeMentions(entityBoundaryErrors, markedSet(right))).toMatchObject({ kind: 'pass' });
  expect(judgeMentions(entityBoundaryErrors, markedSet(right.slice(0, 30)))).toMatchObject({
    kind: 'inconclusive',
  });
});
