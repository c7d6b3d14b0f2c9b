import { describe, expect, test } from 'vitest';
import { openArrow } from '../../src/formats/arrow.ts';
import type { ColumnFile } from '../../src/formats/column-file.ts';
import { FormatError } from '../../src/formats/error.ts';
import { openParquet } from '../../src/formats/parquet.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { fixture } from './bytes.ts';

// Written and read by pyarrow: lab/oracles/columnar.py.
const truth = JSON.parse(new TextDecoder().decode(fixture('columnar/truth.json'))) as Record<
  string,
  unknown[]
>;
const text = truth.text!;
const written: Readonly<Record<string, readonly unknown[]>> = { ...truth, view: text, large: text };

const fileOf = (bytes: Uint8Array): SourceFile => memorySource('test', { file: bytes }).files[0]!;
const open = (name: string, bytes = fixture(`columnar/${name}`)): Promise<ColumnFile> =>
  name.endsWith('.parquet') ? openParquet(fileOf(bytes)) : openArrow(fileOf(bytes));

/** The error that a file is refused with. */
async function refusal(read: () => Promise<unknown>): Promise<FormatError> {
  const error = await read().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

async function expectWritten(file: ColumnFile): Promise<void> {
  for (const { name, kind } of file.columns) {
    if (kind === 'other') continue;
    const cells = (await file.read([name])).get(name);
    expect(cells, name).toEqual(written[name]);
  }
}

describe('Parquet', () => {
  test.each([
    'none.parquet',
    'snappy.parquet',
    'gzip.parquet',
    'zstd.parquet',
    'lz4.parquet',
    'second-version.parquet',
    'no-dictionary.parquet',
    'differences.parquet',
  ])('%s holds what was written', async (name) => {
    const file = await open(name);
    expect(file.rows).toBe(60);
    await expectWritten(file);
  });

  test('says what kind of cells a column has, without reading them', async () => {
    const { columns } = await open('snappy.parquet');
    const kinds = Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      ...{ text: 'text', label: 'number', flag: 'boolean', logits: 'list', fixed: 'list' },
      ...{ scores: 'records', by_label: 'records', words: 'texts', bytes: 'other' },
    });
    expect(columns.find(({ name }) => name === 'fixed')!.width).toBe(2);
  });

  test('only the bytes of the columns that are asked for are read', async () => {
    const bytes = fixture('columnar/none.parquet');
    let read = 0;
    const inner = fileOf(bytes);
    const file = await openParquet({
      ...inner,
      read: () => Promise.reject(new Error('the whole file')),
      readRange: (offset, length) => {
        read += length;
        return inner.readRange(offset, length);
      },
    });
    read = 0;
    await file.read(['label']);
    expect(read).toBeLessThan(bytes.length / 10);
  });

  test('no rows are a table of no rows', async () => {
    const file = await open('no-rows.parquet');
    expect(file.rows).toBe(0);
    expect((await file.read(['label'])).get('label')).toEqual([]);
  });

  test('what is not read is named', async () => {
    const brotli = await open('brotli.parquet');
    expect(await refusal(() => brotli.read(['label']))).toMatchObject({
      position: 'column label, row group 1',
      expected: 'no compression, Snappy, gzip, Zstandard or LZ4',
      found: 'BROTLI',
    });
    const prefixes = await open('shared-prefixes.parquet');
    expect((await refusal(() => prefixes.read(['text']))).found).toBe('the encoding DELTA_BYTE_ARRAY');
    // The rest of the file is there.
    expect((await prefixes.read(['label'])).get('label')).toEqual(written.label);
  });

  test('a file that was cut off, and one that is something else', async () => {
    const bytes = fixture('columnar/snappy.parquet');
    expect((await refusal(() => open('x.parquet', bytes.subarray(0, -5)))).expected).toContain(
      'PAR1 at both ends',
    );
    expect((await refusal(() => open('x.parquet', new Uint8Array(3)))).found).toBe('3 bytes');
    const long = bytes.slice();
    new DataView(long.buffer).setUint32(long.length - 8, 0x7fffffff, true);
    expect((await refusal(() => open('x.parquet', long))).found).toBe('2147483647 declared');
  });

  test('more rows than the bytes can hold are refused before anything is allocated', async () => {
    // Thrift writes 2⁴⁰ rows as a number of six bytes: the footer is made anew around it.
    const rows = hugeFooter(2n ** 40n);
    const { position, expected, found } = await refusal(() => open('x.parquet', rows));
    expect(position).toBe('row group 1');
    expect(expected).toMatch(/^at most 1000000 rows in a file of \d+ bytes$/);
    expect(found).toBe('1099511627776 declared');
  });
});

/** A Parquet file of no columns and one group of rows. */
function hugeFooter(rows: bigint): Uint8Array {
  const varint = (value: bigint): number[] => {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      if (rest < 128n) return [...bytes, Number(rest)];
      bytes.push(Number(rest & 127n) | 128);
    }
  };
  const count = varint(2n * rows);
  const root = [0x48, 1, 0x72, 0x15, 0, 0]; // field 4: name "r"; field 5: no children
  const group = [0x19, 0x0c, 0x16, 0, 0x16, ...count, 0]; // columns: an empty list, bytes, rows
  const footer = [0x15, 2, 0x19, 0x1c, ...root, 0x16, ...count, 0x19, 0x1c, ...group, 0];
  const bytes = new Uint8Array(4 + footer.length + 8);
  bytes.set(new TextEncoder().encode('PAR1'));
  bytes.set(footer, 4);
  new DataView(bytes.buffer).setUint32(4 + footer.length, footer.length, true);
  bytes.set(new TextEncoder().encode('PAR1'), bytes.length - 4);
  return bytes;
}

describe('Arrow', () => {
  test.each([
    'file-none.arrow',
    'file-lz4.arrow',
    'file-zstd.arrow',
    'stream-none.arrow',
    'stream-lz4.arrow',
    'stream-zstd.arrow',
    'second.feather',
  ])('%s holds what was written', async (name) => {
    const file = await open(name);
    expect(file.rows).toBe(60);
    await expectWritten(file);
  });

  test('columns together are the same as columns alone', async () => {
    const file = await open('file-lz4.arrow');
    const together = await file.read(['logits', 'category', 'large']);
    expect([...together.keys()].sort()).toEqual(['category', 'large', 'logits']);
    for (const [name, cells] of together) expect(cells).toEqual(written[name]);
  });

  test('the first version of Feather is named', async () => {
    expect((await refusal(() => open('first.feather'))).found).toBe('Feather of the first');
  });

  test('a body that is longer than the file is refused', async () => {
    const bytes = fixture('columnar/stream-none.arrow');
    const { expected, found } = await refusal(() => open('x.arrow', bytes.subarray(0, bytes.length / 2)));
    expect(expected).toMatch(/^a body of at most \d+ bytes$/);
    expect(found).toMatch(/^\d+ declared$/);
  });

  test('something else is no Arrow file', async () => {
    expect(
      (await refusal(() => open('x.arrow', new TextEncoder().encode('text,label\n')))).expected,
    ).toContain('message');
  });
});
