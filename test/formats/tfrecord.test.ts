import { describe, expect, it } from 'vitest';
import { maskedCrc32c } from '../../src/formats/crc32c.ts';
import { type RecordsEnd, visitRecords } from '../../src/formats/tfrecord.ts';
import { utf8 } from './bytes.ts';

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes, 0, 8), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}

const file = (...texts: string[]): Uint8Array =>
  Uint8Array.from(texts.flatMap((text) => [...record(utf8(text))]));

function read(bytes: Uint8Array): { texts: string[]; end: RecordsEnd } {
  const texts: string[] = [];
  const end = visitRecords(bytes, 0, (from, to) =>
    texts.push(new TextDecoder().decode(bytes.subarray(from, to))),
  );
  return { texts, end };
}

describe('records', () => {
  it('are visited in order, empty ones too', () => {
    const { texts, end } = read(file('one', '', 'three'));
    expect(texts).toEqual(['one', '', 'three']);
    expect(end).toEqual({ kind: 'open', position: 56, needed: 12 });
  });

  it('of equal lengths are each checked', () => {
    const bytes = file('aaaa', 'bbbb', 'cccc');
    bytes[20 + 8]! ^= 1;
    expect(read(bytes)).toEqual({ texts: ['aaaa'], end: { kind: 'damaged', position: 20, part: 'length' } });
  });

  it('end where data do not match their checksum', () => {
    const bytes = file('aaaa', 'bbbb', 'cccc');
    bytes[20 + 12]! ^= 1;
    expect(read(bytes)).toEqual({ texts: ['aaaa'], end: { kind: 'damaged', position: 20, part: 'data' } });
  });

  it('that are cut off are left for when more bytes are there', () => {
    const whole = file('one', 'two');
    for (let length = 19; length < whole.length; length++) {
      const { texts, end } = read(whole.subarray(0, length));
      expect(texts).toEqual(['one']);
      expect(end.kind).toBe('open');
      expect(end.position).toBe(19);
    }
  });

  it('that claim 2^40 bytes are held against the bytes that are there', () => {
    const bytes = file('one');
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, 2n ** 40n, true);
    view.setUint32(8, maskedCrc32c(bytes, 0, 8), true);
    expect(read(bytes)).toEqual({ texts: [], end: { kind: 'open', position: 0, needed: 2 ** 40 + 16 } });
  });
});
