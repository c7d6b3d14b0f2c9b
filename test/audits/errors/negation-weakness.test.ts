import { expect, it } from 'vitest';
import { negationWeakness } from '../../../src/audits/errors/negation-weakness.ts';
import { judgeSentences, type SentencePlan } from '../../support/sentences.ts';

const negated = (wrong: number, more: Partial<SentencePlan> = {}): SentencePlan => ({
  rows: 1200,
  of: (row) => (Math.floor(row / 2) % 6 === 1 ? { words: 'not a', wrong } : { wrong: 0.1 }),
  ...more,
});

it('finds texts with a negation that are wrong more often, marks the word and proposes pairs', () => {
  const outcome = judgeSentences(negationWeakness, negated(0.4));
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'risk', cause: { claim: 'hint' }, advice: { effort: 'data' } }],
  });
  if (outcome.kind !== 'finding') return;
  expect(outcome.findings[0]!.title).toMatch(
    /^\d+\.\d % of the texts with a negation were wrong, and \d+\.\d % of those without$/,
  );
  expect(outcome.findings[0]!.examples!.spans![0]).toEqual([[0, 3]]);
});

it('is a note where the difference may be below 10 points', () => {
  const outcome = judgeSentences(negationWeakness, negated(0.2, { rows: 2400 }));
  expect(outcome).toMatchObject({ findings: [{ claim: 'strong', severity: 'note' }] });
});

it('reads other languages', () => {
  const outcome = judgeSentences(negationWeakness, {
    rows: 1200,
    of: (row) => (Math.floor(row / 2) % 6 === 1 ? { words: 'nicht kein', wrong: 0.4 } : { wrong: 0.1 }),
  });
  expect(outcome).toMatchObject({ kind: 'finding' });
});

it('passes when negation makes no difference, also when it goes with a harder label or with longer texts', () => {
  expect(judgeSentences(negationWeakness, negated(0.1))).toMatchObject({ kind: 'pass' });
  const harderLabel = judgeSentences(negationWeakness, {
    rows: 2400,
    of: (row, chance) => {
      const label = row % 2;
      return {
        label,
        wrong: label === 1 ? 0.35 : 0.05,
        words: chance() < (label === 1 ? 0.6 : 0.1) ? 'not' : '',
      };
    },
  });
  expect(harderLabel).toMatchObject({ kind: 'pass' });
  const longer = judgeSentences(negationWeakness, {
    rows: 2400,
    of: (_, chance) => {
      const fillers = 4 + Math.floor(36 * chance());
      return { fillers, wrong: 0.01 * fillers, words: chance() < fillers / 60 ? 'not' : '' };
    },
  });
  expect(longer).toMatchObject({ kind: 'pass' });
});

it('needs 30 texts with a negation, and 20 errors', () => {
  expect(
    judgeSentences(negationWeakness, {
      rows: 600,
      of: (row) => (row % 60 === 0 ? { words: 'not', wrong: 0.9 } : { wrong: 0.1 }),
    }),
  ).toMatchObject({ kind: 'not-applicable', enable: null });
  expect(
    judgeSentences(negationWeakness, {
      ...negated(0),
      rows: 300,
      of: (row) => ({ words: Math.floor(row / 2) % 6 === 1 ? 'not' : '', wrong: 0.01 }),
    }),
  ).toMatchObject({
    kind: 'pass',
    measured: expect.stringContaining('too few'),
  });
});

it('asks the model without the negation: answers that stay make the cause likely, answers that turn do not', () => {
  const causeWith = (model: (text: string, given: number) => number) => {
    const outcome = judgeSentences(negationWeakness, negated(0.4), {}, model);
    if (outcome.kind !== 'finding') throw new Error(outcome.kind);
    return outcome.findings[0]!;
  };
  const stays = causeWith((_, given) => given);
  expect(stays).toMatchObject({ claim: 'strong', cause: { claim: 'likely' } });
  expect(stays.cause!.text).toContain('goes by the words beside the negation');
  expect(stays.measured).toMatch(/Asked again without the negation, the model changed 0 of \d+ answers/);
  const turns = causeWith((text, given) => (text.startsWith('not') ? given : 1 - given));
  expect(turns.cause).toMatchObject({ claim: 'hint' });
  expect(turns.cause!.text).toContain('the model reads the negation');
  // Answers that turn whatever is taken out say nothing.
  const frail = causeWith((_, given) => 1 - given);
  expect(frail.cause).toMatchObject({ claim: 'hint' });
  expect(frail.cause!.text).toContain('may go by the words beside');
});
