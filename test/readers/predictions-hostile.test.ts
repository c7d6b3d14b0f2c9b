import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/stats/index.ts';
import { readPredictionFiles } from '../support/predictions.ts';

describe('files that are no classification', () => {
  test('more than 1,000 labels are a problem that names the flags', async () => {
    const rows = Array.from({ length: 2500 }, (_, row) => `t${row},c${row % 1200},c${row % 1200}`);
    const { sets, problems } = await readPredictionFiles({
      'predictions.csv': `text,label,pred\n${rows.join('\n')}\n`,
    });
    expect(sets).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.expected).toBe('at most 1,000 labels');
    expect(problems[0]!.nextStep).toContain('--prediction-column');
  });

  test('a million labels are refused with bounded memory', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `${row},${row}`);
    const { sets, problems } = await readPredictionFiles({
      'predictions.csv': `label,pred\n${rows.join('\n')}\n`,
    });
    expect(sets).toEqual([]);
    expect(problems[0]!.found).toContain('more than 1,000 different values');
  });

  test('generated texts are said to be texts', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => ({
      reference: `answer ${row} in words`,
      prediction: `another ${row}`,
    }));
    const { sets, said } = await readPredictionFiles({ 'predictions.json': JSON.stringify(rows) });
    expect(sets).toEqual([]);
    expect(said.join()).toContain('answers, generated text or numbers, not classes');
  });

  test('1,000 labels are read', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `t,c${row % 1000},c${(row * 7) % 1000}`);
    const { sets } = await readPredictionFiles({
      'predictions.csv': `text,label,pred\n${rows.join('\n')}\n`,
    });
    expect(sets[0]!.labels).toHaveLength(1000);
  });
});

describe('odd but readable files', () => {
  test('one row', async () => {
    const { sets } = await readPredictionFiles({ 'predictions.csv': 'text,label,pred\nhello,a,a\n' });
    expect(sets[0]!.rows).toBe(1);
  });

  test('scores that are all NaN leave the labels', async () => {
    const { sets, said } = await readPredictionFiles({
      'predictions.jsonl':
        '{"text":"t","label":0,"pred":0,"logits":[NaN,NaN]}\n{"text":"t","label":1,"pred":0,"logits":[NaN,NaN]}\n',
    });
    expect(sets[0]!.hasScores).toBe(false);
    expect(said.join()).toContain('no row holds usable numbers');
  });

  test('a cell of a million characters', async () => {
    const { sets } = await readPredictionFiles({
      'predictions.csv': `text,label,pred\n${'x'.repeat(1_000_000)},a,a\nshort,b,a\n`,
    });
    const [example] = await sets[0]!.examples(Uint32Array.of(0));
    expect(example!.text).toHaveLength(1_000_000);
  });

  test('JSON nested thousands of levels deep', async () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const { sets } = await readPredictionFiles({
      'predictions.json': `{"predictions": ${deep}}`,
      'predictions.jsonl': `{"text":"t","label":"a","pred":"a","extra":${deep}}\n{"text":"t","label":"b","pred":"a"}\n`,
    });
    expect(sets.map((set) => set.rows)).toEqual([2]);
  });

  test('UTF-16 with a byte order mark, as spreadsheets write it', async () => {
    const text = '\uFEFFtext\tlabel\tpred\nä\tja\tja\nö\tnein\tja\n';
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true);
    const { sets } = await readPredictionFiles({ 'predictions.tsv': bytes });
    expect(sets[0]!.labels).toEqual(['ja', 'nein']);
  });

  test('a file that cannot be read is a problem, and the others are still read', async () => {
    const { readPredictionSource } = await import('../support/predictions.ts');
    const { memorySource } = await import('../../src/sources/memory.ts');
    const good = memorySource('test', { 'b_predictions.csv': 'text,label,pred\nt,a,a\nu,b,a\n' }).files[0]!;
    const bad = {
      ...good,
      path: 'a_predictions.csv',
      readRange: () => Promise.reject(new Error('permission denied')),
    };
    const { sets, problems } = await readPredictionSource({ name: 'test', files: [bad, good], problems: [] });
    expect(sets).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'a_predictions.csv', found: 'permission denied' });
  });

  test('a flag that names no file says so', async () => {
    const { problems } = await readPredictionFiles({ 'x.csv': 'a,b\n1,2\n' }, { predictions: 'nowhere.csv' });
    expect(problems[0]).toMatchObject({
      file: 'nowhere.csv',
      expected: 'the file named by --predictions',
      found: 'no such file',
    });
  });
});

describe('byte flips', () => {
  const fixture = (path: string): Uint8Array =>
    new Uint8Array(readFileSync(new URL(`../fixtures/predictions/${path}`, import.meta.url)));
  const originals: Record<string, Uint8Array> = {
    'predictions.csv': fixture('csv-wide-probabilities/eval.csv'),
    'predictions.jsonl': fixture('bare-nan-and-cut-off/predictions.jsonl'),
    'predictions.json': fixture('json-pandas-columns/dev_predictions.json'),
    'output.json': fixture('json-pipeline-records/output.json'),
    'hostile.json': fixture('hostile-names/predictions.json'),
    'predictions.tsv': fixture('ids-and-names-by-config/run/predictions/test.tsv'),
    'config.json': fixture('ids-and-names-by-config/run/config.json'),
  };

  test('never throw out of the reader and never give a set with impossible counts', async () => {
    const random = createRandom(20260101);
    let read = 0;
    for (let round = 0; round < 400; round++) {
      const files: Record<string, Uint8Array> = {};
      for (const [path, original] of Object.entries(originals)) {
        const bytes = original.slice(
          0,
          random.integer(8) === 0 ? random.integer(original.length + 1) : original.length,
        );
        const flips = 1 + random.integer(6);
        for (let flip = 0; flip < flips && bytes.length > 0; flip++)
          bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
        files[path] = bytes;
      }
      const { sets } = await readPredictionFiles(files);
      for (const set of sets) {
        const confusion = await set.confusion({ kind: 'all' });
        expect(confusion.rows + confusion.unlabelled).toBe(set.rows);
        expect(confusion.counts.every((value) => value >= 0)).toBe(true);
        read++;
      }
    }
    expect(read).toBeGreaterThan(100);
  });
});
