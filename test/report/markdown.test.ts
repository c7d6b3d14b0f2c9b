import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { markdownCode, markdownText, safeLine } from '../../src/report/safe-text.ts';
import { allReports } from '../support/all-reports.ts';
import { entitiesReport, manyTypesReport } from '../support/entity-reports.ts';
import {
  finding,
  findingsReport,
  quality,
  report,
  runReport,
  severalRunsReport,
} from '../support/reports.ts';

/** Markdown without its code: fenced blocks, then spans. */
const outsideCode = (text: string): string =>
  text.replace(/^(`{3,})[^`\n]*\n[\s\S]*?\n\1$/gm, '').replace(/(?<!\\)`[^`\n]+`/g, '');

describe.each(allReports)('the report of %s', (_, one) => {
  const text = renderMarkdown(one);

  it('holds no HTML but the mark of its origin', () => {
    expect(outsideCode(text).replace('<!-- written by Afterfit -->', '')).not.toMatch(
      /(?<!\\)[<>](?=[a-z!/])/i,
    );
  });

  it('has tables of as many cells as their heads', () => {
    const cells = (line: string): number => line.match(/(?<!\\)\|/g)?.length ?? 0;
    let head: number | null = null;
    for (const line of text.split('\n')) {
      if (!line.startsWith('|')) head = null;
      else if (head === null) head = cells(line);
      else expect(cells(line), line).toBe(head);
    }
  });

  it('speaks to people', () => {
    expect(outsideCode(text)).not.toMatch(/\bundefined\b(?!,)|\[object|\bnull\b/);
    expect(text).not.toMatch(/\n{3}/);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('begins with the answer', () => {
    expect(text.split('\n')[2]).toMatch(/^# \S/);
  });
});

it('says of a finding what was measured, why, what to do and what would refute it', () => {
  const text = renderMarkdown(findingsReport);
  const one = findingsReport.findings[0]!;
  expect(text).toContain(`\`${one.id}\``);
  for (const part of [
    '**Measured:**',
    '**Matters when:**',
    '**Do:**',
    '**Would refute it:**',
    '**Evidence:**',
  ])
    expect(text).toContain(part);
});

it('keeps bold text that holds code in one piece', () => {
  const answer = { ...findingsReport.answer, sentences: ['**Use `checkpoint-364` now.** Then rest.'] };
  expect(renderMarkdown(report({ answer }))).toContain('\n**Use `checkpoint-364` now.** Then rest.\n');
});

it('escapes labels in tables and in prose', () => {
  const text = renderMarkdown(
    report({
      runs: [
        runReport({
          quality: quality(
            ['a|b', '<i>*x*</i>', '&lt;'],
            [
              [3, 1, 0],
              [0, 4, 0],
              [0, 0, 2],
            ],
          ),
        }),
      ],
      findings: [finding({ title: 'Label `a|b` and <b>x</b>', subject: { run: '.' } })],
    }),
  );
  expect(text).toContain('| a\\|b |');
  expect(text).toContain('\\<i\\>\\*x\\*\\</i\\>');
  expect(text).toContain('\\&lt;');
  expect(text).toContain('#### 1. Label `a|b` and \\<b\\>x\\</b\\>');
});

it('keeps code with a bar within its table cell', () => {
  const several = severalRunsReport(2);
  const runs = several.runs.map((run) => ({
    ...run,
    answer: { ...run.answer, headline: 'It misses many `a|b` examples.' },
  }));
  expect(renderMarkdown({ ...several, runs })).toContain('It misses many `a\\|b` examples. |');
});

it('names metrics as people do', () => {
  const several = severalRunsReport(2);
  const runs = several.runs.map((run) => ({
    ...run,
    best: { quantity: 'f1_macro', value: 0.5, interval: null, step: 10 },
  }));
  expect(renderMarkdown({ ...several, runs })).toContain('| macro-F1 0.5 |');
});

it('ends no code block early', () => {
  const code = 'a\n```\n<script>\n````\nb';
  const answer = {
    ...findingsReport.answer,
    actions: [{ text: 'Do it.', settings: {}, code, language: 'python' as const, finding: null }],
  };
  expect(renderMarkdown(report({ answer }))).toContain(`\`\`\`\`\`python\n${code}\n\`\`\`\`\``);
});

describe('foreign text', () => {
  it('stays on its line and cannot become a list, a heading or a rule', () => {
    for (const [text, expected] of [
      ['- item', '\\- item'],
      ['1. one', '1\\. one'],
      ['12) two', '12\\) two'],
      ['# head', '\\# head'],
      ['---', '\\---'],
      ['==', '\\=='],
      ['3.99 epochs', '3.99 epochs'],
      ['a\nb\r\n\tc', 'a b c'],
      ['    code', ' code'],
    ] as const)
      expect(markdownText(text)).toBe(expected);
  });

  it('as code is one span whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const code = markdownCode(text);
        expect(code === '' || /^`[^`\n\r]+`$/.test(code)).toBe(true);
      }),
    );
  });

  it('loses what hides, and shows what steers', () => {
    expect(safeLine('\u202egnp.exe\u202c')).toBe('gnp.exe');
    expect(safeLine('a\u001b[31mred')).toBe('a\ufffd[31mred');
    expect(safeLine('a\u2028b\ufeff\u00ad')).toBe('a b');
    expect(safeLine('\ud800x')).toBe('\ufffdx');
    expect(safeLine('می‌خواهم')).toBe('می‌خواهم');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => safeLine(safeLine(text)) === safeLine(text)),
    );
  });
});

it('holds mentions by type, errors, other tools, tags out of order and what is not in the score', () => {
  const text = renderMarkdown(entitiesReport);
  expect(text).toContain('### Quality by entity type on test data');
  expect(text).toMatch(/^\| ORG \| 5 \| 4 \| 1 \| /m);
  expect(text).toContain('| **micro** | 10 | 9 | 4 |');
  expect(text).toContain('- merge: 1 (16.7 %); several mentions found as one');
  expect(text).toContain('no number: a sentence begins with an I tag');
  expect(text).toContain('`O` → `I-ORG`, continues nothing');
  expect(text).toContain('F1 without: 0.250');
  expect(renderMarkdown(manyTypesReport())).toContain('| … 140 more |');
});
