import { describe, expect, test } from 'vitest';
import { buildQuality } from '../../src/engine/quality.ts';
import { measure } from '../../src/metrics/text-classification/measure.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Table } from '../../src/model/report.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';

/** a→b three times, b→c once, two right answers, one row without a reference. */
const set = createPredictionSet(
  columnsOfPairs(
    ['a', 'b', 'c'],
    [
      ['a', 'a'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'c'],
      [null, 'c'],
    ],
    {
      texts: ['t0', 't1', 't2', 't3', 't4', 't5', 't6'],
      ids: ['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6'],
      confidence: Float32Array.of(0.9, 0.5, 0.75, 0.625, 0.875, 0.9, 0.9),
      extra: new Map([
        ['length', ['1', '2', '3', null, '5', '6', '7']],
        ['comment', ['x', 'my name is Ada', 'y', 'z', 'w', 'v', 'u']],
        ['text', ['0', '1', '2', '3', '4', '5', '6']],
        ['__proto__', ['1', '1', '1', '1', '1', '1', '1']],
      ]),
    },
  ),
);

async function built(of: PredictionSet, options: { examples?: number | 'all'; texts?: boolean } = {}) {
  const measures = measure(await of.confusion({ kind: 'all' }), await of.negativeLogLikelihood(), {
    set: of.id,
  });
  const { quality, tables } = await buildQuality(of, measures, {
    examples: options.examples ?? 200,
    texts: options.texts ?? true,
  });
  return { quality, measures, table: tables[quality.examples!.table]! };
}

const values = (table: Table, name: string) => {
  const column = table.columns.find((one) => one.name === name);
  return column === undefined ? undefined : [...column.values];
};

describe('the quality of a prediction set', () => {
  test('carries the measures as they are', async () => {
    const { quality, measures } = await built(set);
    expect(quality.overall).toEqual(Object.values(measures.overall));
    expect(quality.classes).toBe(measures.classes);
    expect(quality).toMatchObject({
      set: 'set',
      split: null,
      file: 'predictions.csv',
      rows: 6,
      unlabelled: 1,
    });
    expect(quality.majority).toEqual({ label: 'a', share: 4 / 6 });
    expect(quality.confusion).toEqual({
      labels: ['a', 'b', 'c'],
      counts: [
        [1, 3, 0],
        [0, 0, 1],
        [0, 0, 1],
      ],
    });
    expect(quality.conventions.join('\n')).toContain(
      'rows without a reference or a prediction, not counted: 1',
    );
  });

  test('names the largest mix-ups first, with their share of the class', async () => {
    const { quality } = await built(set);
    expect(quality.confused).toEqual([
      { reference: 'a', predicted: 'b', count: 3, ofReference: 4 },
      { reference: 'b', predicted: 'c', count: 1, ofReference: 1 },
    ]);
  });

  test('has a table of misclassified examples, most confident first', async () => {
    const { quality, table } = await built(set);
    expect(quality.examples).toMatchObject({ shown: 4, total: 4, textsLeftOut: false });
    expect(values(table, 'row')).toEqual([4, 2, 3, 1]);
    expect(values(table, 'text')).toEqual(['t4', 't2', 't3', 't1']);
    expect(values(table, 'confidence')).toEqual([0.875, 0.75, 0.625, 0.5]);
    expect(values(table, 'reference_probability')).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(table.columns.map((column) => column.name)).toEqual([
      'row',
      'id',
      'text',
      'reference',
      'predicted',
      'confidence',
      'reference_probability',
      'length',
      'comment',
      'text (2)',
      '__proto__',
    ]);
    expect(values(table, 'length')).toEqual(['5', '3', null, '2']);
  });

  test('keeps as many examples as asked for and says how many there are', async () => {
    const { quality, table } = await built(set, { examples: 2 });
    expect(quality.examples).toMatchObject({ shown: 2, total: 4 });
    // The only b→c, and the most confident a→b.
    expect(values(table, 'row')).toEqual([4, 2]);
    expect((await built(set, { examples: 'all' })).quality.examples).toMatchObject({ shown: 4, total: 4 });
    expect((await built(set, { examples: 0 })).table.rows).toBe(0);
  });

  test('leaves out texts and every column that may hold text', async () => {
    const { quality, table } = await built(set, { texts: false });
    expect(quality.examples!.textsLeftOut).toBe(true);
    expect(values(table, 'text')).toEqual([null, null, null, null]);
    expect(values(table, 'comment')).toBeUndefined();
    expect(values(table, 'length')).toEqual(['5', '3', null, '2']);
    expect(values(table, 'id')).toEqual(['i4', 'i2', 'i3', 'i1']);
    expect(JSON.stringify(table)).not.toContain('Ada');
  });

  test('leaves out ids that are texts', async () => {
    const named = createPredictionSet(
      columnsOfPairs(['a', 'b'], [['a', 'b']], { ids: ['a whole sentence as id'] }),
    );
    expect(values((await built(named, { texts: false })).table, 'id')).toEqual([null]);
    expect(values((await built(named)).table, 'id')).toEqual(['a whole sentence as id']);
  });

  test('without a mistake has an empty table', async () => {
    const { quality, table } = await built(
      createPredictionSet(
        columnsOfPairs(
          ['a', 'b'],
          [
            ['a', 'a'],
            ['b', 'b'],
          ],
        ),
      ),
    );
    expect(quality.confused).toEqual([]);
    expect(quality.examples).toMatchObject({ shown: 0, total: 0 });
    expect(table.rows).toBe(0);
  });
});
