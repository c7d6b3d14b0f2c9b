import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/engine/analyse.ts';
import { readCsv } from '../../src/formats/csv.ts';
import { readCsvColumn } from '../../src/formats/csv-column.ts';
import type { ReadOptions } from '../../src/model/reader.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { trainerState } from '../support/run-folders.ts';

const csv = (rows: readonly (readonly [string, string, number])[], header = 'text,label'): string =>
  [
    header,
    ...rows.flatMap(([text, label, times]) =>
      Array.from({ length: times }, () => `"${text}, it said",${label}`),
    ),
  ].join('\n');
const ham = csv([
  ['fine', 'ham', 95],
  ['win', 'spam', 5],
]);
const config = (labels: readonly string[]) =>
  JSON.stringify({
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
    id2label: Object.fromEntries(labels.map((name, id) => [id, name])),
  });
const run = { 'trainer_state.json': trainerState(), 'config.json': config(['ham', 'spam']) };
const read = (files: Record<string, string>, options: ReadOptions = {}) =>
  readRuns(memorySource('outputs', files), options);
const taken = { labels: ['ham', 'spam'], counts: [95, 5] };

describe('--train-data', () => {
  it.each([
    ['all.csv', ham],
    ['all.tsv', ham.replaceAll(',ham', '\tham').replaceAll(',spam', '\tspam').replace('text,', 'text\t')],
    [
      'all.jsonl',
      Array.from({ length: 100 }, (_, i) =>
        JSON.stringify({ text: 'a', label: i < 95 ? 'ham' : 'spam' }),
      ).join('\n'),
    ],
    [
      'all.json',
      JSON.stringify(Array.from({ length: 100 }, (_, i) => ({ text: 'a', label: i < 95 ? 'ham' : 'spam' }))),
    ],
  ])('%s gives the size and the counts of the labels', async (name, content) => {
    const { runs, unreadable, read: files } = await read({ ...run, [name]: content }, { trainData: name });
    expect(unreadable).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0]!.trainSize).toEqual({ value: 100, origin: 'given', from: `--train-data ${name}` });
    expect(runs[0]!.trainLabels).toEqual({ value: taken, origin: 'given', from: `--train-data ${name}` });
    expect(files.map((entry) => entry.file)).toContain(name);
  });

  it('leaves the size to --train-size, and to what the trainer wrote down', async () => {
    const files = { ...run, 'all.csv': ham };
    const given = await read(files, { trainData: 'all.csv', trainSize: 80 });
    expect(given.runs[0]!.trainSize).toEqual({ value: 80, origin: 'given', from: '--train-size' });
    const results = JSON.stringify({ train_samples: 60, train_loss: 0.4 });
    const stated = await read({ ...files, 'train_results.json': results }, { trainData: 'all.csv' });
    expect(stated.runs[0]!.trainSize).toMatchObject({ value: 60, origin: 'stated' });
    expect(stated.runs[0]!.notes.map((note) => note.text).join()).toContain(
      '60 training examples, --train-data all.csv has 100 rows',
    );
    expect(stated.runs[0]!.trainLabels?.value).toEqual(taken);
  });

  it('respects --label-column, and names the flag where a column is not there', async () => {
    const files = { ...run, 'all.csv': ham.replace('text,label', 'text,verdict_of_ana') };
    const named = await read(files, { trainData: 'all.csv', labelColumn: 'verdict_of_ana' });
    expect(named.runs[0]!.trainLabels?.value).toEqual(taken);
    // By its values, which are the model's labels.
    expect((await read(files, { trainData: 'all.csv' })).runs[0]!.trainLabels?.value).toEqual(taken);
    const wrong = await read(
      { ...files, 'config.json': '{}' },
      { trainData: 'all.csv', labelColumn: 'lable' },
    );
    expect(wrong.runs[0]!.trainSize?.value).toBe(100);
    expect(wrong.runs[0]!.trainLabels).toBeNull();
    expect(wrong.assumptions.join('\n')).toMatch(
      /no column of labels was recognised, name it with --label-column/,
    );
    expect(wrong.assumptions.join('\n')).toMatch(
      /has the column `lable` named by --label-column; columns found: `text`/,
    );
    const text = await read(files, { trainData: 'all.csv', textColumn: 'body' });
    expect(text.assumptions.join('\n')).toMatch(/has the column `body` named by --text-column/);
  });

  it('says when the labels are not those of the model', async () => {
    const { assumptions } = await read(
      { ...run, 'all.csv': ham.replaceAll('spam', 'junk') },
      { trainData: 'all.csv' },
    );
    expect(assumptions.join()).toMatch(/not the model's \(ham, spam\).*--label-column/);
  });

  it('counts only the training rows of a file with a split column', async () => {
    const rows = [
      'text,label,split',
      ...Array.from({ length: 30 }, (_, i) => `t,${i % 3 ? 'ham' : 'spam'},${i < 12 ? 'train' : 'test'}`),
    ];
    const { runs } = await read({ ...run, 'all.csv': rows.join('\n') }, { trainData: 'all.csv' });
    expect(runs[0]!.trainSize?.value).toBe(12);
    expect(runs[0]!.trainLabels?.value.counts).toEqual([8, 4]);
  });

  it('goes to the runs around the file, or to all', async () => {
    const two = (path: string) =>
      read(
        {
          'a/trainer_state.json': trainerState(),
          'b/trainer_state.json': trainerState({ epochs: 3 }),
          [path]: ham,
        },
        { trainData: path },
      );
    const sizes = async (path: string) => (await two(path)).runs.map((one) => one.trainLabels !== null);
    expect(await sizes('a/all.csv')).toEqual([true, false]);
    expect(await sizes('all.csv')).toEqual([true, true]);
  });

  it.each([
    ['empty', '', 'an empty file'],
    ['binary', '\u0000\u0001\u0002\u0000', 'binary data'],
    ['no table', '[1, 2', ''],
  ])('reports a file that is %s and still judges the run', async (_, content, found) => {
    const { runs, unreadable } = await read({ ...run, 'all.json': content }, { trainData: 'all.json' });
    expect(runs).toHaveLength(1);
    expect(runs[0]!.trainLabels).toBeNull();
    expect(unreadable[0]).toMatchObject({ file: 'all.json', found: expect.stringContaining(found) });
    expect(unreadable[0]!.nextStep).toContain('training data');
  });

  it('reports rows that are out of order and uses the others', async () => {
    const { runs, unreadable } = await read(
      { ...run, 'all.csv': `${ham}\nan, unquoted, comma` },
      { trainData: 'all.csv' },
    );
    expect(runs[0]!.trainSize?.value).toBe(100);
    expect(unreadable).toMatchObject([{ file: 'all.csv', partial: true }]);
  });

  it('is not a run by itself', async () => {
    expect((await read({ 'all.csv': ham }, { trainData: 'all.csv' })).runs).toEqual([]);
  });
});

describe('a file called train in the folder of the run', () => {
  const said = 'data/train.csv: taken as training data: 100 rows, 2 labels.';

  it.each(['train.csv', 'data/train.csv'])('is taken: %s', async (path) => {
    const { runs, assumptions } = await read({ ...run, [path]: ham });
    expect(runs).toHaveLength(1);
    expect(runs[0]!.trainLabels).toEqual({ value: taken, origin: 'derived', from: path });
    expect(runs[0]!.trainSize).toMatchObject({ value: 100, origin: 'derived' });
    expect(assumptions).toContain(said.replace('data/train.csv', path));
  });

  it('is taken with ids as labels, as JSON lines, and with rows that need a forgiving parser', async () => {
    const ids = await read({ ...run, 'train.csv': ham.replaceAll(',ham', ',0').replaceAll(',spam', ',1') });
    expect(ids.runs[0]!.trainLabels?.value).toEqual({ labels: ['0', '1'], counts: [95, 5] });
    const lines = ['ham', 'ham', 'spam'].map((label) => JSON.stringify({ text: 't', label })).join('\n');
    expect((await read({ ...run, 'train.jsonl': lines })).runs[0]!.trainLabels?.value.counts).toEqual([2, 1]);
    const ragged = await read({ ...run, 'train.csv': `${ham}\none, two, three` });
    expect(ragged.runs[0]!.trainLabels?.value).toEqual(taken);
    expect(ragged.unreadable).toMatchObject([{ file: 'train.csv', partial: true }]);
  });

  it.each<[string, Record<string, string>]>([
    ['labels of another model', { 'train.csv': ham.replaceAll('spam', 'junk') }],
    ['no text column', { 'train.csv': ham.replace('text', 'size') }],
    ['no label column', { 'train.csv': ham.replace('label', 'note') }],
    ['predictions', { 'train.csv': ham.replace('text,label', 'text,predicted_label') }],
    ['another name', { 'training.csv': ham }],
    ['one label only', { 'train.csv': ham.replaceAll('spam', 'ham') }],
    [
      'more values than classes, without a configuration',
      {
        'config.json': '{}',
        'train.csv': ['text,label', ...Array.from({ length: 200 }, (_, i) => `t,name ${i % 60}`)].join('\n'),
      },
    ],
    [
      'a log of more examples',
      { 'train.csv': ham, 'train_results.json': JSON.stringify({ train_samples: 5000 }) },
    ],
    ['something else in JSON', { 'train.json': JSON.stringify({ text: 'a', label: 'b', lr: 3 }) }],
    [
      'two files that differ',
      {
        'train.csv': ham,
        'data/train.csv': csv([
          ['x', 'ham', 3],
          ['y', 'spam', 3],
        ]),
      },
    ],
  ])('is not taken: %s', async (_, files) => {
    const { runs, assumptions } = await read({ ...run, ...files });
    expect(runs[0]!.trainLabels).toBeNull();
    expect(assumptions.join()).not.toContain('taken as training data: 100 rows, 2 labels.,');
    expect(assumptions.some((sentence) => sentence.includes(': taken as training data'))).toBe(false);
  });

  it('is left alone when a flag names other training data, and when it is large', async () => {
    const { runs } = await read(
      {
        ...run,
        'train.csv': ham,
        'more.csv': csv([
          ['x', 'ham', 3],
          ['y', 'spam', 4],
        ]),
      },
      { trainData: 'more.csv' },
    );
    expect(runs[0]!.trainLabels?.value.counts).toEqual([3, 4]);
    const source = memorySource('outputs', { ...run, 'train.csv': ham });
    let whole = false;
    const large = {
      ...source,
      files: source.files.map((file) =>
        file.path !== 'train.csv'
          ? file
          : {
              ...file,
              bytes: 210_000_000,
              read: () => {
                whole = true;
                return file.read();
              },
            },
      ),
    };
    const result = await readRuns(large);
    expect(result.runs[0]!.trainLabels).toBeNull();
    expect(whole).toBe(false);
    expect(result.assumptions.join()).toMatch(/train\.csv \(210 MB\) was not read.*--train-data/);
  });
});

describe('one column of a CSV file', () => {
  it.each([
    ['plain', 'a,b,c\n1,2,3\n4,5,6\n'],
    ['quotes, commas and line breaks inside', 'a,b,c\r\n"1, one","2 ""two""","3\nthree"\r\n\r\n,,\r\n4,"",6'],
    ['a quote inside an unquoted cell', 'a,b,c\n1,5" tall,3'],
    ['empty last cell', 'a,b,c\n1,2,\n'],
  ])('is that of the whole table: %s', (_, text) => {
    const { cells, columns } = readCsv(new TextEncoder().encode(text), { delimiter: ',' });
    for (const index of columns.keys()) expect(readCsvColumn(text, ',', index, 3)).toEqual(cells[index]);
  });

  it.each(['a,b\n1', 'a,b\n1,2,3', 'a,b\n"1,2', 'a,b\n"1"x,2', 'a,b\r1,2\r'])('is refused: %j', (text) => {
    expect(readCsvColumn(text, ',', 1, 2)).toBeNull();
  });

  it('refuses a long row that does not fit in no time', () => {
    const text = `a,b\n${'"'.repeat(200_001)},${'x'.repeat(200_000)},y`;
    expect(readCsvColumn(text, ',', 1, 2)).toBeNull();
  });
});
