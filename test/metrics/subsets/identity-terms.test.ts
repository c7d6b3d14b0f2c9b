import { describe, expect, it } from 'vitest';
import { type Examples, identityGaps } from '../../../src/metrics/subsets/index.ts';

const n = 600;
const texts = Array.from({ length: n }, (_, row) =>
  row % 3 === 0
    ? `She met a friend ${row}`
    : row % 50 === 1
      ? `a Muslim said ${row}`
      : `a friend came ${row}`,
);
const reference = Int32Array.from({ length: n }, (_, row) => row % 2);
// Of the rows about women, every fourth without the label is given it; elsewhere every twelfth.
const predicted = reference.map((label, row) => (label === 0 && row % 12 === 0 ? 1 : label));
const examples: Examples = { reference, predicted, labels: ['fine', 'toxic'], probabilities: null, texts };

describe('terms of identity', () => {
  const { groups, wording, comparisons } = identityGaps(examples);
  const women = groups.find(({ group }) => group === 'women')!;

  it('are counted with intervals, for all errors and for each label', () => {
    expect(women.rows).toHaveLength(200);
    expect(women.errorRate.gap).toMatchObject({
      count: 50,
      rows: 200,
      otherCount: 0,
      otherRows: 400,
      difference: 0.25,
    });
    expect(women.errorRate.gap!.interval.method).toBe('Newcombe');
    const toxic = women.labels.find(({ label }) => label === 'toxic')!;
    expect(toxic.missed.gap).toMatchObject({ count: 0, rows: 100 });
    expect(toxic.wronglyGiven.gap).toMatchObject({ count: 50, rows: 100, otherCount: 0, otherRows: 200 });
  });

  it('have no p value, no rank and no verdict', () => {
    expect(JSON.stringify(groups)).not.toMatch(/"(p|q|z|severity)":/);
    expect(wording).toMatch(/do not show that a model is unfair/);
    expect(JSON.stringify(groups)).not.toMatch(/biased|unfair|discriminat/i);
  });

  it('are not compared on fewer than 50 rows a side', () => {
    const muslims = groups.find(({ group }) => group === 'Muslims')!;
    expect(muslims.errorRate).toEqual({ gap: null, reason: expect.stringMatching(/fewer than 50/) });
    // Women: one rate of errors and two for each label.
    expect(comparisons).toBe(5);
  });

  it('are whole words, in any case, and shown', () => {
    expect(women.spans!('She and the shepherd')).toEqual([{ start: 0, end: 3 }]);
    expect(groups.some(({ group }) => group === 'men')).toBe(false);
  });

  it('name the rows of the caller, also when some are left out', () => {
    const gaps = identityGaps({
      ...examples,
      predicted: predicted.map((label, row) => (row < 3 ? -1 : label)),
    });
    expect([...gaps.groups.find(({ group }) => group === 'women')!.rows.slice(0, 2)]).toEqual([3, 6]);
  });

  it('need texts', () => {
    expect(identityGaps({ ...examples, texts: null })).toMatchObject({
      groups: [],
      reason: 'no texts were given',
    });
  });
});
