import { beforeAll, describe, expect, it } from 'vitest';
import { judgeRuns } from '../../../src/engine/analyse.ts';
import type { PredictionSet } from '../../../src/model/predictions.ts';
import { openDatabase, quotedPath } from '../../../src/node/duckdb/database.ts';
import {
  csvOf,
  folderWith,
  jsonLinesOf,
  LABELS,
  NOTHING_FITS,
  readFolder,
  setsOf,
  someRows,
} from './fixture.ts';

const ROWS = 5_000;

async function parquetFolder(text: string): Promise<string> {
  const folder = folderWith({ 'rows.jsonl.source': text });
  const database = await openDatabase();
  await database.run(
    `copy (select * from read_json(${quotedPath(`${folder}/rows.jsonl.source`)}, format = 'newline_delimited')) to '${folder}/predictions.parquet' (format parquet, row_group_size 2048)`,
  );
  return folder;
}

const files: readonly (readonly [string, () => Promise<string> | string])[] = [
  [
    'CSV with probabilities',
    () => folderWith({ 'predictions.csv': csvOf(someRows(ROWS, 'probabilities'), 'prob') }),
  ],
  ['CSV with logits', () => folderWith({ 'predictions.csv': csvOf(someRows(ROWS, 'logits'), 'logit') })],
  [
    'JSON lines with lists',
    () => folderWith({ 'predictions.jsonl': jsonLinesOf(someRows(ROWS, 'logits'), 'logits') }),
  ],
  ['Parquet with lists', () => parquetFolder(jsonLinesOf(someRows(ROWS, 'probabilities'), 'probabilities'))],
  [
    'a lone confidence',
    () => {
      const rows = someRows(ROWS, 'probabilities').map(({ scores, ...row }) => ({
        ...row,
        confidence: scores.length === 0 ? null : Math.max(...scores),
      }));
      return folderWith({ 'predictions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    },
  ],
  [
    'a score of one of two classes',
    () => {
      const rows = someRows(ROWS, 'probabilities').map(({ text, label, scores }) => ({
        ...{ text, target: label === '' ? null : label === 'pos' ? 1 : 0, prob: scores[2] ?? null },
      }));
      return folderWith({ 'predictions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    },
  ],
  [
    'no predicted column',
    () => {
      const rows = someRows(ROWS, 'logits').map(({ predicted, scores, ...row }) => ({
        ...row,
        ...Object.fromEntries(LABELS.map((label, at) => [`logit_${label}`, scores[at] ?? null])),
      }));
      return folderWith({ 'predictions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    },
  ],
  [
    'no scores',
    () => folderWith({ 'predictions.csv': csvOf(someRows(ROWS, 'logits'), 'x').replaceAll(/x_/g, 'note') }),
  ],
];

describe.each(files)('%s in the database', (_, make) => {
  let folder: string;
  let inMemory: PredictionSet;
  let inDatabase: PredictionSet;
  beforeAll(async () => {
    folder = await make();
    ({ inMemory, inDatabase } = await setsOf(folder));
  });

  it('is the same set', () => {
    for (const key of [
      'rows',
      'labels',
      'columns',
      'extraColumns',
      'hasText',
      'hasScores',
      'file',
      'split',
    ] as const)
      expect(inDatabase[key], key).toEqual(inMemory[key]);
    expect([inMemory.large, inDatabase.large]).toEqual([undefined, true]);
  });

  it('has the same counts, of all and of some rows', async () => {
    for (const selection of [
      { kind: 'all' },
      { kind: 'rows', rows: Uint32Array.of(4, 8, 5, 4_999, 17) },
    ] as const)
      expect(await inDatabase.confusion(selection)).toEqual(await inMemory.confusion(selection));
  });

  it('has the same loss and probabilities', async () => {
    const [a, b] = [await inMemory.negativeLogLikelihood(), await inDatabase.negativeLogLikelihood()];
    expect(b === null).toBe(a === null);
    if (a === null || b === null) return;
    expect(b.rows).toBe(a.rows);
    expect(Math.abs(b.sum - a.sum) / a.sum).toBeLessThan(1e-9);
    expect(Math.abs(b.sumOfSquares - a.sumOfSquares) / a.sumOfSquares).toBeLessThan(1e-9);
    const [p, q] = [(await inMemory.probabilities(1))!, (await inDatabase.probabilities(1))!];
    expect(q.length).toBe(p.length);
    expect(p.every((value, row) => Object.is(value, q[row]) || Math.abs(value - q[row]!) < 1e-12)).toBe(true);
  });

  it.each([0, 40, 700, ROWS])('shows the same %i worst rows in the same order', async (limit) => {
    expect(await inDatabase.select({ kind: 'wrong', limit })).toEqual(
      await inMemory.select({ kind: 'wrong', limit }),
    );
  });

  it('gives the same rows as examples, as a table and as answers', async () => {
    const rows = Uint32Array.from({ length: 300 }, (_, at) => (at * 1_237) % ROWS);
    expect(await inDatabase.examples(rows)).toEqual(await inMemory.examples(rows));
    expect(await inDatabase.table(rows)).toEqual(await inMemory.table(rows));
    const [{ loss, ...a }, { loss: other, ...b }] = [await inMemory.answers(), await inDatabase.answers()];
    expect(b).toEqual(a);
    expect(other === null).toBe(loss === null);
    loss?.forEach((value, row) => {
      if (Number.isNaN(value)) expect(other![row]).toBeNaN();
      else expect(other![row]).toBeCloseTo(value, 9);
    });
  });

  it('leads to the same report, which says that a database was asked', async () => {
    const [a, b] = [await readFolder(folder), await readFolder(folder, NOTHING_FITS)];
    expect(b.assumptions.filter((one) => !a.assumptions.includes(one)).join(' ')).toContain('(DuckDB)');
    const told = await Promise.all(
      [a, b].map(async (read) => {
        const { report } = await judgeRuns('folder', { ...read, assumptions: [] });
        return JSON.stringify(
          { ...report, runs: report.runs.map((run) => ({ ...run, notes: [] })) },
          (_, value) =>
            typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
        );
      }),
    );
    expect(JSON.parse(told[1]!)).toEqual(JSON.parse(told[0]!));
  });
});
