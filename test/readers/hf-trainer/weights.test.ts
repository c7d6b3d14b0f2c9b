import { describe, expect, it } from 'vitest';
import { countParameters, weightFilesOf } from '../../../src/readers/hf-trainer/weights.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { readOneRun, trainerState } from './reading.ts';

/** A safetensors file with this header and `data` bytes of numbers behind it. */
function safetensors(header: object | string, data: number, length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = (shape: readonly unknown[], dtype = 'F32') => ({ dtype, shape, data_offsets: [0, 0] });
const header = {
  __metadata__: { format: 'pt' },
  'classifier.weight': tensor([4, 64]),
  'classifier.bias': tensor([4]),
  'embeddings.position_ids': tensor([1, 128], 'I64'),
};

const count = (files: Readonly<Record<string, Uint8Array>>) => {
  const weights = weightFilesOf(memorySource('x', files).files);
  return weights === null ? null : countParameters(weights);
};

describe('parameters from the header of a safetensors file', () => {
  it('counts the numbers that can be trained', async () => {
    expect(await count({ 'model.safetensors': safetensors(header, 4 * 260) })).toBe(260);
  });

  it('adds up the shards, and takes one format only', async () => {
    const shard = safetensors({ 'a.weight': tensor([10, 10]) }, 400);
    expect(
      await count({
        'model-00001-of-00002.safetensors': shard,
        'model-00002-of-00002.safetensors': shard,
        'pytorch_model.bin': new Uint8Array(5000),
      }),
    ).toBe(200);
  });

  it.each<[string, Uint8Array]>([
    ['a header longer than the file', safetensors(header, 1040, 1_000_000)],
    ['a header of 2⁶³ bytes', safetensors(header, 1040, Number.MAX_SAFE_INTEGER)],
    ['a header that is no JSON', safetensors('{"a": {"shape": [1, 2', 1040)],
    ['a header that is a list', safetensors([1], 1040)],
    ['a tensor without a shape', safetensors({ a: { dtype: 'F32' } }, 1040)],
    ['more numbers than bytes', safetensors({ a: tensor([1e6, 1e6]) }, 1040)],
    ['a negative size', safetensors({ a: tensor([-5, 5]) }, 1040)],
    ['a size in words', safetensors({ a: tensor(['5']) }, 1040)],
    ['a name like __proto__', safetensors('{"__proto__": 5}', 1040)],
  ])('gives no number for %s', async (_, bytes) => {
    expect(await count({ 'model.safetensors': bytes })).toBeNull();
  });

  it('does not read other formats', async () => {
    expect(await count({ 'pytorch_model.bin': new Uint8Array(5000) })).toBeNull();
  });

  it('survives any byte being flipped', async () => {
    const sound = safetensors(header, 1040);
    for (let at = 0; at < 8 + JSON.stringify(header).length; at++) {
      const broken = sound.slice();
      broken[at]! ^= 0xff;
      const found = await count({ 'model.safetensors': broken });
      expect(found === null || found >= 0).toBe(true);
    }
  });
});

describe('a checkpoint folder', () => {
  const state = trainerState([{ step: 10, epoch: 1, loss: 0.5 }]);
  const files = {
    'checkpoint-5/trainer_state.json': state,
    'checkpoint-5/model.safetensors': safetensors(header, 1040),
    'checkpoint-10/trainer_state.json': state,
    'checkpoint-10/model.safetensors': safetensors(header, 1040),
    'checkpoint-10/optimizer.pt': new Uint8Array(5013),
  };

  it('lists the sizes, and counts parameters where both files lie', async () => {
    const run = await readOneRun(files);
    expect(
      run.checkpoints.map(({ step, optimizerBytes, weightBytes, parameters }) => ({
        step,
        optimizerBytes,
        weightBytes: weightBytes! > 1040,
        parameters,
      })),
    ).toEqual([
      { step: 5, optimizerBytes: null, weightBytes: true, parameters: undefined },
      { step: 10, optimizerBytes: 5013, weightBytes: true, parameters: 260 },
    ]);
  });

  it('takes a Git LFS pointer for no file', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 2156233\n`;
    const run = await readOneRun({
      ...files,
      'checkpoint-10/optimizer.pt': pointer,
      'checkpoint-10/model.safetensors': pointer,
    });
    expect(run.checkpoints.at(-1)).toMatchObject({ optimizerBytes: null, weightBytes: null });
  });

  it('reads the count that a model card prints', async () => {
    const run = await readOneRun({
      'trainer_state.json': state,
      'README.md':
        '# Head only\n\ntrainable params: 1,538 || all params: 109,483,778 || trainable%: 0.0014\n',
    });
    expect(run.model.printedParameters).toEqual({ trained: 1538, all: 109_483_778, from: 'README.md' });
  });

  it('keeps the highest dropout of the configuration', async () => {
    const run = await readOneRun({
      'trainer_state.json': state,
      'config.json': {
        architectures: ['BertForSequenceClassification'],
        model_type: 'bert',
        hidden_dropout_prob: 0.6,
        attention_probs_dropout_prob: 0.1,
        classifier_dropout: null,
      },
    });
    expect(run.model.dropout).toBe(0.6);
  });
});
