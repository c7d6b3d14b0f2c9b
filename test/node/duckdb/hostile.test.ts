import { describe, expect, it } from 'vitest';
import { measureTexts } from '../../../src/engine/measure-texts.ts';
import { loadDuckDB } from '../../../src/node/duckdb/peer.ts';
import { csvOf, folderWith, jsonLinesOf, NOTHING_FITS, readFolder, setsOf, someRows } from './fixture.ts';

describe('names of files', () => {
  it.each(["pred'ictions.csv", 'predictions[1]*?.csv', 'predictions";drop.csv', 'pred $1 %s.csv'])(
    'may be %s',
    async (name) => {
      const folder = folderWith({ [name]: csvOf(someRows(60, 'probabilities'), 'prob') });
      const { inMemory, inDatabase } = await setsOf(folder);
      expect(await inDatabase.confusion({ kind: 'all' })).toEqual(await inMemory.confusion({ kind: 'all' }));
    },
  );
});

describe('columns whose names are SQL', () => {
  it('are only names', async () => {
    const rows = someRows(80, 'logits').map(({ label, predicted, text }) => ({
      ...{
        'select "x" from \'y\'; --': 'a',
        row: 'b',
        reference: label,
        predicted,
        text,
        c0: 'c',
        rowid: 'd',
      },
    }));
    const folder = folderWith({ 'predictions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    const { inMemory, inDatabase } = await setsOf(folder);
    const wanted = Uint32Array.of(0, 7, 79);
    expect(await inDatabase.examples(wanted)).toEqual(await inMemory.examples(wanted));
  });
});

describe('broken rows', () => {
  it('of another width are left out of a CSV and counted', async () => {
    const rows = csvOf(
      someRows(300, 'probabilities').map((row) => ({ ...row, text: 'plain' })),
      'prob',
    ).split('\n');
    rows.splice(100, 0, 'r,too,few');
    rows.splice(200, 0, `${rows[1]},and,more`);
    const folder = folderWith({ 'predictions.csv': rows.join('\n') });
    const { runs, unreadable } = await readFolder(folder, NOTHING_FITS);
    expect(runs[0]?.predictions[0]?.rows).toBe(300);
    expect(unreadable).toMatchObject([
      { file: 'predictions.csv', partial: true, found: expect.stringMatching(/^2 rows/) },
    ]);
  });

  it('of JSON lines are not counted and told', async () => {
    const lines = jsonLinesOf(someRows(300, 'probabilities'), 'probabilities').split('\n');
    lines[150] = '{"label": "pos", "predic';
    const folder = folderWith({ 'predictions.jsonl': lines.join('\n') });
    const { runs, unreadable } = await readFolder(folder, NOTHING_FITS);
    const counts = await runs[0]!.predictions[0]!.confusion({ kind: 'all' });
    expect(counts.rows + counts.unlabelled).toBeGreaterThanOrEqual(299);
    expect(unreadable).toMatchObject([{ partial: true, found: expect.stringMatching(/^1 line/) }]);
  });

  it('leave the others: a word where scores stand is no score', async () => {
    const lines = jsonLinesOf(someRows(300, 'probabilities'), 'probabilities').split('\n');
    lines[10] = lines[10]!.replace(/"probabilities":.*\}/, '"probabilities":"none"}');
    const { inMemory, inDatabase } = await setsOf(folderWith({ 'predictions.jsonl': lines.join('\n') }));
    expect((await inDatabase.negativeLogLikelihood())?.rows).toBe(
      (await inMemory.negativeLogLikelihood())?.rows,
    );
  });
});

describe('what cannot be read', () => {
  it('is told with the file, and nothing is thrown', async () => {
    const folder = folderWith({
      'predictions.parquet': `PAR1${'x'.repeat(2_000)}PAR1`,
      'predictions.csv': '\u0000\u0001\u0002'.repeat(100),
    });
    const { runs, unreadable } = await readFolder(folder, NOTHING_FITS);
    expect(runs).toEqual([]);
    for (const { found } of unreadable) expect(found).not.toContain('\n');
    expect(unreadable.map(({ file }) => file)).toContain('predictions.parquet');
  });

  it('is asked about as in memory: two columns could be the reference', async () => {
    const rows = someRows(50, 'logits').map(({ label, predicted }, row) => ({
      ...{ gold: label, truth: ['pos', 'neg'][row % 2], predicted },
    }));
    const folder = folderWith({ 'predictions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    const { runs, assumptions } = await readFolder(folder, NOTHING_FITS);
    expect(runs).toEqual([]);
    expect(assumptions.join(' ')).toContain('could each be the reference');
  });
});

describe('the package', () => {
  it('is asked for by the one command that adds it', async () => {
    const absent = Object.assign(new Error("Cannot find package '@duckdb/node-api'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(loadDuckDB(() => Promise.reject(absent))).rejects.toThrow(
      'Install the database that reads files of this size: npm install @duckdb/node-api',
    );
    const broken = Object.assign(new Error('no such library\nat x'), { code: 'ERR_DLOPEN_FAILED' });
    await expect(loadDuckDB(() => Promise.reject(broken))).rejects.toThrow(
      '@duckdb/node-api is installed and does not load here (no such library).',
    );
  });
});

describe('all texts of a set', () => {
  it('are not asked for where its rows are many', async () => {
    const { runs } = await readFolder(
      folderWith({ 'test_predictions.csv': csvOf(someRows(60, 'logits'), 'logit') }),
      NOTHING_FITS,
    );
    const [run] = runs;
    const [set] = run!.predictions;
    const many = { ...set!, rows: 60_000, examples: () => Promise.reject(new Error('asked for')) };
    const measures = await measureTexts({ ...run!, predictions: [many] });
    expect(measures).toMatchObject({ tooLarge: true, evaluationTexts: true, overlaps: [] });
  });
});
