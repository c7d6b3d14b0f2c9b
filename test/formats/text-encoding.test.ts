import { describe, expect, it } from 'vitest';
import { decodeText, looksBinary } from '../../src/formats/text-encoding.ts';
import { utf8 } from './bytes.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
};

describe('decodeText', () => {
  it('reads UTF-8 without a word', () => {
    expect(decodeText(utf8('naïve 😀'))).toEqual({ text: 'naïve 😀', encoding: 'utf-8', note: null });
  });

  it('drops a byte order mark', () => {
    expect(decodeText(utf8('\ufeffa,b')).text).toBe('a,b');
  });

  it.each([true, false])('reads UTF-16 with a mark (little-endian: %s)', (littleEndian) => {
    const decoded = decodeText(utf16('\ufeffépoque', littleEndian));
    expect(decoded.text).toBe('époque');
    expect(decoded.note).toContain('UTF-16');
  });

  it.each([true, false])('recognises UTF-16 without a mark (little-endian: %s)', (littleEndian) => {
    expect(decodeText(utf16('epoch,loss\n0,1', littleEndian)).text).toBe('epoch,loss\n0,1');
  });

  it('falls back to Latin-1 and says so', () => {
    const decoded = decodeText(bytes(0x63, 0x61, 0x66, 0xe9, 0x2c));
    expect(decoded.text).toBe('café,');
    expect(decoded.note).toContain('Latin-1');
  });

  it('takes UTF-8 that ends in the middle of a character for UTF-8', () => {
    const cut = utf8('naïve 😀').subarray(0, -2);
    expect(decodeText(cut)).toEqual({
      text: 'naïve ',
      encoding: 'utf-8',
      note: 'the file ends in the middle of a character',
    });
  });
});

describe('looksBinary', () => {
  it('tells bytes from text', () => {
    expect(looksBinary(bytes(0x89, 0x50, 0x4e, 0x47, 0, 0))).toBe(true);
    expect(looksBinary(utf8('epoch\tloss\r\n'))).toBe(false);
    expect(looksBinary(utf16('epoch,loss', true))).toBe(false);
  });
});
