import { describe, expect, test } from 'vitest';
import { latestSets, leadingSet, setSeries } from '../../src/engine/set-series.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';

const set = (id: string, split: 'train' | 'validation' | 'test' | null = null, rows = 10): PredictionSet =>
  ({ id, file: id, rows, split: split === null ? null : { value: split } }) as unknown as PredictionSet;

const told = (...sets: PredictionSet[]) =>
  setSeries(sets).map(({ kind, members }) => `${kind} ${members.map(({ at }) => at).join(' ')}`);

describe('files of the same examples', () => {
  test.each([
    ['epoch_1.csv', 'epoch_10.csv', 'epoch_2.csv', 'epoch 1 2 10'],
    ['preds_epoch1.jsonl', 'preds_epoch2.jsonl', 'preds_epoch3.jsonl', 'epoch 1 2 3'],
    [
      'checkpoint-500/predictions.csv',
      'checkpoint-1000/predictions.csv',
      'checkpoint-1500/predictions.csv',
      'step 500 1000 1500',
    ],
    ['preds_seed42.json', 'preds_seed1.json', 'preds_seed7.json', 'seed 1 7 42'],
    ['out/step=10/p.csv', 'out/step=20/p.csv', 'out/step=30/p.csv', 'step 10 20 30'],
  ])('%s, %s, %s', (a, b, c, expected) => {
    expect(told(set(a), set(b), set(c))).toEqual([expected]);
  });

  test.each([
    ['folds hold other examples', 'fold_1.csv', 'fold_2.csv'],
    ['a bare number may count anything', 'predictions_1.csv', 'predictions_2.csv'],
    ['all else in the name has to be the same', 'test_epoch_1.csv', 'val_epoch_2.csv'],
    ['one file is no series', 'epoch_1.csv', 'other.csv'],
    ['a word that only ends so', 'prestep_1.csv', 'prestep_2.csv'],
  ])('%s: %s, %s', (_, a, b) => {
    expect(told(set(a), set(b))).toEqual([]);
  });

  test('different splits are never epochs of each other', () => {
    expect(told(set('epoch_1.csv', 'validation'), set('epoch_2.csv', 'test'))).toEqual([]);
    expect(told(set('epoch_1.csv#train'), set('epoch_2.csv#test'))).toEqual([]);
  });

  test('the last epoch leads, and the earlier ones are not the latest', () => {
    const sets = [
      set('epoch_1.csv', 'test'),
      set('epoch_10.csv', 'test'),
      set('epoch_2.csv', 'test'),
      set('train.csv', 'train', 99),
    ];
    expect(leadingSet(sets)!.id).toBe('epoch_10.csv');
    expect(latestSets(sets).map(({ id }) => id)).toEqual(['epoch_10.csv', 'train.csv']);
    expect(leadingSet([set('a.csv'), set('b.csv', null, 20)])!.id).toBe('b.csv');
    expect(leadingSet([set('p_seed9.csv'), set('p_seed3.csv')])!.id).toBe('p_seed3.csv');
    expect(leadingSet([])).toBeNull();
  });

  test('what was run here is judged, whatever else lies in the folder', () => {
    const ran = { ...set('data.csv#run', 'validation', 5), ran: true };
    expect(leadingSet([set('test_predictions.csv', 'test', 100), ran])!.id).toBe('data.csv#run');
  });
});
