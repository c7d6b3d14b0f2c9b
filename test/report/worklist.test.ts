import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Report, WorkItem } from '../../src/model/report.ts';
import { renderWorkListCsv, renderWorkListJsonl } from '../../src/report/worklist.ts';
import { isWorkList } from '../../src/text/work-list.ts';
import { finding, report, table } from '../support/reports.ts';

const item = (more: Partial<WorkItem> = {}): WorkItem => ({
  action: 'review',
  findings: ['run/first'],
  run: 'run',
  set: 'set',
  row: 4,
  suggested: null,
  why: 'labelled `a`, called `b`',
  gain: null,
  ...more,
});

function listOf(items: readonly WorkItem[], texts: readonly (string | null)[]): Report {
  return report({
    findings: [
      finding({ rank: 1, id: 'first', key: 'run/first', title: 'The **first** one', claim: 'strong' }),
      finding({ rank: 2, id: 'second', key: 'run/second', title: 'The second, with a comma', claim: 'hint' }),
    ],
    worklist: { items, table: 'worklist', textsLeftOut: false },
    tables: {
      worklist: table({
        row: items.map(({ row }) => row ?? Number.NaN),
        id: texts.map((text) => (text === null ? null : 'x')) as string[],
        text: texts as string[],
        reference: texts.map(() => 'a'),
        predicted: texts.map(() => 'b'),
        confidence: texts.map(() => 0.98765),
      }),
    },
  });
}

const parsed = (csv: string): readonly Record<string, string>[] =>
  Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

describe('as CSV', () => {
  it('holds an item a line, with its findings, how sure they are, and why', () => {
    const csv = renderWorkListCsv(
      listOf(
        [item({ findings: ['run/first', 'run/second'], suggested: 'b' })],
        ['A "quoted", text\nof two lines'],
      ),
    );
    expect(parsed(csv)).toEqual([
      {
        action: 'review',
        findings: 'first: The first one | second: The second, with a comma',
        claims: 'strong | hint',
        run: 'run',
        set: 'set',
        row: '4',
        id: 'x',
        text: 'A "quoted", text\nof two lines',
        reference: 'a',
        predicted: 'b',
        suggested: 'b',
        confidence: '0.9877',
        expected_gain: '',
        why: 'labelled a, called b',
      },
    ]);
  });

  it('states a gain as an interval', () => {
    const gain = { metric: 'F1 of yes', interval: { low: 0.012, high: 0.0451, level: 0.95, method: 'x' } };
    const [row] = parsed(
      renderWorkListCsv(listOf([item({ action: 'set-threshold', row: null, gain })], [null])),
    );
    expect(row!.expected_gain).toBe('F1 of yes 0.012 to 0.0451 (95 % interval)');
  });

  it('gives a spreadsheet no formula, whatever a text, label or id begins with', () => {
    const hostile = [
      '=HYPERLINK("http://x";"y")',
      '+1',
      '-1+2',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      '  =1',
      '\ufeff=1',
      '\uff1d1',
      '\n-1',
    ];
    const csv = renderWorkListCsv(
      listOf(
        hostile.map((text, row) => item({ row, suggested: text })),
        hostile,
      ),
    );
    const rows = parsed(csv);
    expect(rows).toHaveLength(hostile.length);
    for (const row of rows)
      for (const value of Object.values(row)) expect(value).not.toMatch(/^[\s\ufeff]*[=+\-@\uff1d]/);
    expect(rows.map(({ text }) => text)).toEqual(hostile.map((text) => `'${text}`));
  });

  it('leaves an ordinary text as it is', () => {
    const texts = ['Profit fell by -5 %', 'a=b', 'mail me@x', '“+” was said', 'العربية'];
    const csv = renderWorkListCsv(
      listOf(
        texts.map((_, row) => item({ row })),
        texts,
      ),
    );
    expect(parsed(csv).map(({ text }) => text)).toEqual(texts);
  });

  it('without an item is its header alone, and is known again', () => {
    const csv = renderWorkListCsv(listOf([], []));
    expect(csv.split('\r\n')).toHaveLength(2);
    expect(isWorkList(csv)).toBe(true);
    expect(isWorkList('action,findings,claims\r\nmine')).toBe(false);
  });
});

describe('as JSON lines', () => {
  it('holds text, label, id and meta, and keeps the reference as the label', () => {
    const lines = renderWorkListJsonl(
      listOf(
        [item({ action: 'check-label', suggested: 'b' }), item({ row: null, action: 'collect' })],
        ['=1', null],
      ),
    );
    expect(isWorkList(lines)).toBe(true);
    const [first, ...others] = lines.trimEnd().split('\n');
    expect(others).toEqual([]);
    const line = JSON.parse(first!);
    expect(line).toMatchObject({ id: 'x', text: '=1', label: ['a'] });
    expect(line.meta).toMatchObject({ action: 'check-label', suggested: 'b', row: 4, claims: 'strong' });
  });

  it('is one line an item even where a text holds line ends of every kind', () => {
    const lines = renderWorkListJsonl(listOf([item()], ['a\nb\r\nc\u2028d']));
    expect(lines.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(lines).text).toBe('a\nb\r\nc\u2028d');
  });
});
