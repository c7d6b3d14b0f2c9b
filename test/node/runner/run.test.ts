import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWeights } from '../../../src/model-runner/index.ts';
import { clearCache } from '../../../src/node/runner/cache-folder.ts';
import { filesOfFolder } from '../../../src/node/runner/disk-file.ts';
import type { RunProgress } from '../../../src/node/runner/progress.ts';
import { type CheckpointRun, RunInterrupted, runCheckpoint } from '../../../src/node/runner/run.ts';
import { checkpointFolder, sameThread, someTexts, temporary } from './fixture.ts';

const run = (folder: string, texts: readonly string[], more: Partial<CheckpointRun> = {}) =>
  runCheckpoint({
    folder,
    input: { kind: 'texts', texts },
    options: { cache: false },
    thread: sameThread,
    ...more,
  });

const refused = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was refused';
};

describe('a checkpoint run over texts', () => {
  it('answers with the labels of its configuration, in the order of the data', async () => {
    const folder = checkpointFolder('bert-sequence');
    const texts = someTexts(40);
    const whole = await run(folder, texts);
    expect(whole.labels).toEqual(['negative', 'neutral', 'positive']);
    expect(whole.problemType).toBe('single-label');
    expect(whole.logits.length).toBe(40 * 3);
    const alone = await run(folder, [texts[17]!]);
    expect(Array.from(whole.logits.subarray(17 * 3, 18 * 3))).toEqual(Array.from(alone.logits));
  });

  it('gives the same bits whatever the size of a batch', async () => {
    const folder = checkpointFolder('bert-sequence');
    const texts = someTexts(60);
    const expected = await run(folder, texts, { options: { cache: false, tokenBudget: 1 } });
    for (const tokenBudget of [16, 100, 700, 100_000]) {
      const other = await run(folder, texts, { options: { cache: false, tokenBudget } });
      expect(other.logits).toEqual(expected.logits);
    }
  });

  it.each(readdirSync('test/fixtures/checkpoints').filter((name) => name.endsWith('-sequence')))(
    'gives the same to a millionth for every family: %s',
    async (name) => {
      const folder = checkpointFolder(name);
      const texts = someTexts(30);
      const alone = await run(folder, texts, { options: { cache: false, tokenBudget: 1 } });
      const together = await run(folder, texts, { options: { cache: false, tokenBudget: 100_000 } });
      let worst = 0;
      alone.logits.forEach((logit, at) => {
        worst = Math.max(worst, Math.abs(logit - together.logits[at]!));
      });
      expect(worst).toBeLessThan(1e-6 * (1 + Math.max(...alone.logits.map(Math.abs))));
    },
  );

  it('knows which texts were cut, and how long they were', async () => {
    const folder = checkpointFolder('bert-sequence');
    const texts = ['good film', 'good '.repeat(100), '', 'bad '.repeat(54)];
    const result = await run(folder, texts);
    expect(result.maxLength).toBe(56);
    expect(result.maxLengthSource).toBe('the position embeddings of config.json');
    expect(Array.from(result.tokensBeforeCut)).toEqual([4, 102, 2, 56]);
    expect(result.rowsCut).toBe(1);
    const shorter = await run(folder, texts, { options: { cache: false, maxLength: 10 } });
    expect(shorter.rowsCut).toBe(2);
    // What lies beyond the limit changes nothing.
    const first = await run(folder, [`${'good '.repeat(54)}bad bad`]);
    expect(Array.from(first.logits)).toEqual(Array.from(result.logits.subarray(3, 6)));
  });

  it('takes pairs of texts', async () => {
    const folder = checkpointFolder('bert-sequence');
    const pairs = [
      ['good film', 'bad'],
      ['', ''],
      ['bad', 'good film'],
    ] as const;
    const result = await run(folder, [], { input: { kind: 'pairs', pairs } });
    expect(Array.from(result.tokensBeforeCut)).toEqual([6, 3, 6]);
    expect(result.logits.every(Number.isFinite)).toBe(true);
  });

  it('survives a text of one megabyte', async () => {
    const folder = checkpointFolder('bert-sequence');
    const result = await run(folder, ['x'.repeat(1_000_000), 'good '.repeat(200_000), 'fine']);
    expect(result.tokensBeforeCut[1]).toBe(200_002);
    expect(result.rowsCut).toBe(1);
    expect(result.logits.every(Number.isFinite)).toBe(true);
  });

  it('says what it is doing, and ends with every row done', async () => {
    const said: RunProgress[] = [];
    await run(checkpointFolder('bert-sequence'), someTexts(200), {
      options: { cache: false, tokenBudget: 64 },
      onProgress: (progress) => said.push(progress),
    });
    expect([...new Set(said.map(({ phase }) => phase))]).toEqual([
      'checking',
      'loading',
      'tokenizing',
      'running',
    ]);
    expect(said.at(-1)).toMatchObject({ rowsDone: 200, rows: 200, rowsFromCache: 0, secondsLeft: 0 });
    expect(said.map(({ rowsDone }) => rowsDone)).toEqual(
      [...said.map(({ rowsDone }) => rowsDone)].sort((a, b) => a - b),
    );
  });

  it('draws a stated sample, the same for the same seed', async () => {
    const folder = checkpointFolder('bert-sequence');
    const texts = someTexts(50);
    const whole = await run(folder, texts);
    const options = { cache: false, limit: 10, seed: 3 };
    const some = await run(folder, texts, { options });
    expect(some.rows.length).toBe(10);
    expect(some.rowsOfData).toBe(50);
    expect(some.assumptions.at(-1)).toContain('10 of 50 rows, drawn at random (seed 3)');
    expect((await run(folder, texts, { options })).rows).toEqual(some.rows);
    some.rows.forEach((row, at) => {
      expect(some.logits.subarray(at * 3, at * 3 + 3)).toEqual(whole.logits.subarray(row * 3, row * 3 + 3));
    });
  });

  it('estimates the memory before anything is loaded', async () => {
    let sentence = '';
    await run(checkpointFolder('bert-sequence'), ['x'], {
      onMemory: (estimate) => {
        sentence = estimate.sentence;
      },
    });
    expect(sentence).toMatch(/^Running takes about \d+ MB of memory; [\d.]+ [MG]B are free\.$/);
  });
});

describe('what is kept of a run', () => {
  const texts = someTexts(300);
  const options = (cacheFolder: string) => ({ cacheFolder, tokenBudget: 64 });

  it('is given back without loading the model', async () => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    const first = await run(folder, texts, { options: options(cacheFolder) });
    const again = await run(folder, texts, {
      options: options(cacheFolder),
      thread: () => Promise.reject(new Error('the model was loaded')),
    });
    expect(again.rowsFromCache).toBe(300);
    expect(again.logits).toEqual(first.logits);
    expect(again.tokensBeforeCut).toEqual(first.tokensBeforeCut);
  });

  it.each([
    ['a weight', (folder: string) => flipByte(join(folder, 'model.safetensors'))],
    [
      'the tokenizer',
      (folder: string) => writeFileSync(join(folder, 'tokenizer_config.json'), '{"do_lower_case":false}'),
    ],
  ])('does not count when %s is another', async (_, change) => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    await run(folder, texts, { options: options(cacheFolder) });
    change(folder);
    expect((await run(folder, texts, { options: options(cacheFolder) })).rowsFromCache).toBe(0);
  });

  it('does not count for other texts or another limit', async () => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    await run(folder, ['ab', 'c'], { options: { cacheFolder } });
    for (const other of [['a', 'bc'], ['c', 'ab'], ['ab']])
      expect((await run(folder, other, { options: { cacheFolder } })).rowsFromCache).toBe(0);
    expect((await run(folder, ['ab', 'c'], { options: { cacheFolder, maxLength: 9 } })).rowsFromCache).toBe(
      0,
    );
    expect((await run(folder, ['ab', 'c'], { options: { cacheFolder } })).rowsFromCache).toBe(2);
  });

  it('lets a run that was broken off go on where it was', async () => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    const controller = new AbortController();
    const broken = run(folder, texts, {
      options: options(cacheFolder),
      signal: controller.signal,
      onProgress: ({ rowsDone }) => {
        if (rowsDone > 100) controller.abort();
      },
    });
    const error: unknown = await broken.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RunInterrupted);
    expect((error as RunInterrupted).message).toMatch(/^Broken off after 1\d\d of 300 rows\. They are kept/);
    const rest = await run(folder, texts, { options: options(cacheFolder) });
    expect(rest.rowsFromCache).toBe((error as RunInterrupted).rowsDone);
    expect(rest.logits).toEqual((await run(folder, texts)).logits);
  });

  it('is used up to the place where the file was damaged', async () => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    const first = await run(folder, texts, { options: options(cacheFolder) });
    const stored = join(cacheFolder, readdirSync(cacheFolder).find((name) => name.endsWith('.rows'))!);
    truncateSync(stored, Math.floor(statSync(stored).size / 2));
    const second = await run(folder, texts, { options: options(cacheFolder) });
    expect(second.rowsFromCache).toBeGreaterThan(50);
    expect(second.rowsFromCache).toBeLessThan(250);
    expect(second.logits).toEqual(first.logits);
    const third = await run(folder, texts, { options: options(cacheFolder) });
    expect(third.rowsFromCache).toBe(300);
    writeFileSync(join(cacheFolder, 'notes.txt'), 'of the user');
    expect((await clearCache(cacheFolder)).files).toBe(2);
    expect(readdirSync(cacheFolder)).toEqual(['notes.txt']);
  });

  it('is nothing when the cache is off', async () => {
    const folder = checkpointFolder('bert-sequence');
    const cacheFolder = temporary('cache');
    await run(folder, texts, { options: { cache: false, cacheFolder } });
    expect(readdirSync(cacheFolder)).toEqual([]);
  });
});

describe('a checkpoint that cannot be run', () => {
  it('names the tensor that holds a NaN', async () => {
    const folder = checkpointFolder('bert-sequence');
    const weights = await openWeights(await filesOfFolder(folder));
    if (weights.kind !== 'weights') throw new Error('no weights');
    const [name, weight] = [...weights.tensors].find(([one]) => one.endsWith('classifier.bias'))!;
    const bytes = readFileSync(join(folder, 'model.safetensors'));
    bytes.writeFloatLE(Number.NaN, weight.byteOffset);
    rmSync(join(folder, 'model.safetensors'));
    writeFileSync(join(folder, 'model.safetensors'), bytes);
    expect(await refused(run(folder, ['good']))).toContain(`hold NaN in \`${name}\` (number 0)`);
  });

  it('is refused when the vocabulary is larger than the embedding', async () => {
    const folder = checkpointFolder('bert-sequence');
    const vocabulary = readFileSync(join(folder, 'vocab.txt'), 'utf8');
    writeFileSync(join(folder, 'vocab.txt'), `${vocabulary}quux\n`);
    expect(await refused(run(folder, ['a quux']))).toContain(
      'gives ids up to 100, and the model has embeddings for ids below 100',
    );
    expect((await run(folder, ['good'])).logits.length).toBe(3);
  });

  it('is refused without a tokenizer, and says what to copy', async () => {
    const folder = checkpointFolder('bert-sequence');
    rmSync(join(folder, 'vocab.txt'));
    expect(await refused(run(folder, ['good']))).toBe(
      'Neither tokenizer.json nor vocab.txt is in the folder. Copy the tokenizer of the training beside the weights.',
    );
  });

  it('is refused for data of the other kind', async () => {
    const words = { kind: 'words', rows: [['good', 'film']] } as const;
    expect(await refused(run(checkpointFolder('bert-sequence'), [], { input: words }))).toContain(
      'classifies whole texts',
    );
    const pairs = { kind: 'pairs', pairs: [['good', 'film']] } as const;
    expect(await refused(run(checkpointFolder('bert-token'), [], { input: pairs }))).toContain(
      'labels tokens',
    );
  });
});

/** Of the last weight: the lowest bit of its fraction. */
function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 4]! ^= 1;
  rmSync(path);
  writeFileSync(path, bytes);
}
