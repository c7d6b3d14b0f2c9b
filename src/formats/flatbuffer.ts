import { FormatError } from './error.ts';

/**
 * A table of a FlatBuffer. Fields are asked for by their number and have the default where the writer left them out; every
 * place is checked before it is read.
 *
 * All throw `FormatError`. Source: google/flatbuffers, docs/source/internals.md.
 */
export interface FlatTable {
  byte(field: number, otherwise?: number): number;
  short(field: number, otherwise?: number): number;
  int(field: number, otherwise?: number): number;
  /** 64 bits as a number: exact up to 2⁵³, beyond that only good for saying "too large". */
  long(field: number, otherwise?: number): number;
  text(field: number): string | null;
  table(field: number): FlatTable | null;
  tables(field: number): readonly FlatTable[];
  /** Pairs of 64-bit numbers, as nodes and buffers of Arrow are. */
  pairs(field: number): readonly (readonly [number, number])[];
  longs(field: number): readonly number[];
}

/** The root table of a buffer. */
export function flatRoot(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return tableAt(view, followed(view, 0));
}

function room(view: DataView, at: number, length: number): number {
  if (!(at >= 0 && length >= 0 && at + length <= view.byteLength))
    throw new FormatError(
      `byte ${at} of a message`,
      `places within ${view.byteLength} bytes`,
      `${length} bytes there`,
    );
  return at;
}

const followed = (view: DataView, at: number): number => at + view.getUint32(room(view, at, 4), true);

const longAt = (view: DataView, at: number): number => Number(view.getBigInt64(at, true));

function tableAt(view: DataView, at: number): FlatTable {
  const fields = at - view.getInt32(room(view, at, 4), true);
  const size = view.getUint16(room(view, fields, 4), true);
  room(view, fields, size);
  const place = (field: number, length: number): number | null => {
    const entry = 4 + 2 * field;
    if (entry + 2 > size) return null;
    const offset = view.getUint16(fields + entry, true);
    return offset === 0 ? null : room(view, at + offset, length);
  };
  /** Where the elements of a list begin, and how many there are. */
  const list = (field: number, bytes: number): readonly [number, number] => {
    const own = place(field, 4);
    if (own === null) return [0, 0];
    const start = followed(view, own);
    const count = view.getUint32(room(view, start, 4), true);
    return [room(view, start + 4, count * bytes), count];
  };
  const scalar = (field: number, length: number, otherwise: number, read: (at: number) => number): number => {
    const own = place(field, length);
    return own === null ? otherwise : read(own);
  };
  return {
    byte: (field, otherwise = 0) => scalar(field, 1, otherwise, (p) => view.getUint8(p)),
    short: (field, otherwise = 0) => scalar(field, 2, otherwise, (p) => view.getInt16(p, true)),
    int: (field, otherwise = 0) => scalar(field, 4, otherwise, (p) => view.getInt32(p, true)),
    long: (field, otherwise = 0) => scalar(field, 8, otherwise, (p) => longAt(view, p)),
    text(field) {
      const [start, length] = list(field, 1);
      return start === 0
        ? null
        : new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, length));
    },
    table(field) {
      const own = place(field, 4);
      return own === null ? null : tableAt(view, followed(view, own));
    },
    tables(field) {
      const [start, count] = list(field, 4);
      return Array.from({ length: count }, (_, i) => tableAt(view, followed(view, start + 4 * i)));
    },
    pairs(field) {
      const [start, count] = list(field, 16);
      return Array.from({ length: count }, (_, i) => [
        longAt(view, start + 16 * i),
        longAt(view, start + 16 * i + 8),
      ]);
    },
    longs(field) {
      const [start, count] = list(field, 8);
      return Array.from({ length: count }, (_, i) => longAt(view, start + 8 * i));
    },
  };
}
