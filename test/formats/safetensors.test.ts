import { describe, expect, it } from 'vitest';
import type { FormatError } from '../../src/formats/error.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { fixture, utf8 } from './bytes.ts';

/** A file of this header and so many bytes of numbers. */
function fileOf(header: object | string, dataBytes: number, claimed?: bigint) {
  const text = utf8(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return inMemory(bytes);
}

const inMemory = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  readRange: async (offset: number, length: number) => bytes.slice(offset, offset + length),
});

const refusalOf = (file: ReturnType<typeof inMemory>): Promise<FormatError> =>
  readSafetensors(file).then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: FormatError) => error,
  );

const pair = (first: readonly number[], second: readonly number[]) => ({
  a: { dtype: 'F32', shape: [2, 3], data_offsets: first },
  b: { dtype: 'BF16', shape: [4], data_offsets: second },
});

describe('readSafetensors', () => {
  it('finds where the numbers of each tensor lie', async () => {
    const tensors = await readSafetensors(
      fileOf({ __metadata__: { format: 'pt' }, ...pair([8, 32], [0, 8]) }, 32),
    );
    const start = tensors[0]!.byteOffset;
    expect(tensors).toEqual([
      { name: 'b', dtype: 'BF16', shape: [4], byteOffset: start, bytes: 8 },
      { name: 'a', dtype: 'F32', shape: [2, 3], byteOffset: start + 8, bytes: 24 },
    ]);
  });

  it('reads what the library wrote, to the last byte', async () => {
    const bytes = fixture('checkpoints/bert-sequence/model.safetensors');
    const tensors = await readSafetensors(inMemory(bytes));
    const last = tensors.at(-1)!;
    expect(tensors).toHaveLength(41);
    expect(last.byteOffset + last.bytes).toBe(bytes.length);
  });

  it('takes tensors without numbers and numbers without dimensions', async () => {
    const tensors = await readSafetensors(
      fileOf(
        {
          none: { dtype: 'F32', shape: [0, 8], data_offsets: [0, 0] },
          one: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
        },
        8,
      ),
    );
    expect(tensors.map(({ bytes }) => bytes)).toEqual([0, 8]);
  });

  it('refuses a header that claims 2^60 bytes without asking for them', async () => {
    const refusal = await refusalOf(fileOf(pair([0, 24], [24, 32]), 32, 2n ** 60n));
    expect(refusal.found).toBe('one that claims 1152921504606846976');
  });

  it('refuses a file that was cut off', async () => {
    const refusal = await refusalOf(fileOf(pair([0, 24], [24, 32]), 31));
    expect(refusal.position).toBe('b');
    expect(refusal.found).toContain('cut off');
  });

  it('names two tensors that share bytes', async () => {
    const refusal = await refusalOf(fileOf(pair([0, 24], [20, 28]), 32));
    expect(refusal.position).toBe('b');
    expect(refusal.found).toBe('bytes that are also those of a');
  });

  it('refuses sizes that shape and type do not make', async () => {
    expect((await refusalOf(fileOf(pair([0, 20], [24, 32]), 32))).expected).toBe(
      '24 bytes for F32 of shape [2, 3]',
    );
  });

  it.each([
    ['negative offsets', { a: { dtype: 'U8', shape: [4], data_offsets: [-4, 0] } }],
    ['a negative dimension', { a: { dtype: 'U8', shape: [-2, -2], data_offsets: [0, 4] } }],
    ['a product beyond 2^53', { a: { dtype: 'U8', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } }],
    ['an unknown type', { a: { dtype: 'F4', shape: [4], data_offsets: [0, 2] } }],
    ['offsets that are no numbers', { a: { dtype: 'U8', shape: [4], data_offsets: ['0', '4'] } }],
    ['an entry that is no object', { a: [1, 2, 3] }],
    ['a list for a header', []],
  ])('refuses %s', async (_, header) => {
    expect((await refusalOf(fileOf(header, 32))).name).toBe('FormatError');
  });

  it('refuses a name that stands twice, which a JSON parser would pass over', async () => {
    const entry = '{"dtype":"U8","shape":[4],"data_offsets":[0,4]}';
    expect((await refusalOf(fileOf(`{"a":${entry},"a":${entry}}`, 4))).position).toBe('a');
    expect((await refusalOf(fileOf(`{"a":${entry},"\\u0061":${entry}}`, 4))).found).toBe(
      'the same name twice',
    );
  });

  it('says that Git LFS left a pointer', async () => {
    const pointer = utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n');
    expect((await refusalOf(inMemory(pointer))).found).toContain('Git LFS pointer');
  });

  it('refuses a few bytes, and JSON that ends early', async () => {
    expect((await refusalOf(inMemory(new Uint8Array(3)))).found).toBe('3 bytes');
    expect((await refusalOf(fileOf('{"a":', 0))).name).toBe('FormatError');
  });

  it('never throws anything but FormatError for flipped bytes', async () => {
    const good = fixture('checkpoints/bert-gamma/model.safetensors');
    for (let p = 0; p < 2000; p += 7) {
      const bytes = good.slice();
      bytes[p]! ^= 1 << (p % 8);
      await readSafetensors(inMemory(bytes)).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'FormatError') throw error;
      });
    }
  });
});
