import { expect, it } from 'vitest';
import { lengthEffect } from '../../../src/audits/errors/length-effect.ts';
import { judgeSentences, type SentencePlan } from '../../support/sentences.ts';

const growing = (slope: number): SentencePlan => ({
  rows: 1200,
  of: (_, chance) => {
    const fillers = 4 + Math.floor(36 * chance());
    return { fillers, wrong: 0.1 + slope * (fillers / 40 - 0.5) };
  },
});

it('finds errors that grow with length, as a note without advice', () => {
  const outcome = judgeSentences(lengthEffect, growing(0.2));
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'note', advice: null }],
  });
  if (outcome.kind !== 'finding') return;
  expect(outcome.findings[0]!.title).toMatch(/^Errors grew with length: /);
});

it('passes when they do not grow, when they shrink, and when only a harder label has longer texts', () => {
  expect(judgeSentences(lengthEffect, growing(0))).toMatchObject({ kind: 'pass' });
  expect(judgeSentences(lengthEffect, growing(-0.2))).toMatchObject({ kind: 'pass' });
  const byLabel = judgeSentences(lengthEffect, {
    rows: 2400,
    of: (row, chance) => {
      const label = row % 2;
      return {
        label,
        wrong: label === 1 ? 0.3 : 0.05,
        fillers: 4 + Math.floor((label === 1 ? 30 : 15) * chance()),
      };
    },
  });
  expect(byLabel).toMatchObject({ kind: 'pass' });
});

it('does not depend on the order of the rows', () => {
  const plan = growing(0.2);
  const outcome = judgeSentences(lengthEffect, plan);
  if (outcome.kind !== 'finding') throw new Error('no finding');
  expect(outcome.findings[0]!.evidence.map(({ name }) => name)).toContain('longest quarter: more than');
});

it('needs 200 texts of different lengths', () => {
  expect(judgeSentences(lengthEffect, { ...growing(0.2), rows: 150 })).toMatchObject({
    kind: 'not-applicable',
  });
  expect(judgeSentences(lengthEffect, { rows: 400, of: () => ({ wrong: 0.2, fillers: 5 }) })).toMatchObject({
    kind: 'not-applicable',
  });
});
