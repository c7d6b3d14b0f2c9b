import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZipEntry, zipEntries } from '../../src/formats/zip.ts';
import { fixture, formatErrorOf, utf8 } from './bytes.ts';

const text = 'the same line again and again\n'.repeat(200);

describe('zip', () => {
  it.each(['stored', 'deflated', 'descriptors', 'zip64'])('reads what Python wrote as %s', (name) => {
    const bytes = fixture(`zip/${name}.zip`);
    const entries = zipEntries(bytes);
    expect(entries.map((entry) => entry.name)).toEqual(['folder/text.txt', 'empty']);
    expect(new TextDecoder().decode(readZipEntry(bytes, entries[0]!))).toBe(text);
    expect(readZipEntry(bytes, entries[1]!)).toHaveLength(0);
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const bytes = fixture('zip/deflated.zip');
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    const view = larger.subarray(7, 7 + bytes.length);
    expect(readZipEntry(view, zipEntries(view)[0]!)).toHaveLength(text.length);
  });

  it('refuses a file that is cut off, because the directory is at its end', () => {
    const error = formatErrorOf(() => zipEntries(fixture('zip/stored.zip').subarray(0, 5000)));
    expect(error.found).toContain('cut off');
  });

  it('says which entry is damaged', () => {
    const bytes = fixture('zip/stored.zip');
    bytes[100]! ^= 1;
    const error = formatErrorOf(() => readZipEntry(bytes, zipEntries(bytes)[0]!));
    expect(error.position).toBe('folder/text.txt');
    expect(error.found).toBe('damaged bytes');
  });

  it('does not inflate more than was declared', () => {
    const bytes = zipSync({ bomb: new Uint8Array(8 * 1024 * 1024) });
    const entry = { ...zipEntries(bytes)[0]!, bytes: 1000 };
    expect(formatErrorOf(() => readZipEntry(bytes, entry)).found).toBe('more than that');
  });

  it('does not begin to inflate an entry that declares more than the cap', () => {
    const bytes = zipSync({ bomb: new Uint8Array(8 * 1024 * 1024) });
    const error = formatErrorOf(() => readZipEntry(bytes, zipEntries(bytes)[0]!, 1024 * 1024));
    expect(error.expected).toBe('at most 1048576 bytes');
  });

  it('holds a declared entry count against the bytes that are there', () => {
    const bytes = fixture('zip/stored.zip');
    const end = bytes.length - 22;
    bytes[end + 10] = 0xff;
    bytes[end + 11] = 0xf0;
    expect(formatErrorOf(() => zipEntries(bytes)).expected).toContain('directory of 61695 entries');
  });

  it('refuses entries that overlap, as nested bombs do', () => {
    const bytes = zipSync({ a: utf8('x'.repeat(900)), b: utf8('y'.repeat(900)) }, { level: 0 });
    const first = zipEntries(bytes)[0]!;
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 6, true);
    view.setUint32(directory + 20, bytes.length - first.offset - 10, true);
    view.setUint32(directory + 24, bytes.length - first.offset - 10, true);
    expect(formatErrorOf(() => zipEntries(bytes)).expected).toBe(
      `entries that fit into ${bytes.length} bytes`,
    );
  });
});
