import { expect, test } from 'vitest';
import { memorySource } from '../../src/sources/memory.ts';

test('files in memory list by path and give whole content or a part', async () => {
  const source = memorySource('x', { './b/é.txt': 'é!', 'a.bin': new Uint8Array([1, 2, 3, 4]), '/c': '' });
  expect(source.files.map((file) => [file.path, file.bytes])).toEqual([
    ['a.bin', 4],
    ['b/é.txt', 3],
    ['c', 0],
  ]);
  expect([...(await source.files[0]!.readRange(1, 2))]).toEqual([2, 3]);
  expect([...(await source.files[0]!.readRange(3, 9))]).toEqual([4]);
  expect([...(await source.files[1]!.read())]).toEqual([0xc3, 0xa9, 0x21]);
});
