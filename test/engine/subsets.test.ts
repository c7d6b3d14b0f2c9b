import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { Report, Table } from '../../src/model/report.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { createRandom } from '../../src/stats/index.ts';

const NOUNS = 'lamp kettle ladder bridge garden cellar window harbour engine pillow basket candle'.split(' ');
const random = createRandom(5);

/** One row in eight holds "refund" and is wrong in about half of the cases. */
const lines = Array.from({ length: 1600 }, (_, row) => {
  const label = row % 2;
  const planted = Math.floor(row / 2) % 8 === 3;
  const wrong = random.next() < (planted ? 0.5 : 0.1);
  const words = Array.from({ length: 5 + random.integer(8) }, () => NOUNS[random.integer(NOUNS.length)]);
  const text = `${planted ? 'refund ' : ''}${words.join(' ')} x${row}`;
  return `${text},${label === 1 ? 'bad' : 'fine'},${(label === 1) !== wrong ? 'bad' : 'fine'}`;
});
const source = () =>
  memorySource('folder', { 'predictions.csv': `text,label,predicted\n${lines.join('\n')}\n` });
const texts = (table: Table) => table.columns.find(({ name }) => name === 'text')!.values;
const marks = (table: Table) => table.columns.find(({ name }) => name === 'marks')!.values;

describe('the subsets of a report', () => {
  let report: Report;
  beforeAll(async () => {
    report = await analyse(source());
  });

  it('hold what was tested, what was found, and the sentences with what is to be marked', () => {
    const subsets = report.runs[0]!.quality!.subsets!;
    expect(subsets.rows).toBe(1600);
    expect(subsets.tested.discovery + subsets.tested.confirmation).toBe(1600);
    const [first] = subsets.found;
    expect(first).toMatchObject({ name: 'contains “refund”', rows: 200 });
    expect(first!.confirmation.interval.low).toBeGreaterThan(0.2);
    expect(first!.familyWise).toBeLessThan(0.01);
    const table = report.tables[subsets.table]!;
    expect(table.rows).toBe(8);
    expect(marks(table)[0]).toBe('0-6');
    expect(texts(table)[0]).toMatch(/^refund /);
  });

  it('say on the terminal in three lines, and as a table in Markdown, what they are', () => {
    expect(renderTerminal(report)).toMatch(
      /Subsets +support +wrong +others\n {2}contains “refund” +200 +\d\d\.\d % +\d+\.\d %\n/,
    );
    expect(renderMarkdown(report)).toMatch(/\| contains “refund” \| 200 \| \d\d\.\d % \|/);
  });

  it('hold no sentence when texts are left out', async () => {
    const quiet = await analyse(source(), { texts: false });
    const { subsets } = quiet.runs[0]!.quality!;
    const table = quiet.tables[subsets!.table]!;
    expect(subsets!.textsLeftOut).toBe(true);
    expect([...texts(table), ...marks(table)].every((cell) => cell === null)).toBe(true);
  });

  it('are not there when no check of single examples was asked', async () => {
    const quick = await analyse(source(), { only: ['no-better-than-trivial'] });
    expect(quick.runs[0]!.quality!.subsets).toBeNull();
  });
});
