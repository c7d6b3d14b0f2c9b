import { describe, expect, it } from 'vitest';
import { openWeights, type WeightFile } from '../../src/model-runner/index.ts';
import { accepted, fileInMemory, filesOf, folderOf, refused, weightsOf } from './checkpoint-files.ts';

/** A safetensors file of one-element tensors with these names. */
function tensorsNamed(name: string, names: readonly string[]): WeightFile {
  const header = Object.fromEntries(
    names.map((tensor, i) => [tensor, { dtype: 'F32', shape: [1], data_offsets: [4 * i, 4 * i + 4] }]),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 4 * names.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return fileInMemory(name, bytes);
}

const json = (name: string, value: unknown): WeightFile =>
  fileInMemory(name, new TextEncoder().encode(JSON.stringify(value)));

describe('openWeights', () => {
  it('gathers shards', async () => {
    const weights = await weightsOf(folderOf('bert-multilabel'));
    expect(weights.files.map((file) => file.name).sort()).toEqual([
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ]);
    expect(weights.tensors.get('classifier.weight')!.shape).toEqual([3, 24]);
  });

  it('prefers safetensors to a pickle, and whole files to shards', async () => {
    const weights = accepted(
      await openWeights([
        tensorsNamed('pytorch_model.bin', ['never read']),
        json('model.safetensors.index.json', {}),
        tensorsNamed('model.safetensors', ['a']),
      ]),
    );
    expect([...weights.tensors.keys()]).toEqual(['a']);
  });

  it('removes what wrappers leave in front of names, and keeps the name of the file', async () => {
    const weights = accepted(
      await openWeights([
        tensorsNamed('model.safetensors', [
          'module._orig_mod.bert.pooler.dense.bias',
          'bert._orig_mod.encoder.weight',
          'bert.embeddings.LayerNorm.gamma',
          'bert.embeddings.LayerNorm.beta',
        ]),
      ]),
    );
    expect([...weights.tensors.keys()]).toEqual([
      'bert.pooler.dense.bias',
      'bert.encoder.weight',
      'bert.embeddings.LayerNorm.weight',
      'bert.embeddings.LayerNorm.bias',
    ]);
    expect(weights.tensors.get('bert.pooler.dense.bias')!.storedName).toBe(
      'module._orig_mod.bert.pooler.dense.bias',
    );
  });

  it('refuses two tensors that become one', async () => {
    const refusal = refused(await openWeights([tensorsNamed('model.safetensors', ['module.a', 'a'])]));
    expect([...refusal.names].sort()).toEqual(['a', 'module.a']);
  });

  it('lists shards that are not there', async () => {
    const files = filesOf(folderOf('bert-multilabel')).filter((file) => !file.name.includes('00002-of'));
    expect(refused(await openWeights(files))).toMatchObject({
      reason: 'file',
      names: ['model-00002-of-00002.safetensors'],
    });
  });

  it('lists tensors that the index promises and the shard lacks', async () => {
    const refusal = refused(
      await openWeights([
        json('model.safetensors.index.json', { weight_map: { a: 's.safetensors', b: 's.safetensors' } }),
        tensorsNamed('s.safetensors', ['a']),
      ]),
    );
    expect(refusal.names).toEqual(['b']);
  });

  it('never follows an index out of the folder', async () => {
    const refusal = refused(
      await openWeights([json('model.safetensors.index.json', { weight_map: { a: '../../secret' } })]),
    );
    expect(refusal.names).toEqual(['../../secret']);
  });

  it('says which file is damaged, and how', async () => {
    const damaged = fileInMemory('model.safetensors', new Uint8Array(9).fill(255));
    expect(refused(await openWeights([damaged])).sentence).toBe(
      '`model.safetensors` could not be read (byte 0): expected a header of at most 1 bytes, found one that claims 18446744073709551615.',
    );
  });

  it('says what it looked for when there is nothing', async () => {
    expect(refused(await openWeights([json('config.json', {})])).sentence).toContain('`pytorch_model.bin`');
  });
});
