import { describe, expect, test } from 'vitest';
import { readNpy } from '../../src/formats/npy.ts';
import { arraysIn, openArrays } from '../../src/readers/predictions/array-file.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { fixture, formatErrorOf } from './bytes.ts';

// Written by NumPy: lab/oracles/columnar.py.
const written = JSON.parse(new TextDecoder().decode(fixture('columnar/arrays.json'))) as Record<
  string,
  { shape: number[]; values: unknown[] }
>;
const fileOf = (name: string, bytes: Uint8Array) => memorySource('test', { [name]: bytes }).files[0]!;

describe('arrays of NumPy', () => {
  test.each(Object.keys(written))('%s holds what was written', (name) => {
    const { shape, values } = readNpy(fixture(`columnar/${name}.npy`));
    expect(shape).toEqual(written[name]!.shape);
    expect([...values]).toEqual(
      written[name]!.values.map((value) => (typeof value === 'boolean' ? Number(value) : value)),
    );
  });

  test('pickled objects and records are refused by their header', () => {
    expect(formatErrorOf(() => readNpy(fixture('columnar/objects.npy'))).found).toBe(
      'a pickled array of objects, which is never opened',
    );
    expect(formatErrorOf(() => readNpy(fixture('columnar/records.npy'))).found).toBe(
      'records of several fields',
    );
  });

  test('a shape that asks for more than is there is refused before anything is allocated', () => {
    const bytes = fixture('columnar/double.npy');
    const header = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    const at = header.indexOf('(4, 3), }');
    bytes.set(new TextEncoder().encode('(99999,9)'), at);
    expect(formatErrorOf(() => readNpy(bytes))).toMatchObject({
      position: 'shape',
      expected: '899991 values of 8 bytes (99999 × 9)',
      found: '96 bytes',
    });
  });

  test.each(['stored.npz', 'deflated.npz'])('%s is a table of its arrays', async (name) => {
    const file = await openArrays(fileOf(name, fixture(`columnar/${name}`)));
    expect(file.rows).toBe(4);
    expect(file.columns.map((column) => column.name)).toEqual(['score_0', 'score_1', 'score_2', 'label_ids']);
    const cells = await file.read(['score_1', 'label_ids']);
    const matrix = written.double!.values;
    expect(cells.get('score_1')).toEqual([matrix[1], matrix[4], matrix[7], matrix[10]]);
    expect(cells.get('label_ids')).toEqual([0, 1, 2, 0]);
  });

  test('an entry that claims more than its bytes can become is refused, the others are read', async () => {
    const bytes = fixture('columnar/deflated.npz');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // The first entry of the central directory: the size after inflating.
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) !== 0x02014b50) continue;
      view.setUint32(at + 24, 0x7ffffff0, true);
      break;
    }
    const { arrays, refused } = await arraysIn(fileOf('a.npz', bytes));
    expect(arrays.map(({ name }) => name)).toEqual(['label_ids']);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ position: 'predictions.npy', found: '2147483632 declared' });
  });
});
