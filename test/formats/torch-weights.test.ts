import { describe, expect, it } from 'vitest';
import { describeError, type FormatError } from '../../src/formats/error.ts';
import { readTorchTensors } from '../../src/formats/torch-weights.ts';
import { readZipEntries, zipEntries } from '../../src/formats/zip.ts';
import { fixture, utf8 } from './bytes.ts';

const inMemory = (bytes: Uint8Array) => {
  const asked: number[] = [];
  return {
    bytes: bytes.length,
    asked,
    readRange: async (offset: number, length: number) => {
      asked.push(length);
      return bytes.slice(offset, offset + length);
    },
  };
};

const refusalOf = (bytes: Uint8Array): Promise<FormatError> =>
  readTorchTensors(inMemory(bytes)).then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: FormatError) => error,
  );

describe('readTorchTensors', () => {
  const bytes = fixture('torch/tensors.bin');
  const floatsAt = (offset: number, count: number): readonly number[] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return Array.from({ length: count }, (_, i) => view.getFloat32(offset + 4 * i, true));
  };

  it('gives the place of each tensor in the file, and what lies there are its numbers', async () => {
    const tensors = new Map((await readTorchTensors(inMemory(bytes))).map((tensor) => [tensor.name, tensor]));
    expect(tensors.get('whole')).toMatchObject({ dtype: 'F32', shape: [3, 4], bytes: 48 });
    expect(floatsAt(tensors.get('whole')!.byteOffset, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    // A view into the same storage begins one row later.
    expect(tensors.get('view')).toMatchObject({ shape: [2, 4], bytes: 32 });
    expect(floatsAt(tensors.get('view')!.byteOffset, 8)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(floatsAt(tensors.get('parameter')!.byteOffset, 2)).toEqual([1, 1]);
  });

  it('knows half precision, whole numbers and flags, and passes over what is no tensor', async () => {
    const tensors = await readTorchTensors(inMemory(bytes));
    expect(tensors.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
      'whole F32',
      'view F32',
      'half F16',
      'brain BF16',
      'counter I64',
      'parameter F32',
      'flags BOOL',
    ]);
  });

  it('refuses a transposed view and names it', async () => {
    const refusal = await refusalOf(fixture('torch/turned.bin'));
    expect(refusal.position).toBe('turned');
    expect(refusal.found).toContain('strides [1, 4]');
  });

  it('refuses compressed numbers, files of before torch 1.6, and Git LFS pointers', async () => {
    expect((await refusalOf(fixture('torch/compressed.bin'))).found).toBe('a compressed entry');
    expect((await refusalOf(fixture('torch/tensors-legacy.bin'))).found).toContain('safe_serialization');
    expect((await refusalOf(fixture('torch/lfs-pointer.bin'))).found).toContain('Git LFS pointer');
    expect((await refusalOf(new Uint8Array(0))).found).toBe('an empty file');
  });

  it('refuses a pickle with code in it; nothing of it is run', async () => {
    expect((await refusalOf(fixture('torch/os-system.bin'))).found).toContain('posix.system');
  });

  it('refuses a pickle that holds no tensors', async () => {
    expect((await refusalOf(fixture('torch/arguments.bin'))).expected).toBe('a dict of tensors');
  });

  it('never throws anything but FormatError for cut and flipped bytes', async () => {
    const expectFormatError = (error: unknown): void => {
      if (describeError(error).expected === 'a readable file') throw error;
    };
    for (let end = 0; end < bytes.length; end += 61)
      await readTorchTensors(inMemory(bytes.slice(0, end))).catch(expectFormatError);
    for (let p = 0; p < bytes.length; p += 5) {
      const flipped = bytes.slice();
      flipped[p]! ^= 1 << (p % 8);
      await readTorchTensors(inMemory(flipped)).catch(expectFormatError);
    }
  });
});

describe('readZipEntries', () => {
  it('finds what reading the whole file finds', async () => {
    const bytes = fixture('torch/tensors.bin');
    expect(await readZipEntries(inMemory(bytes))).toEqual(zipEntries(bytes));
  });

  it('reads no more than the end of a large file', async () => {
    const small = fixture('torch/tensors.bin');
    // The same archive behind half a megabyte of its own first entry would need new offsets; zeros in front do too.
    const gap = 500_000;
    const bytes = new Uint8Array(gap + small.length);
    bytes.set(small, gap);
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    const moved = (at: number): void => view.setUint32(at, view.getUint32(at, true) + gap, true);
    moved(end + 16);
    for (let p = view.getUint32(end + 16, true); view.getUint32(p, true) === 0x02014b50; ) {
      moved(p + 42);
      p += 46 + view.getUint16(p + 28, true) + view.getUint16(p + 30, true) + view.getUint16(p + 32, true);
    }
    const file = inMemory(bytes);
    const entries = await readZipEntries(file);
    expect(entries.map(({ name, offset }) => [name, offset - gap])).toEqual(
      zipEntries(small).map(({ name, offset }) => [name, offset]),
    );
    expect(Math.max(...file.asked)).toBeLessThan(70_000);
  });

  it('refuses what has no directory', async () => {
    const read = readZipEntries(inMemory(utf8('PK\u0003\u0004 and then nothing that a zip would have')));
    await expect(read).rejects.toThrow('a zip with its directory at the end');
  });
});
