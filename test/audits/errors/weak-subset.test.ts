import { describe, expect, it } from 'vitest';
import { claimOf } from '../../../src/audits/error-words.ts';
import { weakSubset } from '../../../src/audits/errors/weak-subset.ts';
import type { Subset } from '../../../src/metrics/subsets/index.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { judgeSentences, type SentencePlan } from '../../support/sentences.ts';

/** One row in eight has the words, and is wrong that often; the others in one of ten. */
const planted = (words: string, wrong: number): SentencePlan => ({
  rows: 1600,
  of: (row) => (Math.floor(row / 2) % 8 === 3 ? { words, wrong } : { wrong: 0.1 }),
});
const bySource = (wrong: number): SentencePlan => ({
  rows: 1600,
  of: (row) => (Math.floor(row / 2) % 8 === 3 ? { wrong, column: 'blog' } : { wrong: 0.1, column: 'news' }),
});

describe('a kind of example that is worse', () => {
  const outcome = judgeSentences(weakSubset, bySource(0.5));

  it('is found by the value of a column, strong and a risk, with rows of the set to read', () => {
    expect(outcome).toMatchObject({
      kind: 'finding',
      findings: [
        {
          claim: 'strong',
          severity: 'risk',
          subject: { slice: 'source = blog', split: 'validation' },
          title: expect.stringMatching(
            /^`source = blog`: \d+\.\d % of these examples were wrong, and \d+\.\d % of/,
          ),
          examples: { set: 'predictions.csv' },
        },
      ],
    });
    if (outcome.kind !== 'finding') return;
    const rows = outcome.findings[0]!.examples!.rows;
    expect(rows.length).toBeGreaterThan(10);
    // Rows of the set, which begin at 1,000 here.
    expect(rows.every((row) => Math.floor((row - 1000) / 2) % 8 === 3)).toBe(true);
  });

  it('quotes the half that did not choose it, and every number stands in the evidence', () => {
    if (outcome.kind !== 'finding') throw new Error('no finding');
    expect(outcome.findings[0]!.measured).toMatch(/It was chosen on one half; on the other \d+ of \d+ /);
    expect(outcome.findings[0]!.evidence.map(({ name }) => name)).toContain('p over all tests');
  });

  it('marks the word that names it', () => {
    const word = judgeSentences(weakSubset, planted('refund', 0.5));
    expect(word).toMatchObject({ findings: [{ subject: { slice: 'contains “refund”' } }] });
    if (word.kind !== 'finding') return;
    expect(word.findings[0]!.examples!.spans![0]).toEqual([[0, 6]]);
  });

  it('is the same under other names of the labels', () => {
    const renamed = judgeSentences(weakSubset, bySource(0.5), { labels: ['yes', 'no'] });
    expect(renamed).toEqual(outcome);
  });
});

describe('how sure it is', () => {
  it.each([
    [0.01, 'strong'],
    [0.02, 'likely'],
    [0.06, 'hint'],
  ] as const)('Holm p %d: %s', (familyWise, claim) => {
    expect(claimOf({ familyWise } as Subset)).toBe(claim);
  });
});

describe('what is not told as a finding', () => {
  it('errors without a pattern', () => {
    const outcome = judgeSentences(weakSubset, { rows: 1600, of: () => ({ wrong: 0.1 }) });
    expect(outcome).toMatchObject({ kind: 'pass' });
    expect(outcome.kind === 'pass' && outcome.measured).toMatch(
      /^No subset was confirmed as worse; one of 200 examples would have shown from \+\d+ points on/,
    );
  });

  it('a subset that only a function word names', () => {
    expect(judgeSentences(weakSubset, planted('then', 0.5))).toMatchObject({
      kind: 'pass',
      measured: expect.stringContaining('1 that only function words name'),
    });
  });

  it('a negation, of which another check speaks', () => {
    expect(judgeSentences(weakSubset, planted('never', 0.5))).toMatchObject({
      kind: 'pass',
      measured: expect.stringContaining('1 that another finding tells'),
    });
  });

  it('a label that is harder than the others, whatever goes with it', () => {
    const outcome = judgeSentences(weakSubset, {
      rows: 1600,
      of: (row, chance) => {
        const label = row % 2;
        return {
          label,
          wrong: label === 1 ? 0.4 : 0.05,
          words: chance() < (label === 1 ? 0.6 : 0.1) ? 'refund' : '',
        };
      },
    });
    expect(outcome).toMatchObject({ kind: 'pass' });
  });
});

it('cannot tell from few rows; without an error there is nothing to gather', () => {
  expect(judgeSentences(weakSubset, { ...bySource(0.5), rows: 50 })).toMatchObject({
    kind: 'inconclusive',
    enough: '500 examples',
  });
  expect(judgeSentences(weakSubset, { rows: 300, of: () => ({ wrong: 0 }) })).toMatchObject({
    kind: 'pass',
    measured: 'No error in 300 examples',
  });
});

it('states numbers that stand in the evidence', () => {
  const outcome = judgeSentences(weakSubset, bySource(0.5));
  if (outcome.kind !== 'finding') throw new Error('no finding');
  // "below 0.01" and the sizes of the halves are no measurements of their own.
  expectNumbersInEvidence({
    ...outcome,
    findings: outcome.findings.map((finding) => ({
      ...finding,
      measured: finding.measured
        .replace(/on the other .*? were wrong against .*?: /, '')
        .replace('below 0.01', ''),
    })),
  });
});
