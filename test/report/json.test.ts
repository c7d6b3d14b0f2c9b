import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { renderJson, renderTables } from '../../src/report/json.ts';
import { allReports } from '../support/all-reports.ts';

const schema = JSON.parse(readFileSync('schema/report.schema.json', 'utf8'));
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

const severities = ['problem', 'risk', 'note'];

function isValid(report: Report): void {
  const text = renderJson(report);
  const parsed = JSON.parse(text);
  validate(parsed);
  expect(validate.errors ?? []).toEqual([]);
  expect(text).not.toMatch(/[:[,]\s*(NaN|-?Infinity)\b/);
  for (const finding of parsed.findings as Finding[]) {
    expect(Object.keys(finding)).toEqual(
      expect.arrayContaining([
        'id',
        'claim',
        'severity',
        'subject',
        'title',
        'evidence',
        'advice',
        'refutedBy',
      ]),
    );
  }
  expect(parsed.findings.map((finding: Finding) => finding.rank)).toEqual(
    parsed.findings.map((_: Finding, index: number) => index + 1),
  );
  const tables = JSON.parse(renderTables(report)).tables;
  expect(Object.keys(tables)).toEqual(Object.keys(parsed.tables));
  for (const [name, { rows, columns }] of Object.entries<{
    rows: number;
    columns: { name: string; values: unknown[] }[];
  }>(tables)) {
    expect(parsed.tables[name]).toEqual({ rows, columns: columns.map(({ values: _, ...column }) => column) });
    for (const column of columns) {
      expect(column.values).toHaveLength(rows);
      for (const value of column.values)
        expect(['number', 'string'].includes(typeof value) || value === null).toBe(true);
    }
  }
}

describe.each(['finance-sentiment', 'healthy-run', 'keras-history'])('examples/%s as JSON', (name) => {
  const analysed = directorySource(name, [{ disk: `examples/${name}`, inside: '' }]).then((source) =>
    analyse(source),
  );

  it('is what the published schema says', async () => isValid(await analysed));

  it('has its findings in order: severity first', async () => {
    const { findings } = await analysed;
    const order = findings.map((finding) => severities.indexOf(finding.severity));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('stays small: texts and long series are in the tables beside it', async () => {
    const report = await analysed;
    expect(renderJson(report).length).toBeLessThan(200_000);
    const examples = Object.values(report.tables).flatMap((table) =>
      table.columns.filter((column) => column.name === 'text'),
    );
    for (const column of examples) {
      const long = (column.values as readonly (string | null)[]).filter(
        (text) => text !== null && text.length > 25,
      );
      for (const text of long.slice(0, 20)) expect(renderJson(report)).not.toContain(text);
    }
  });

  it('is the same every time', async () => {
    const source = await directorySource(name, [{ disk: `examples/${name}`, inside: '' }]);
    expect(renderJson(await analyse(source))).toBe(renderJson(await analysed));
  });
});

describe.each(allReports)('the report of %s', (_, one) => {
  it('is what the published schema says', () => {
    isValid({ ...one, findings: one.findings.map((finding, index) => ({ ...finding, rank: index + 1 })) });
  });
});

it('writes what is not a number as null in the report and by name in the tables', () => {
  const [, broken] = allReports.find(([name]) => name === 'a broken record') as (typeof allReports)[number];
  const tables = JSON.parse(renderTables(broken)).tables;
  expect(tables.training.columns[1].values.at(-1)).toBe('NaN');
  expect(tables.validation.columns[1].values.at(-1)).toBe('Infinity');
});

it('keeps a table called __proto__', () => {
  const tables = Object.create(null);
  Object.defineProperty(tables, '__proto__', {
    enumerable: true,
    value: { rows: 1, columns: [{ name: 'step', type: 'number', values: Float64Array.of(1) }] },
  });
  const [, base] = allReports[0] as (typeof allReports)[number];
  const text = renderTables({ ...base, tables });
  expect(text).toContain('"__proto__":{"rows":1');
  expect(renderJson({ ...base, tables })).toContain('"__proto__": {');
});
