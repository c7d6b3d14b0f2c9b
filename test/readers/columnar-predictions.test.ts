import { describe, expect, test } from 'vitest';
import { readRuns } from '../../src/engine/analyse.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { createRandom } from '../../src/stats/index.ts';
import { readPredictionFiles } from '../support/predictions.ts';
import { trainerState } from '../support/run-folders.ts';
import { fixtureFiles } from './read-fixture.ts';

const files = (name: string): Record<string, Uint8Array> => {
  const { 'expected.json': _, ...rest } = fixtureFiles(`predictions/${name}`);
  return rest;
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const shares = { negative: 0, neutral: 0, positive: 0 };

describe('training data', () => {
  const saved = files('saved-dataset');
  const run = { 'trainer_state.json': trainerState() };
  const counted = async (content: Record<string, Uint8Array | string>, options = {}) => {
    const { runs, unreadable } = await readRuns(memorySource('outputs', content), options);
    expect(unreadable).toEqual([]);
    expect(runs).toHaveLength(1);
    return runs[0]!;
  };

  test('is found in the train split that save_to_disk wrote, its labels by the names of the features', async () => {
    const { trainSize, trainLabels, trainTexts } = await counted({ ...run, ...saved });
    expect(trainSize?.value).toBe(24);
    expect(trainLabels?.value.labels).toEqual(Object.keys(shares));
    expect(trainLabels?.value.counts.reduce((a, b) => a + b, 0)).toBe(24);
    const { texts, labels } = await trainTexts!.read();
    expect(texts[3]).toBe('Sentence 3 about the weather.');
    expect(labels).toHaveLength(24);
  });

  test('is found in a Parquet file called train, as on the Hub', async () => {
    const [parquet] = Object.values(files('parquet-with-features'));
    // Scores of a model are no training data.
    expect((await counted({ ...run, 'train.parquet': parquet! })).trainLabels).toBeNull();
    const arrow = saved['scored/train/data-00000-of-00001.arrow']!;
    const found = await counted({ ...run, 'data/train-00000-of-00001.arrow': arrow });
    expect(found.trainLabels?.value.labels).toEqual(Object.keys(shares));
  });

  test('is what --train-data names', async () => {
    const arrow = saved['scored/train/data-00000-of-00001.arrow']!;
    const found = await counted({ ...run, 'all.arrow': arrow }, { trainData: 'all.arrow' });
    expect(found.trainSize).toMatchObject({ value: 24, origin: 'given' });
    expect(found.trainLabels?.value.labels).toEqual(Object.keys(shares));
  });

  test('a train split is not taken for predictions', async () => {
    const { sets } = await readPredictionFiles(saved);
    expect(sets.map(({ file }) => file)).toEqual(['scored/test/data-00000-of-00002.arrow']);
  });
});

describe('names of labels', () => {
  test('of a data set that was saved beside predictions by id', async () => {
    const info = files('saved-dataset')['scored/train/dataset_info.json']!;
    const table = utf8('text,label,prediction\na,0,0\nb,2,1\nc,1,1\n');
    const { sets } = await readPredictionFiles({ 'predictions.csv': table, 'data/dataset_info.json': info });
    expect(sets[0]!.labels).toEqual(Object.keys(shares));
  });
});

describe('arrays', () => {
  test('features and embeddings are passed over in silence', async () => {
    const logits = files('logits-beside-a-table')['logits.npy']!;
    const { sets, said, problems } = await readPredictionFiles({
      'embeddings.npy': logits,
      'features.npy': logits,
    });
    expect([sets, said, problems]).toEqual([[], [], []]);
  });

  test('logits alone ask for the labels', async () => {
    const { 'logits.npy': logits } = files('logits-beside-a-table');
    const { sets, said } = await readPredictionFiles({ 'run/logits.npy': logits! });
    expect(sets).toEqual([]);
    expect(said.join()).toContain('name the file with the true labels with --reference FILE');
  });

  test('two that could be the scores are asked about', async () => {
    const { 'logits.npy': logits, 'test.csv': table } = files('logits-beside-a-table');
    const { sets, said } = await readPredictionFiles({
      ...{ 'logits.npy': logits!, 'probabilities.npy': logits!, 'test.csv': table! },
    });
    expect(sets).toEqual([]);
    expect(said.join()).toContain(
      '`logits.npy` and `probabilities.npy` could each be the scores; name one with --predictions',
    );
  });
});

describe('damaged files', () => {
  test('a shard that is missing is told', async () => {
    const shards = files('parquet-in-shards');
    delete shards['data/predictions-00001-of-00002.parquet'];
    const { sets, problems } = await readPredictionFiles(shards);
    expect(sets[0]!.rows).toBe(10);
    expect(problems).toMatchObject([{ expected: 'a table of 2 files', found: '1 of them', partial: true }]);
  });

  test('a file that was cut off is a problem, and the others are read', async () => {
    const [[path, bytes]] = Object.entries(files('parquet-with-features')) as [[string, Uint8Array]];
    const { sets, problems } = await readPredictionFiles({
      [path]: bytes.subarray(0, -100),
      'other_predictions.csv': 'text,label,pred\nt,a,a\nu,b,a\n',
    });
    expect(sets.map(({ file }) => file)).toEqual(['other_predictions.csv']);
    expect(problems).toMatchObject([{ file: path, partial: false }]);
    expect(problems[0]!.nextStep).toContain('Parquet');
  });

  test('a Git LFS pointer is named where the name speaks of predictions, and passed over elsewhere', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
    const { problems } = await readPredictionFiles({
      'predictions.parquet': pointer,
      'corpus.parquet': pointer,
    });
    expect(problems.map(({ file }) => file)).toEqual(['predictions.parquet']);
    expect(problems[0]!.found).toContain('not fetched');
  });

  test('byte flips never throw out of the reader and never give a set with impossible counts', async () => {
    const random = createRandom(20260102);
    const cases = [
      'parquet-with-features',
      'saved-dataset',
      'logits-beside-a-table',
      'arrays-with-labels',
    ].map(files);
    let read = 0;
    for (let round = 0; round < 300; round++) {
      const original = cases[round % cases.length]!;
      const paths = Object.keys(original);
      const damaged = paths[random.integer(paths.length)]!;
      const bytes = original[damaged]!.slice();
      for (let flips = 1 + random.integer(4); flips > 0; flips--)
        bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
      const { sets } = await readPredictionFiles({ ...original, [damaged]: bytes });
      for (const set of sets) {
        const confusion = await set.confusion({ kind: 'all' });
        expect(confusion.rows + confusion.unlabelled).toBe(set.rows);
        read++;
      }
    }
    expect(read).toBeGreaterThan(100);
  });
});
