import { describe, expect, it } from 'vitest';
import { columnsOf, shortenTo, wrap } from '../../src/report/terminal/columns.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { allReports } from '../support/all-reports.ts';
import { entitiesReport, manyTypesReport, noMentionsReport } from '../support/entity-reports.ts';
import {
  findingsReport,
  healthyReport,
  nothingReport,
  panel,
  report,
  runReport,
  severalRunsReport,
  table,
  tooLittleReport,
} from '../support/reports.ts';

/** Lines to paste are never broken; everything else is. */
const linesToRead = (text: string, pasted: readonly string[]): readonly string[] =>
  text.split('\n').filter((line) => !pasted.includes(line.trim()));

describe.each(allReports)('the report of %s', (_, one) => {
  const pasted = [one.answer.doFirst, ...one.answer.actions]
    .flatMap((action) => action?.code?.split('\n') ?? [])
    .map((line) => line.trim());

  it.each([60, 80, 100])('fits into %i columns', (width) => {
    for (const line of linesToRead(renderTerminal(one, { width }), pasted))
      expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  it('is ASCII when it has to be, and no longer a line for it', () => {
    const text = renderTerminal(one, { unicode: false });
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    for (const line of linesToRead(text, pasted)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('lets no control character and no hidden one through', () => {
    expect(renderTerminal(one)).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
  });

  it('speaks to people', () => {
    const text = renderTerminal(one);
    expect(text).not.toMatch(/\bundefined\b|\bnull\b|\[object|\b1 (findings|checks|runs|evaluations)\b/);
    expect(text).not.toMatch(/[ \t]\n|\n{3}/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('says in colour what it says without', () => {
    const mark = (text: string) => `\u001b[1m${text}\u001b[22m`;
    const coloured = renderTerminal(one, { style: { bold: mark, dim: mark, accent: mark } });
    const plain = coloured.replace(/\u001b\[\d+m/g, '');
    expect(plain.replace(/ +$/gm, '')).toBe(renderTerminal(one));
  });
});

describe('the order of the page', () => {
  it('answer, figures, picture, sentences, what to do, findings, open questions, not checked, inputs', () => {
    const text = renderTerminal(findingsReport);
    const places = [
      findingsReport.answer.headline.slice(0, 30),
      'accuracy  ',
      'Ranges are 95 % intervals.',
      'Bars are scaled to their own range; read',
      'Do first   ',
      'Findings',
      '\n1  ',
      '\n?  ',
      'Not checked, and what would answer it',
      'Read as    ',
      'Part lost  ',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows what to do though it mends no finding', () => {
    expect(renderTerminal(healthyReport)).toMatch(/^Next {7}Score it once on fresh text\./m);
    const little = renderTerminal(tooLittleReport);
    expect(little).toMatch(/^Do first {3}Save predictions once\./m);
    expect(little).toMatch(/^ {2}p = trainer\.predict\(val\)$/m);
  });

  it('shows open questions though nothing was found, as sentences', () => {
    const text = renderTerminal(tooLittleReport);
    expect(text).toContain('No findings.');
    expect(text.replace(/\s+/g, ' ')).toContain(
      '? 3 evaluations; the last two lie within noise. Enough would be: 5 evaluations, 2 of them after the minimum. ',
    );
  });

  it('shows what can be freed when it is more than a gigabyte and most of the checkpoints', () => {
    const items = (freed: number) =>
      [
        { name: 'checkpoints on disk', value: 3e9, format: 'bytes', note: '9 folders, as listed' },
        {
          name: 'can be freed',
          value: freed,
          format: 'bytes',
          note: '3 checkpoints (`checkpoint-1`); listed, nothing was deleted',
        },
      ] as const;
    const text = (freed: number) => {
      const made = findingsReport.runs[0]!;
      return renderTerminal(report({ runs: [{ ...made, cost: { ...made.cost, items: items(freed) } }] }));
    };
    expect(text(2.5e9)).toMatch(/^ {2}can be freed {10}2\.5 GB/m);
    expect(text(2.5e9).replace(/\s+/g, ' ')).toContain('listed, nothing was deleted');
    expect(text(1.2e9)).not.toContain('can be freed');
    expect(text(0.9e9)).not.toContain('can be freed');
  });

  it('repeats no setting that the sentence already names', () => {
    const action = {
      text: 'Set `num_train_epochs=3`',
      settings: { num_train_epochs: '3', seed: '4' },
      code: null,
      language: 'python',
      finding: null,
    } as const;
    const text = renderTerminal(
      report({ answer: { ...findingsReport.answer, actions: [action] }, runs: [runReport()] }),
    );
    expect(text).toContain('next run: seed=4\n');
  });

  it('names the file, the place, what was expected and found, and the next step of what could not be read', () => {
    expect(renderTerminal(nothingReport).replace(/\s+/g, ' ')).toContain(
      'Not read trainer_state.json at byte 812: expected a value, found end of file. Copy the file again: it was cut off.',
    );
  });
});

it('makes the same complaint about many files once', () => {
  const [problem] = nothingReport.inputs.unreadable;
  const many = Array.from({ length: 9 }, (_, i) => ({
    ...problem!,
    file: `checkpoint-${i}/trainer_state.json`,
    position: null,
  }));
  const text = renderTerminal({ ...nothingReport, inputs: { ...nothingReport.inputs, unreadable: many } });
  expect(text.replace(/\s+/g, ' ')).toContain(
    'Not read checkpoint-0/trainer_state.json and 8 more: expected a value',
  );
  expect(text.split('Not read')).toHaveLength(2);
});

describe('curves', () => {
  const withLines = (lines: readonly ['train' | 'validation', string][]) =>
    renderTerminal(
      report({
        runs: [
          runReport({
            trajectory: {
              ...findingsReport.runs[0]!.trajectory!,
              panels: [
                panel(
                  'metric',
                  'Accuracy',
                  '',
                  'percent',
                  lines.map(([split, name]) => ({
                    name,
                    split,
                    table: name,
                    kind: 'points' as const,
                    band: null,
                  })),
                ),
              ],
            },
          }),
        ],
        tables: {
          a: table({ step: [1, 2, 3], value: [0.5, 0.7, 0.8] }),
          b: table({ step: [1, 2], value: [0.5, Number.NaN] }),
          c: table({ step: [1], value: [0.25] }),
        },
      }),
    );

  it('of one name and two splits are told apart', () => {
    const text = withLines([
      ['validation', 'a'],
      ['train', 'b'],
    ]);
    expect(text).toMatch(/^ {2}val\. accuracy +▁▆█ +50\.0 % to 80\.0 %, 3 evaluations$/m);
    expect(text).toMatch(/^ {2}train\. accuracy .* 50\.0 % to NaN, 2 evaluations$/m);
  });

  it('of one point are a number', () => {
    expect(withLines([['validation', 'c']])).toMatch(/^ {2}accuracy +25\.0 %, 1 evaluation$/m);
  });
});

describe('several runs', () => {
  it('take one line each, with their best value and the check that decides', () => {
    const text = renderTerminal(severalRunsReport(5));
    const rows = text.split('\n').filter((line) => /^ {2}run-\d/.test(line));
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/^ {2}run-0 +accuracy 0\.\d+, step 364 +no problem or risk$/);
    expect(rows[2]).toMatch(/no metric +cannot tell$/);
  });

  it('of predictions alone show their accuracy', () => {
    const several = severalRunsReport(2);
    const runs = several.runs.map((run) => ({ ...run, best: null }));
    expect(renderTerminal({ ...several, runs })).toMatch(
      /^ {2}run-0 +accuracy 86\.2 % +no problem or risk$/m,
    );
  });

  it('that say the same say it once', () => {
    const several = severalRunsReport(4);
    const findings = several.runs.map((run, index) => ({
      ...several.findings[0]!,
      rank: index + 1,
      subject: { run: run.id },
    }));
    const text = renderTerminal({ ...several, findings });
    expect(text.split(findings[0]!.title.slice(0, 30))).toHaveLength(2);
    expect(text).toContain('1  [4 runs] ');
  });
});

describe('wrapping', () => {
  it('breaks at spaces, and a word only when it is longer than the line', () => {
    expect(wrap('a bb ccc dddd', 6)).toEqual(['a bb', 'ccc', 'dddd']);
    expect(wrap('xx abcdefghij y', 4)).toEqual(['xx', 'abcd', 'efgh', 'ij y']);
  });

  it('keeps a number with its unit', () => {
    expect(wrap('it was 33.3 %, or ± 5 points', 11)).toEqual(['it was', '33.3 %, or', '± 5 points']);
  });

  it('counts columns, not characters', () => {
    expect(columnsOf('中性')).toBe(4);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(wrap('中性中性', 4)).toEqual(['中性', '中性']);
    expect(shortenTo('abcdefgh', 5, '…')).toBe('ab…gh');
    expect(columnsOf(shortenTo('中性中性中性', 7, '…'))).toBeLessThanOrEqual(7);
  });
});

describe('mentions', () => {
  it('are scored by type, with what goes with the score below', () => {
    const text = renderTerminal(entitiesReport);
    expect(text).toMatch(/^Entity types {2,}F1 {2,}95 % {2,}P {2,}R {2,}ref\. {2,}pred\.$/m);
    // Of fewer than ten mentions there is no score.
    expect(text).toMatch(/^ {2}ORG {2,}– {2,}too few {2,}– {2,}– {2,}5 {2,}4$/m);
    expect(text).toMatch(/^ {2}all \(micro\) {2,}0\.\d\d {2,}0\.\d\d to 0\.\d\d/m);
    const flat = text.replace(/\s+/g, ' ');
    for (const said of [
      'Errors 2 boundary, 1 type, 1 merge, 1 missed, 1 spurious.',
      'Right is exact span and type',
      'Elsewhere F1 0.444 by conlleval, 0.500 by seqeval (strict); spaCy: no number.',
      'Bad tags 12 tags that the scheme does not allow',
      'In doubt 2 sentences whose prediction ends early; F1 without 0.250',
    ])
      expect(flat).toContain(said);
  });

  it('show the twelve most frequent of two hundred types, and how many more there are', () => {
    const text = renderTerminal(manyTypesReport());
    expect(text.match(/^ {2}TYPE_/gm)).toHaveLength(12);
    expect(text).toContain('188 more types in the report');
  });

  it('have no table without a mention', () => {
    expect(renderTerminal(noMentionsReport)).not.toContain('Entity types');
  });
});
