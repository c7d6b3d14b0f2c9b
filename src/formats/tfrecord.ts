import { maskedCrc32c } from './crc32c.ts';

/**
 * How a stretch of records ended.
 * `open`: the bytes given end inside a record (or where one would begin); more bytes may follow.
 * `damaged`: a checksum does not hold, so nothing after it can be trusted; resynchronising is not attempted.
 */
export type RecordsEnd =
  | {
      readonly kind: 'open';
      /** Offset at which the next, incomplete record begins. */
      readonly position: number;
      /** Bytes that this record needs in all, as far as known. */
      readonly needed: number;
    }
  | { readonly kind: 'damaged'; readonly position: number; readonly part: 'length' | 'data' };

const HEADER = 12;
const FOOTER = 4;

/**
 * Visit the records of a TFRecord file that lie whole in `bytes`, from `start` on: eight bytes of length, its masked
 * CRC-32C, the data, and its masked CRC-32C. Every checksum is checked. `visit` gets the place of the data; nothing is
 * copied. Never throws, and never reads beyond the bytes that are there, whatever length is declared.
 *
 * Source: tensorflow/core/lib/io/record_writer.h.
 */
export function visitRecords(
  bytes: Uint8Array,
  start: number,
  visit: (from: number, to: number) => void,
): RecordsEnd {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = bytes.length;
  let p = start;
  // Most records are as long as one shortly before; equal lengths have equal checksums, so these need no computing.
  let knownLength = -1;
  let knownChecksum = 0;
  for (;;) {
    if (p + HEADER > size) return { kind: 'open', position: p, needed: HEADER };
    const low = view.getUint32(p, true);
    const high = view.getUint32(p + 4, true);
    const checksum = view.getUint32(p + 8, true);
    if (high !== 0 || low !== knownLength || checksum !== knownChecksum) {
      if (maskedCrc32c(bytes, p, p + 8) !== checksum) return { kind: 'damaged', position: p, part: 'length' };
      knownLength = high === 0 ? low : -1;
      knownChecksum = checksum;
    }
    const length = low + high * 2 ** 32;
    const needed = HEADER + length + FOOTER;
    if (needed > size - p) return { kind: 'open', position: p, needed };
    const from = p + HEADER;
    const to = from + length;
    if (maskedCrc32c(bytes, from, to) !== view.getUint32(to, true)) {
      return { kind: 'damaged', position: p, part: 'data' };
    }
    visit(from, to);
    p = to + FOOTER;
  }
}
