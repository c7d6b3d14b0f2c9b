import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32c } from '../../formats/crc32c.ts';
import type { ReadyRows } from './messages.ts';

/**
 * Rows of one run in a file that only grows: a batch a record, with its length and checksum, so that a run that was broken off goes on where it
 * was, whatever the last record looks like. Numbers are as the machine has them; a file is not moved between machines.
 *
 * Record: length of the content and its CRC-32C (uint32 each), then rows, units in all, labels, 1 for places (int32 each), then the
 * columns of `ReadyRows` in their order.
 */
export class RowStore {
  constructor(readonly path: string) {}

  /** Whole records, in the order they were written. What follows a damaged one is cut off, and computed again. */
  async read(): Promise<readonly ReadyRows[]> {
    const bytes = await readFile(this.path).catch(() => null);
    if (bytes === null) return [];
    const found: ReadyRows[] = [];
    let at = 0;
    while (at + 8 <= bytes.length) {
      const length = bytes.readUInt32LE(at);
      const from = at + 8;
      if (length > bytes.length - from || crc32c(bytes, from, from + length) !== bytes.readUInt32LE(at + 4))
        break;
      const rows = decode(bytes.subarray(from, from + length));
      if (rows === null) break;
      found.push(rows);
      at = from + length;
    }
    if (at < bytes.length) await truncate(this.path, at).catch(() => {});
    return found;
  }

  async append(rows: ReadyRows): Promise<void> {
    const content = encode(rows);
    const record = Buffer.alloc(8 + content.length);
    record.writeUInt32LE(content.length, 0);
    record.set(content, 8);
    record.writeUInt32LE(crc32c(content), 4);
    await mkdir(dirname(this.path), { recursive: true });
    await appendFile(this.path, record);
  }
}

const bytesOf = (array: Int32Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function encode(ready: ReadyRows): Uint8Array {
  const units = sum(ready.units);
  const labels = units === 0 ? 0 : ready.logits.length / units;
  const head = Int32Array.of(ready.rows.length, units, labels, ready.places === null ? 0 : 1);
  const parts = [
    head,
    ready.rows,
    ready.tokensBeforeCut,
    ready.units,
    ready.logits,
    ...(ready.places === null ? [] : [ready.places]),
  ];
  return Buffer.concat(parts.map(bytesOf));
}

function decode(bytes: Uint8Array): ReadyRows | null {
  // A copy of its own begins at a multiple of four.
  const buffer = new Uint8Array(bytes).buffer;
  const [rows = 0, units = 0, labels = 0, hasPlaces = 0] = new Int32Array(buffer, 0, 4);
  if (buffer.byteLength !== 4 * (4 + 3 * rows + units * labels + hasPlaces * 3 * units)) return null;
  let at = 16;
  const take = (length: number): Int32Array => {
    const part = new Int32Array(buffer, at, length);
    at += 4 * length;
    return part;
  };
  return {
    rows: take(rows),
    tokensBeforeCut: take(rows),
    units: take(rows),
    logits: new Float32Array(take(units * labels).buffer, at - 4 * units * labels, units * labels),
    places: hasPlaces === 1 ? take(3 * units) : null,
  };
}

const sum = (array: Int32Array): number => array.reduce((total, value) => total + value, 0);
