import { describe, expect, it } from 'vitest';
import type { RunFragment } from '../../src/model/reader.ts';
import type { Series } from '../../src/model/series.ts';
import { kerasReader } from '../../src/readers/keras/reader.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { fixtureFiles, type ReadResult, readWith } from './read-fixture.ts';

type Files = Readonly<Record<string, Uint8Array | string>>;
const read = (files: Files): Promise<ReadResult> => readWith(kerasReader, memorySource('project', files));

async function only(files: Files): Promise<RunFragment> {
  const { fragments, problems } = await read(files);
  expect(problems).toEqual([]);
  expect(fragments).toHaveLength(1);
  return fragments[0]!;
}

function series({ run }: RunFragment, tag: string): Series {
  const found = run.series?.find((s) => s.tag === tag);
  if (!found) throw new Error(`no series ${tag} among ${run.series?.map((s) => s.tag).join(', ')}`);
  return found;
}

const history = {
  loss: [0.7, 0.4, 0.2],
  accuracy: [0.5, 0.8, 0.9],
  val_loss: [0.6, 0.5, 0.7],
  val_accuracy: [0.6, 0.7, 0.7],
};
const json = (value: unknown): string => JSON.stringify(value);
const recorded = fixtureFiles('keras');

describe('a history, however it was saved', () => {
  it.each(['history.json', 'history.pkl', 'trainHistoryDict', 'history.npy'])(
    'is read from %s',
    async (name) => {
      const fragment = await only({ [`out/${name}`]: recorded[name]! });
      expect(fragment).toMatchObject({ role: 'owner', root: 'out', reader: 'keras' });
      expect(fragment.run).toMatchObject({
        id: `out/${name}`,
        title: 'out',
        framework: 'keras',
        axis: 'epoch',
        lastEpoch: 4,
      });
      expect([...series(fragment, 'val_loss').step]).toEqual([1, 2, 3, 4]);
      expect(series(fragment, 'val_loss').value[3]).toBeCloseTo(0.62, 6);
      expect(fragment.run.series!.map((s) => [s.split, s.quantity, s.averaging])).toEqual([
        ['train', 'loss', 'epoch-mean'],
        ['train', 'accuracy', 'epoch-mean'],
        ['validation', 'loss', 'point'],
        ['validation', 'accuracy', 'point'],
        ['train', 'learning_rate', 'point'],
      ]);
    },
  );

  it('in two ways beside each other is one run', async () => {
    const csv = 'epoch,accuracy,loss\n0,0.52,0.693\n1,0.81,0.41\n2,0.92,0.22\n3,0.97,0.11\n';
    const { fragments } = await read({ 'history.json': recorded['history.json']!, 'training.log': csv });
    expect(fragments).toHaveLength(1);
    expect(fragments[0]!.run.files).toEqual(['history.json', 'training.log']);
  });

  it('gives the planned epochs when params were pickled along', async () => {
    const { run } = await only({ 'history.pkl': recorded['history.pkl']! });
    expect(run.hyperparameters?.epochs).toMatchObject({ value: 6, origin: 'stated' });
    expect(run.hyperparameters?.raw.steps).toBe(105);
  });

  it('gives the planned epochs when params lie in a file beside it', async () => {
    const { run } = await only({
      'history.json': json(history),
      'params.json': json({ verbose: 1, epochs: 5, steps: 12 }),
    });
    expect(run.hyperparameters?.epochs?.value).toBe(5);
  });
});

describe('a history in JSON', () => {
  it.each<[string, unknown]>([
    ['under the key history', { history, params: { epochs: 3 }, epoch: [0, 1, 2] }],
    ['under any key', { model: 'bert', result: { history } }],
    ['as a data frame', { loss: { 0: 0.7, 1: 0.4, 2: 0.2 }, val_loss: { 0: 0.6, 1: 0.5, 2: 0.7 } }],
    ['with numbers as strings', { loss: ['0.7', '0.4', '0.2'], val_loss: ['0.6', '0.5', '0.7'] }],
    ['with lists of one', { loss: [[0.7], [0.4], [0.2]], val_loss: [0.6, 0.5, 0.7] }],
    [
      'with train_ and val_ prefixes',
      { train_loss: [0.7, 0.4, 0.2], val_loss: [0.6, 0.5, 0.7], train_acc: [0.1, 0.2, 0.3] },
    ],
    ['with a list of epochs', { epoch: [1, 2, 3], loss: [0.7, 0.4, 0.2], val_loss: [0.6, 0.5, 0.7] }],
  ])('is found %s', async (_, value) => {
    const fragment = await only({ 'metrics.json': json(value) });
    const losses = fragment.run.series!.filter((s) => s.quantity === 'loss');
    expect(losses.map((s) => [s.split, [...s.value], [...s.step]])).toEqual([
      ['train', [0.7, 0.4, 0.2], [1, 2, 3]],
      ['validation', [0.6, 0.5, 0.7], [1, 2, 3]],
    ]);
  });

  it('is found once for every fold', async () => {
    const { fragments } = await read({
      'history.json': json({ fold_1: history, fold_2: history, fold_3: { loss: [1, 2] } }),
    });
    // The first two are equal: one training saved twice.
    expect(fragments.map((f) => f.run.id)).toEqual(['history.json#/fold_1', 'history.json#/fold_3']);
  });

  it('keeps NaN', async () => {
    const fragment = await only({
      'history.json': '{"loss": [0.5, NaN, NaN], "val_loss": [0.6, NaN, Infinity]}',
    });
    expect([...series(fragment, 'val_loss').value]).toEqual([0.6, Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it('keeps a metric named __proto__ a metric', async () => {
    const fragment = await only({ 'history.json': '{"loss": [0.5, 0.4], "__proto__": [1, 2]}' });
    expect(fragment.run.series!.map((s) => s.tag)).toEqual(['loss', '__proto__']);
  });

  it.each([
    ['sparse_categorical_accuracy', 'accuracy'],
    ['binary_accuracy', 'accuracy'],
    ['acc', 'accuracy'],
    ['precision_3', 'precision'],
    ['auc', 'roc_auc'],
    ['f1_score', 'f1'],
    ['lr', 'learning_rate'],
  ])('calls %s %s', async (name, quantity) => {
    const fragment = await only({ 'history.json': json({ loss: [1, 2], [name]: [0.1, 0.2] }) });
    expect(series(fragment, name)).toMatchObject({ quantity, split: 'train' });
  });
});

describe('lists of unequal length', () => {
  it('of a validation every second epoch are placed there', async () => {
    const fragment = await only({ 'history.json': json({ loss: [6, 5, 4, 3, 2, 1], val_loss: [5, 4, 3] }) });
    expect([...series(fragment, 'val_loss').step]).toEqual([2, 4, 6]);
    expect(fragment.run.notes![0]!.text).toContain('every 2 epochs');
  });

  it('that lack the last epoch are those of an interrupted one', async () => {
    const fragment = await only({ 'history.json': json({ loss: [3, 2, 1], val_loss: [3, 2] }) });
    expect([...series(fragment, 'val_loss').step]).toEqual([1, 2]);
  });

  it('are left out when their epochs cannot be told', async () => {
    const fragment = await only({
      'history.json': json({ loss: [1, 2, 3, 4, 5, 6, 7, 8, 9], val_loss: [1, 2, 3, 4, 5, 6, 7] }),
    });
    expect(fragment.run.series!.map((s) => s.tag)).toEqual(['loss']);
    expect(fragment.run.notes![0]).toMatchObject({ kind: 'unequal-lengths' });
  });
});

describe('the CSVLogger', () => {
  const rows = (...lines: string[]): string => `epoch,accuracy,loss,val_loss\n${lines.join('\n')}\n`;

  it('is read by epoch, counted from 1', async () => {
    const fragment = await only({ 'training_log.csv': rows('0,0.5,0.9,0.8', '1,0.7,0.6,0.7') });
    expect([...series(fragment, 'loss').step]).toEqual([1, 2]);
    expect(fragment.run.title).toBe('project');
  });

  it('has no value where an epoch had no validation', async () => {
    const fragment = await only({
      'log.csv': rows('0,0.5,0.9,NA', '1,0.7,0.6,0.7', '2,0.8,0.5,NA', '3,0.8,0.4,0.6'),
    });
    expect([...series(fragment, 'val_loss').step]).toEqual([2, 4]);
    expect([...series(fragment, 'loss').step]).toEqual([1, 2, 3, 4]);
  });

  it('that was resumed from an epoch is one run with a seam, and the later rows win', async () => {
    const fragment = await only({
      'log.csv': rows('0,0.5,0.9,0.8', '1,0.7,0.6,0.7', '2,0.8,0.5,0.6', '1,0.7,0.61,0.7', '2,0.8,0.51,0.6'),
    });
    expect([...series(fragment, 'loss').value]).toEqual([0.9, 0.61, 0.51]);
    expect(fragment.run.seams).toMatchObject([{ step: 2, after: 1, discardedRows: 2 }]);
  });

  it('whose epoch falls back to 0 while the loss goes on is the same model trained on', async () => {
    const fragment = await only({
      'log.csv': rows('0,0.5,0.9,0.8', '1,0.7,0.5,0.7', '0,0.8,0.45,0.6', '1,0.9,0.4,0.6'),
    });
    expect([...series(fragment, 'loss').step]).toEqual([1, 2, 3, 4]);
    expect(fragment.run.seams).toMatchObject([{ step: 3, after: 2, discardedRows: 0 }]);
    expect(fragment.run.notes).toMatchObject([{ kind: 'resumed' }]);
  });

  it('whose epoch falls back to 0 with a loss as at the start holds two trainings', async () => {
    const { fragments } = await read({
      'log.csv': rows('0,0.5,0.9,0.8', '1,0.7,0.5,0.7', '0,0.5,0.88,0.8', '1,0.6,0.55,0.7'),
    });
    expect(fragments.map((f) => f.run.lastEpoch)).toEqual([2, 2]);
  });

  it('may be a data frame with an index and no epoch column', async () => {
    const fragment = await only({ 'history.csv': ',loss,val_loss\n0,0.9,0.8\n1,0.5,0.6\n' });
    expect([...series(fragment, 'val_loss').step]).toEqual([1, 2]);
  });

  it('may have its header in the middle, where it was appended to', async () => {
    const fragment = await only({
      'log.csv': rows('0,0.5,0.9,0.8', 'epoch,accuracy,loss,val_loss', '1,0.7,0.6,0.7'),
    });
    expect(series(fragment, 'loss').value).toHaveLength(2);
  });
});

describe('what is no history', () => {
  it.each<[string, Uint8Array | string]>([
    ['predictions.csv', 'text,label,prediction\nfine,1,1\n'],
    ['results.csv', 'epoch,steps,cosine_pearson,loss\n0,100,0.5,0.1\n'],
    ['metrics.csv', 'train_loss,train_acc,epoch,step\n2.3,0.3,0,49\n'],
    ['grid.csv', 'epoch,loss_name\n5,focal\n'],
    ['data.json', json({ loss: 'focal', epochs: 3 })],
    ['log_history.json', json([{ loss: 0.5, step: 500 }])],
    ['losses.json', json({ loss: { train: 0.1, test: 0.3 } })],
    ['label2id.pkl', Uint8Array.of(0x80, 4, 0x7d, 0x94, 0x2e)],
    ['broken.json', '{"loss": [0.1, 0.2'],
    ['weights.pkl', Uint8Array.of(1, 2, 3, 4)],
  ])('%s is passed over without a word', async (name, content) => {
    expect(await read({ [name]: content })).toEqual({ fragments: [], found: [], problems: [] });
  });

  it.each<[string, Uint8Array | string, string]>([
    ['history.json', '{"loss": [0.1, 0.2', 'line 1'],
    ['history.pkl', Uint8Array.of(0x80, 4, 0x5d), 'byte 3'],
  ])('but a damaged %s is named with the place', async (name, content, position) => {
    const { fragments, problems } = await read({ [name]: content });
    expect(fragments).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.position).toContain(position);
  });

  it('and a pickle that would run something is named whatever it is called', async () => {
    const evil = fixtureFiles('pickle')['os-system-4.pkl']!;
    const { fragments, problems } = await read({ 'labels.pkl': evil });
    expect(fragments).toEqual([]);
    expect(problems[0]!.found).toContain('posix.system');
  });

  it('is told by name alone where the name is that of another tool', () => {
    const source = memorySource('x', {
      'tokenizer.json': '{}',
      'config.json': '{}',
      'model.safetensors': '',
      'notes.txt': 'a',
    });
    expect(source.files.filter((file) => kerasReader.claims(file, source))).toEqual([]);
  });
});
