import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOUND_BY, JUDGED } from '../../lab/studies/healthy.ts';
import { studies } from '../../lab/studies/index.ts';
import { auditFigures, auditTable, studyTables, summaryOf } from '../../lab/studies/page.ts';
import { isReached, type Total, totalsOf } from '../../lab/studies/totals.ts';
import { wilson } from '../../src/stats/index.ts';

const published: readonly Total[] = JSON.parse(readFileSync('docs/accuracy/studies.json', 'utf8'));
const page = readFileSync('docs/accuracy/studies.md', 'utf8');

describe('the published figures of the planted studies', () => {
  it('are those that the studies declare, with their goals', () => {
    const declared = studies.flatMap(({ id, figures }) =>
      figures.map((figure) => [id, figure.id, figure.what, figure.goal]),
    );
    expect(published.map(({ study, id, what, goal }) => [study, id, what, goal])).toEqual(declared);
    expect(new Set(published.map(({ id }) => id)).size).toBe(published.length);
  });

  it.each(published.map((one) => [one.id, one] as const))(
    '%s: interval and verdict follow from the counts',
    (_, one) => {
      expect(one.of).toBeGreaterThan(0);
      const { low, high } = wilson(one.hits, one.of);
      expect(one.low).toBeCloseTo(low, 4);
      expect(one.high).toBeCloseTo(high, 4);
      expect(one.reached).toBe(isReached(one.hits, one.of, one.goal));
    },
  );

  it('stand in the pages as they are', () => {
    expect(page).toContain(auditTable(published));
    expect(page).toContain(studyTables(studies, published));
    expect(readFileSync('docs/accuracy.md', 'utf8')).toContain(summaryOf(published));
  });

  it('explain each goal that was missed', () => {
    const [, explained = ''] = page.split('## What was missed, and why');
    for (const { id, reached } of published) if (reached === false) expect(explained).toContain(`\`${id}\``);
  });

  it('have 200 healthy sets or more, and a page for each audit with its figures', () => {
    expect(published.find(({ id }) => id === 'healthy/any')!.of).toBeGreaterThanOrEqual(200);
    const known = new Set(published.map(({ id }) => id));
    for (const id of JUDGED) {
      expect(known).toContain(FOUND_BY[id]);
      expect(readFileSync(`docs/audits/${id}.md`, 'utf8')).toContain(auditFigures(id, published));
    }
  });
});

describe('counts of studies', () => {
  const study = (figures: (typeof studies)[number]['figures']) => ({
    id: 's',
    title: 't',
    planted: 'p',
    sets: 2,
    figures,
    run: () => Promise.resolve([]),
  });

  it('add up, and hold a share against its goal', () => {
    const kinds = [
      { id: 'found', what: 'found', goal: { atLeast: 0.9 } },
      { id: 'false', what: 'false', goal: { atMost: 0.01 } },
      { id: 'told', what: 'told', goal: null },
    ];
    const totals = totalsOf(
      [study(kinds)],
      [
        ['found', 1, 1],
        ['found', 0, 1],
        ['false', 0, 1],
      ],
    );
    expect(totals.map(({ hits, of, reached }) => [hits, of, reached])).toEqual([
      [1, 2, false],
      [0, 1, true],
      [0, 0, null],
    ]);
  });

  it('of a figure that nobody declared are an error', () => {
    expect(() => totalsOf([study([])], [['other', 1, 1]])).toThrow('not declared');
  });
});
