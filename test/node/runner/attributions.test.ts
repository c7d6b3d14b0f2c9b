import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraph, describeCheckpoint, openWeights } from '../../../src/model-runner/index.ts';
import {
  type AttributionResult,
  type AttributionRun,
  agreement,
  attributeTexts,
} from '../../../src/node/runner/attributions.ts';
import { filesOfFolder } from '../../../src/node/runner/disk-file.ts';
import { openGradientSession } from '../../../src/node/runner/gradient-session.ts';
import { openCheckpoint } from '../../../src/node/runner/open.ts';
import { runCheckpoint } from '../../../src/node/runner/run.ts';
import {
  accepted,
  configOf,
  recorded,
  relativeDifference,
  weightsOf,
} from '../../model-runner/checkpoint-files.ts';
import { checkpointFolder, sameThread, someTexts, temporary } from './fixture.ts';

const texts = ['the film is very good', 'not bad, and not good.', 'Odd', '', 'bad '.repeat(100)];
const labels = (of: readonly string[], label: number): Int32Array => new Int32Array(of.length).fill(label);

const weigh = (folder: string, method: AttributionRun['method'], more: Partial<AttributionRun> = {}) => {
  const of = more.texts ?? texts;
  return attributeTexts({
    folder,
    texts: of,
    toward: labels(of, 2),
    against: labels(of, 0),
    method,
    options: { cache: false },
    thread: sameThread,
    ...more,
  });
};

/** Words of a text with their weights. */
const wordsOf = ({ first, start, end, weight }: AttributionResult, of: readonly string[], row: number) =>
  Array.from({ length: first[row + 1]! - first[row]! }, (_, i) => {
    const word = first[row]! + i;
    return [of[row]!.slice(start[word]!, end[word]!), weight[word]!] as const;
  });

const sequences = Object.entries(recorded)
  .filter(([name, { head }]) => head === 'sequence' && !name.includes('lora'))
  .map(([name]) => name);

describe('the gradient session', () => {
  it.each(sequences)('has the gradients that autograd has: %s', async (name) => {
    const { rows, types, pad, seeds, gradients } = recorded[name]!;
    const folder = checkpointFolder(name);
    const session = await openGradientSession(await openCheckpoint(folder), 1);
    const got: number[] = [];
    for (const { row, label } of seeds) {
      const ids = BigInt64Array.from(rows[row]!, BigInt);
      const seed = new Float32Array(session.labels);
      seed[label] = 1;
      const gradient = await session.gradient({
        rows: 1,
        length: ids.length,
        ids,
        mask: ids.map(() => 1n),
        segments: BigInt64Array.from(types?.[row] ?? rows[row]!.map(() => 0), BigInt),
        seed,
        alpha: Float32Array.of(1),
        baselineWeight: 0,
        baselineIds: ids.map(() => BigInt(pad)),
      });
      got.push(...gradient);
    }
    expect(relativeDifference(got, gradients.flat())).toBeLessThan(1e-4);
    await session.release();
  });
});

describe('gradient × input', () => {
  it('is the gradient times the embedding of the word, summed', async () => {
    const folder = checkpointFolder('bert-sequence');
    const weights = accepted(await openWeights(await filesOfFolder(folder)));
    const table = [...weights.tensors.values()].find(({ name }) => name.endsWith('word_embeddings.weight'))!;
    const bytes = await table.file.readRange(table.byteOffset, table.bytes);
    const embeddings = new Float32Array(bytes.slice().buffer);
    const width = table.shape[1]!;

    const checkpoint = await openCheckpoint(folder);
    const session = await openGradientSession(checkpoint, 1);
    // [CLS] the film [SEP]
    const vocabulary = checkpoint.tokenizer.json;
    const id = (token: string): number => JSON.parse(vocabulary).model.vocab[token];
    const ids = BigInt64Array.from(['[CLS]', 'the', 'film', '[SEP]'].map(id), BigInt);
    const gradient = await session.gradient({
      rows: 1,
      length: 4,
      ids,
      mask: ids.map(() => 1n),
      segments: ids.map(() => 0n),
      seed: Float32Array.of(-1, 0, 1),
      alpha: Float32Array.of(1),
      baselineWeight: 0,
      baselineIds: ids.map(() => 0n),
    });
    await session.release();
    const expected = [1, 2].map((token) => {
      let sum = 0;
      for (let i = 0; i < width; i++)
        sum += gradient[token * width + i]! * embeddings[Number(ids[token]) * width + i]!;
      return sum;
    });
    const result = await weigh(folder, 'gradient', { texts: ['the film'] });
    const got = wordsOf(result, ['the film'], 0);
    expect(got.map(([word]) => word)).toEqual(['the', 'film']);
    got.forEach(([, weight], i) => {
      expect(weight).toBeCloseTo(expected[i]!, 5);
    });
  });

  it('explains the difference of the logits that the model gives, word by word of the text', async () => {
    const folder = checkpointFolder('bert-sequence');
    const run = await runCheckpoint({
      folder,
      input: { kind: 'texts', texts },
      options: { cache: false },
      thread: sameThread,
    });
    const result = await weigh(folder, 'gradient');
    expect(Array.from(result.rows)).toEqual([0, 1, 2, 3, 4]);
    result.value.forEach((value, row) => {
      expect(value).toBeCloseTo(run.logits[row * 3 + 2]! - run.logits[row * 3]!, 4);
    });
    expect(wordsOf(result, texts, 1).map(([word]) => word)).toEqual([
      'not',
      'bad',
      ',',
      'and',
      'not',
      'good',
      '.',
    ]);
    expect(wordsOf(result, texts, 2).map(([word]) => word)).toEqual(['Odd']);
    expect(wordsOf(result, texts, 3)).toEqual([]);
    // 56 tokens are read, two of them special.
    expect(wordsOf(result, texts, 4)).toHaveLength(54);
  });

  it('gives the same whatever is run beside it', async () => {
    const folder = checkpointFolder('bert-sequence');
    const many = someTexts(150);
    const together = await weigh(folder, 'gradient', { texts: many });
    const alone = await weigh(folder, 'gradient', { texts: [many[140]!] });
    const own = wordsOf(together, many, 140);
    wordsOf(alone, [many[140]!], 0).forEach(([word, weight], i) => {
      expect(own[i]![0]).toBe(word);
      expect(Math.abs(own[i]![1] - weight)).toBeLessThan(1e-4);
    });
  });
});

describe('Integrated Gradients', () => {
  it.each(['bert-sequence', 'distilbert-sequence', 'roberta-sequence'])(
    'add up to the difference from padding: %s',
    async (name) => {
      const folder = checkpointFolder(name);
      const few = await weigh(folder, 'ig', { steps: 4 });
      const many = await weigh(folder, 'ig', { steps: 256 });
      expect(many.gap!.largest).toBeLessThan(0.02);
      expect(many.gap!.median).toBeLessThanOrEqual(few.gap!.median + 1e-6);
      expect(many.methodName).toBe('Integrated Gradients, 256 steps from padding');
      // An empty text is its own baseline.
      expect(many.value[3]).toBeCloseTo(0, 5);
    },
  );
});

describe('hiding words', () => {
  it('says what the answer loses without each', async () => {
    const folder = checkpointFolder('bert-sequence');
    const result = await weigh(folder, 'occlusion');
    const gradient = await weigh(folder, 'gradient');
    result.value.forEach((value, row) => {
      expect(value).toBeCloseTo(gradient.value[row]!, 4);
    });
    expect(result.first).toEqual(gradient.first);
    expect(result.weight.some((weight) => Math.abs(weight) > 1e-3)).toBe(true);
  });

  it('works on a graph that knows nothing of gradients, whatever is asked for', async () => {
    const folder = checkpointFolder('bert-sequence');
    const expected = await weigh(folder, 'occlusion');
    const description = accepted(describeCheckpoint(configOf(`${folder}/`), await weightsOf(`${folder}/`)));
    const graph = buildGraph(description, await weightsOf(`${folder}/`), { gradients: false });
    writeFileSync(join(folder, 'exported.onnx'), graph.bytes);
    const result = await weigh(join(folder, 'exported.onnx'), 'gradient');
    expect(result.method).toBe('occlusion');
    expect(result.weight).toEqual(expected.weight);
  });
});

describe('weighing words', () => {
  it('is kept in the cache under what was asked', async () => {
    const folder = checkpointFolder('bert-sequence');
    const options = { cacheFolder: temporary('cache') };
    const first = await weigh(folder, 'gradient', { options });
    const again = await weigh(folder, 'gradient', { options });
    expect([first.rowsFromCache, again.rowsFromCache]).toEqual([0, 5]);
    expect(again.weight).toEqual(first.weight);
    const others = await weigh(folder, 'gradient', { options, toward: labels(texts, 1) });
    const method = await weigh(folder, 'occlusion', { options });
    expect([others.rowsFromCache, method.rowsFromCache]).toEqual([0, 0]);
  });

  it('ends when its time is over, with what is done', async () => {
    const folder = checkpointFolder('bert-sequence');
    expect((await weigh(folder, 'gradient', { seconds: 0 })).rows.length).toBe(0);
  });

  it('is refused for models of tokens', async () => {
    await expect(weigh(checkpointFolder('bert-token'), 'gradient')).rejects.toThrow(/text classifier/);
  });

  it('is checked by whether the word that matters most is among the heaviest', () => {
    const of = (weight: number[]): AttributionResult => ({
      method: 'gradient',
      methodName: '',
      rows: Int32Array.of(0),
      first: Int32Array.of(0, weight.length),
      start: new Int32Array(weight.length),
      end: new Int32Array(weight.length),
      weight: Float64Array.from(weight),
      value: Float64Array.of(1),
      gap: null,
      rowsFromCache: 0,
      seconds: 0,
    });
    const hidden = of([0, 0, 0, 9, 1]);
    expect(agreement(of([3, 2, 1, 1.5, 0]), hidden)).toEqual({ rows: 1, found: 1, chance: 3 / 5 });
    expect(agreement(of([3, 2, 1, 0, 0]), hidden)).toEqual({ rows: 1, found: 0, chance: 3 / 5 });
    expect(agreement(of([1, 2, 3]), of([1, 2, 3]))).toBe(null);
  });
});
