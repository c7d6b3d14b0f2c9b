import { describe, expect, test } from 'vitest';
import { alignLabels } from '../../src/readers/predictions/align.ts';
import { predictionsReader } from '../../src/readers/predictions/index.ts';
import { joinTables } from '../../src/readers/predictions/join.ts';
import { canonicalLabel, describeLabels } from '../../src/readers/predictions/labels.ts';
import {
  isConfidenceName,
  isPredictedName,
  isReferenceName,
  normaliseName,
  textColumns,
} from '../../src/readers/predictions/names.ts';
import { splitRows } from '../../src/readers/predictions/rows.ts';
import { scoreKind } from '../../src/readers/predictions/score-kind.ts';
import { splitFromPath } from '../../src/readers/predictions/split.ts';
import { tableFromColumns } from '../../src/readers/predictions/table.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { readPredictionFiles } from '../support/predictions.ts';

describe('column names', () => {
  test.each([
    'prediction',
    'pred',
    'y_pred',
    'Predicted Label',
    'predictedLabel',
    'pred_class',
    'yhat',
    'bert_pred',
  ])('%s is a prediction', (name) => {
    expect(isPredictedName(name)).toBe(true);
    expect(isReferenceName(name)).toBe(false);
  });

  test.each([
    'gold',
    'true_label',
    'y_true',
    'target',
    'Actual',
    'reference',
    'ground_truth',
    'Real',
    'labels_true',
  ])('%s is a reference', (name) => {
    expect(isReferenceName(name)).toBe(true);
    expect(isPredictedName(name)).toBe(false);
  });

  test.each([
    'predicted_scores',
    'prediction_confidence',
    'pred_prob',
    'predict_runtime',
    'predict_accuracy',
    'hypothesis',
    'text',
  ])('%s is no label', (name) => {
    expect(isPredictedName(name)).toBe(false);
  });

  test.each(['confidence', 'score', 'pred_prob', 'prediction_score', 'max_prob'])(
    '%s is a lone confidence',
    (name) => {
      expect(isConfidenceName(name)).toBe(true);
    },
  );

  test('are compared without regard to case and separators', () => {
    expect(normaliseName(' True-Label ')).toBe('true_label');
    expect(normaliseName('trueLabel')).toBe('true_label');
  });

  test('two texts that belong together are found as a pair', () => {
    expect(textColumns(['Hypothesis', 'label', 'Premise'])).toEqual(['Premise', 'Hypothesis']);
    expect(textColumns(['id', 'Review'])).toEqual(['Review']);
    expect(textColumns(['id', 'label'])).toEqual([]);
  });
});

describe('labels', () => {
  test.each([
    [1, '1'],
    ['1.0', '1'],
    [' 2 ', '2'],
    [true, 'True'],
    ['', null],
    [Number.NaN, null],
    [null, null],
    ['nan', 'nan'],
    [[3], '3'],
    [{ label: 'POS', score: 0.4 }, 'POS'],
    [['a', 'b'], undefined],
  ])('%j is the label %j', (cell, label) => {
    expect(canonicalLabel(cell)).toBe(label);
  });

  const align = (
    columns: readonly (readonly unknown[])[],
    names: readonly string[] = [],
    classes: number | null = null,
  ) =>
    alignLabels(
      columns.map(describeLabels),
      classes,
      names.length === 0 ? [] : [{ names, from: 'config.json' }],
    );

  test('ids of a configuration become names', () => {
    const aligned = align(
      [
        [0, 1, 2],
        ['0.0', '2.0'],
      ],
      ['neg', 'neu', 'pos'],
    );
    expect(aligned).toMatchObject({
      labels: ['neg', 'neu', 'pos'],
      note: 'ids were read as names by config.json',
    });
    expect('codeOf' in aligned && aligned.codeOf('2.0')).toBe(2);
  });

  test('a configuration that does not fit is left aside', () => {
    expect(align([[0, 1, 2, 3]], ['neg', 'pos'])).toMatchObject({ labels: ['0', '1', '2', '3'], note: null });
    expect(align([['x', 'y']], ['neg', 'pos'])).toMatchObject({ labels: ['x', 'y'] });
  });

  test('LABEL_1 and 1 are the same class', () => {
    const aligned = align([
      [0, 1],
      ['LABEL_0', 'LABEL_1'],
    ]);
    expect(aligned).toMatchObject({ labels: ['0', '1'] });
    expect('codeOf' in aligned && [aligned.codeOf('LABEL_1'), aligned.codeOf(1)]).toEqual([1, 1]);
  });

  test('True and False join 1 and 0', () => {
    expect(
      align([
        ['True', 'False'],
        [1, 0],
      ]),
    ).toMatchObject({ labels: ['False', 'True'] });
  });

  test('names in another case are joined by the configuration', () => {
    const aligned = align([['POSITIVE', 'NEGATIVE']], ['negative', 'positive']);
    expect('codeOf' in aligned && aligned.codeOf('POSITIVE')).toBe(1);
  });

  test('more scores than labels are no alignment', () => {
    expect(align([['a', 'b']], [], 3)).toHaveProperty('refused');
  });
});

describe('scores', () => {
  test.each([
    ['probabilities', [0.2, 0.8, 0.5, 0.5]],
    ['percentages', [20, 80, 50, 50]],
    ['log-probabilities', [Math.log(0.2), Math.log(0.8), Math.log(0.5), Math.log(0.5)]],
    ['logits', [-2, 3, 0.4, 0.9]],
    ['independent', [0.9, 0.9, 0.1, 0.2]],
    ['none', [Number.NaN, Number.NaN]],
  ])('are recognised as %s', (kind, values) => {
    expect(scoreKind(Float32Array.from(values), 2)).toBe(kind);
  });

  test('of other labels than the predicted ones are left out and said to be', async () => {
    const { sets, said } = await readPredictionFiles({
      'predictions.csv': 'text,label,pred,prob_a,prob_b\nt,a,a,0.1,0.9\nu,b,b,0.8,0.2\nv,b,a,0.3,0.7\n',
    });
    expect(sets[0]!.hasScores).toBe(false);
    expect(said.join()).toContain('is not the predicted label in 3 of 3 rows; the scores were left out');
  });

  test('in a list without names follow the predictions, whatever the order of the names', async () => {
    const rows = ['zebra', 'ant', 'zebra', 'ant'].map((pred, row) => ({
      text: 't',
      label: row < 3 ? pred : 'zebra',
      pred,
      logits: pred === 'zebra' ? [2, -1] : [-1, 2],
    }));
    const { sets } = await readPredictionFiles({ 'predictions.json': JSON.stringify(rows) });
    const [example] = await sets[0]!.examples(Uint32Array.of(0));
    expect(sets[0]!.labels).toEqual(['ant', 'zebra']);
    expect(example!.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  test('a lone probability that follows the side of one half belongs to class 1', async () => {
    const { sets, said } = await readPredictionFiles({
      'predictions.csv': 'text,label,pred,prob\nt,0,0,0.1\nu,1,1,0.8\nv,1,0,0.3\n',
    });
    expect(sets[0]!.hasScores).toBe(true);
    expect(said.join()).toContain('`prob` was taken as the probability of 1');
  });
});

describe('rows as wide as they are in the file', () => {
  test.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n"x, ""y""\nz",2',
      [
        ['a', 'b'],
        ['x, "y"\nz', '2'],
      ],
    ],
    ['a\n\n1,2,3\n', [['a'], ['1', '2', '3']]],
    [
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['a,"b', [['a', 'b']]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(splitRows(text, ',')).toEqual(rows);
  });
});

describe('joining two files', () => {
  const table = (columns: Record<string, readonly unknown[]>) =>
    tableFromColumns(new Map(Object.entries(columns)));

  test('keeps the rows that both have when ids are names', () => {
    const joined = joinTables(
      table({ id: ['a', 'b', 'c'], label: [1, 2, 3] }),
      table({ id: ['c', 'a', 'x'], pred: [3, 1, 9] }),
    );
    expect(joined).toMatchObject({
      how: expect.stringContaining(
        '2 rows); 1 prediction without a reference and 1 reference without a prediction left out',
      ),
    });
    expect('table' in joined && [joined.table.column('label'), joined.table.column('pred')]).toEqual([
      [3, 1],
      [3, 1],
    ]);
  });

  test('goes by order when ids repeat', () => {
    const joined = joinTables(
      table({ id: ['a', 'a'], label: [1, 2] }),
      table({ id: ['a', 'a'], pred: [1, 2] }),
    );
    expect(joined).toMatchObject({ how: expect.stringContaining('by order') });
  });
});

describe('the split', () => {
  test.each([
    ['outputs/eval_predictions.jsonl', 'validation'],
    ['dev.csv', 'validation'],
    ['predict_results_sst2.txt', 'test'],
    ['test/predictions.csv', 'test'],
    ['train_predictions.csv', 'train'],
    ['training/predictions.csv', undefined],
    ['predictions.csv', undefined],
    ['test_vs_dev.csv', undefined],
    ['contest/latest.csv', undefined],
  ])('of %s is %s', (path, split) => {
    expect(splitFromPath(path)?.value).toBe(split);
  });
});

describe('the reader', () => {
  const source = memorySource('test', {});
  const claims = (path: string) =>
    predictionsReader.claims(
      { path, bytes: 10, read: async () => new Uint8Array(), readRange: async () => new Uint8Array() },
      source,
    );

  test.each([
    'a/predictions.csv',
    'x.TSV',
    'eval_predictions.jsonl',
    'predict_results_cola.txt',
    'predictions.json',
  ])('looks at %s', (path) => {
    expect(claims(path)).toBe(true);
  });

  test.each([
    'trainer_state.json',
    'checkpoint-1/config.json',
    'tokenizer.json',
    'all_results.json',
    'predict_results.json',
    'model.safetensors',
    'vocab.txt',
  ])('leaves %s alone', (path) => {
    expect(claims(path)).toBe(false);
  });

  test('gives an addition in the folder of the file, with what it found', async () => {
    const { fragments, found } = await readPredictionFiles({
      'run/out/test_predictions.csv': 'text,label,pred\nt,a,a\nu,b,a\n',
    });
    expect(fragments).toHaveLength(1);
    expect(fragments[0]).toMatchObject({
      role: 'addition',
      root: 'run/out',
      reader: 'predictions',
      run: { files: ['run/out/test_predictions.csv'] },
    });
    expect(found).toEqual([
      { file: 'run/out/test_predictions.csv', reader: 'predictions', found: '2 predictions with references' },
    ]);
  });

  test('reads a list of mistakes as a whole set when a flag says so', async () => {
    const file = { 'wrong.csv': 'text,label,pred\nt,a,b\nu,b,a\n' };
    expect((await readPredictionFiles(file)).sets).toEqual([]);
    expect((await readPredictionFiles(file, { data: 'wrong.csv' })).sets).toHaveLength(1);
  });

  test('joins found predictions with the labelled data given by --data', async () => {
    const { sets } = await readPredictionFiles(
      {
        'data/test.csv': 'sentence,label\na,1\nb,0\n',
        'predict_results_cola.txt': 'index\tprediction\n0\t1\n1\t1\n',
      },
      { data: 'data/test.csv' },
    );
    expect(sets.map((set) => [set.rows, set.hasText])).toEqual([[2, true]]);
  });

  test('says when a column named by a flag is nowhere', async () => {
    const { said } = await readPredictionFiles(
      { 'p.csv': 'text,label,pred\nt,a,a\nu,b,b\n' },
      { labelColumn: 'gold' },
    );
    expect(said.join()).toContain(
      'No prediction file has the column `gold` named by --label-column; columns found: `text`, `label`, `pred`',
    );
  });

  test('gives the same for the same rows in any order of columns', async () => {
    const one = await readPredictionFiles({ 'p.csv': 'text,label,pred\nt,a,b\nu,b,b\nv,a,a\n' });
    const two = await readPredictionFiles({ 'p.csv': 'pred,text,label\nb,t,a\nb,u,b\na,v,a\n' });
    expect(await one.sets[0]!.confusion({ kind: 'all' })).toEqual(
      await two.sets[0]!.confusion({ kind: 'all' }),
    );
  });
});
