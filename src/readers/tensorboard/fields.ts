/**
 * One field of a protobuf message, for the rare messages that are read whole. Numbers are given as such; texts, bytes
 * and messages as their place in the buffer.
 */
export interface Field {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** Of a varint, or of a fixed64/fixed32 read as floating point. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The fields of the message at `bytes[from, to)`. A field that does not fit ends the message; unknown wire types do
 * too. Source: protobuf.dev/programming-guides/encoding.
 */
export function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cursor = { p: from };
  while (cursor.p < to) {
    const key = varint(bytes, cursor, to);
    const wire = key % 8;
    const number = Math.floor(key / 8);
    if (number === 0) return;
    const start = cursor.p;
    if (wire === 0) {
      const value = varint(bytes, cursor, to);
      if (cursor.p > to) return;
      yield { number, wire, value, from: start, to: cursor.p };
    } else if (wire === 1 || wire === 5) {
      const width = wire === 1 ? 8 : 4;
      if (start + width > to) return;
      cursor.p = start + width;
      const value = wire === 1 ? view.getFloat64(start, true) : view.getFloat32(start, true);
      yield { number, wire, value, from: start, to: cursor.p };
    } else if (wire === 2) {
      const length = varint(bytes, cursor, to);
      if (length > to - cursor.p) return;
      const begin = cursor.p;
      cursor.p += length;
      yield { number, wire, value: 0, from: begin, to: cursor.p };
    } else return;
  }
}

/** A varint as a double: exact up to 2^53. Moves the cursor beyond `to` when the number does not end before it. */
function varint(bytes: Uint8Array, cursor: { p: number }, to: number): number {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (cursor.p >= to) break;
    const byte = bytes[cursor.p++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  cursor.p = to + 1;
  return Number.POSITIVE_INFINITY;
}
