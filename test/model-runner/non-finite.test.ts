import { describe, expect, it } from 'vitest';
import { findNonFinite, firstNonFinite, openWeights } from '../../src/model-runner/index.ts';
import { accepted, fileInMemory, filesOf, folderOf, weightsOf } from './checkpoint-files.ts';

const bytesOf = (values: Float32Array | Float64Array | Uint16Array): Uint8Array =>
  new Uint8Array(values.buffer);

describe('firstNonFinite', () => {
  it.each([
    [
      'F32',
      bytesOf(Float32Array.of(1, -3e38, Number.NaN, Number.POSITIVE_INFINITY)),
      { index: 2, value: 'NaN' },
    ],
    ['F32', bytesOf(Float32Array.of(0, Number.NEGATIVE_INFINITY)), { index: 1, value: '-Infinity' }],
    ['F32', bytesOf(Float32Array.of(0, -0, 1e-45, 3.4e38)), null],
    ['F64', bytesOf(Float64Array.of(1, Number.POSITIVE_INFINITY)), { index: 1, value: 'Infinity' }],
    ['F16', bytesOf(Uint16Array.of(0x3c00, 0x7bff, 0x7c00)), { index: 2, value: 'Infinity' }],
    ['F16', bytesOf(Uint16Array.of(0xfe00)), { index: 0, value: 'NaN' }],
    ['BF16', bytesOf(Uint16Array.of(0x7f7f, 0xff80)), { index: 1, value: '-Infinity' }],
    ['BF16', bytesOf(Uint16Array.of(0x7c00, 0x7fc0)), { index: 1, value: 'NaN' }],
    ['I64', new Uint8Array(8).fill(255), null],
  ])('of %s', (dtype, bytes, expected) => {
    expect(firstNonFinite(bytes, dtype)).toEqual(expected);
  });

  it('takes bytes that begin anywhere', () => {
    const shifted = new Uint8Array(9);
    shifted.set(bytesOf(Float32Array.of(1, Number.NaN)), 1);
    expect(firstNonFinite(shifted.subarray(1), 'F32')).toEqual({ index: 1, value: 'NaN' });
  });
});

describe('findNonFinite', () => {
  it('finds none in healthy weights', async () => {
    expect(await findNonFinite(await weightsOf(folderOf('roberta-token')))).toEqual([]);
  });

  it('names the weight that holds one', async () => {
    const [file] = filesOf(folderOf('bert-sequence')).filter(({ name }) => name === 'model.safetensors');
    const bytes = (await file!.readRange(0, file!.bytes)).slice();
    const { byteOffset } = (await weightsOf(folderOf('bert-sequence'))).tensors.get(
      'bert.pooler.dense.weight',
    )!;
    new DataView(bytes.buffer).setFloat32(byteOffset + 4 * 17, Number.NaN, true);
    const weights = accepted(await openWeights([fileInMemory('model.safetensors', bytes)]));
    expect(await findNonFinite(weights)).toEqual([
      { name: 'bert.pooler.dense.weight', index: 17, value: 'NaN' },
    ]);
  });
});
