import { type ArrowField, type ArrowType, buffersOf, hasVariadic } from './arrow-schema.ts';
import { FormatError } from './error.ts';
import { halfFloat } from './numpy-values.ts';

/** What is left to read of a record batch: nodes and buffers lie in the order of the fields, children after their parent. */
export interface BatchCursor {
  node(): { readonly length: number; readonly nulls: number };
  /** The next buffer, decompressed; skipped without being looked at by `skip`. */
  buffer(): Uint8Array;
  skip(buffers: number): void;
  /** How many further buffers the next view column has. */
  variadic(): number;
}

export type Dictionaries = ReadonlyMap<number, readonly unknown[]>;

/** Passes over a field without reading a byte of it. */
export function skipField(field: ArrowField, cursor: BatchCursor): void {
  const type = field.dictionary?.index ?? field.type;
  cursor.node();
  cursor.skip(buffersOf(type) + (hasVariadic(type) ? cursor.variadic() : 0));
  if (field.dictionary === null) for (const child of field.children) skipField(child, cursor);
}

/**
 * The cells of a field in one batch. Lengths and offsets are held against the buffers before they are followed.
 *
 * Throws `FormatError`. Source: apache/arrow, docs/source/format/Columnar.rst.
 */
export function readField(field: ArrowField, cursor: BatchCursor, dictionaries: Dictionaries): unknown[] {
  if (field.dictionary === null) return readValues(field.type, field.children, cursor, dictionaries);
  const { id, index } = field.dictionary;
  const values = dictionaries.get(id);
  if (values === undefined) throw new FormatError(null, `the dictionary ${id}`, 'none before this batch');
  return readValues(index, [], cursor, dictionaries).map((at) => {
    if (at === null) return null;
    const value = values[at as number];
    if (value === undefined) throw new FormatError(null, `an index below ${values.length}`, String(at));
    return value;
  });
}

function readValues(
  type: ArrowType,
  children: readonly ArrowField[],
  cursor: BatchCursor,
  dictionaries: Dictionaries,
): unknown[] {
  const { length, nulls } = cursor.node();
  if (type.is === 'null') return new Array<unknown>(length).fill(null);
  if (type.is === 'skipped') throw new FormatError(null, 'text, numbers or lists of them', 'another type');
  const validity = cursor.buffer();
  const all = nulls === 0 || validity.length === 0;
  if (!all && validity.length * 8 < length)
    throw new FormatError(null, `${length} bits of validity`, `${validity.length} bytes`);
  const present = all ? null : (row: number): boolean => ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
  const cells = readPresent(type, children, length, cursor, dictionaries);
  if (present !== null) for (let row = 0; row < length; row++) if (!present(row)) cells[row] = null;
  return cells;
}

function readPresent(
  type: Exclude<ArrowType, { readonly is: 'null' } | { readonly is: 'skipped' }>,
  children: readonly ArrowField[],
  length: number,
  cursor: BatchCursor,
  dictionaries: Dictionaries,
): unknown[] {
  switch (type.is) {
    case 'bool': {
      const bits = cursor.buffer();
      if (bits.length * 8 < length) throw new FormatError(null, `${length} bits`, `${bits.length} bytes`);
      return Array.from({ length }, (_, row) => ((bits[row >> 3]! >> (row & 7)) & 1) === 1);
    }
    case 'int':
    case 'float':
      return numbers(type, length, cursor.buffer());
    case 'date-days':
      return numbers({ is: 'int', bytes: 4, signed: true }, length, cursor.buffer()).map((days) =>
        isoTime(Number(days) * 86_400_000),
      );
    case 'time':
      return numbers({ is: 'int', bytes: 8, signed: true }, length, cursor.buffer()).map((count) =>
        isoTime((Number(count) / type.perSecond) * 1000),
      );
    case 'text':
      return type.offsets === 'view' ? viewedTexts(length, cursor) : texts(type.offsets, length, cursor);
    case 'list': {
      const offsets = offsetsIn(cursor.buffer(), type.offsets, length);
      const items = readField(children[0]!, cursor, dictionaries);
      if (offsets[length]! > items.length)
        throw new FormatError(null, `lists within ${items.length} items`, `an end at ${offsets[length]}`);
      return Array.from({ length }, (_, row) => items.slice(offsets[row], offsets[row + 1]));
    }
    case 'fixed-list': {
      const items = readField(children[0]!, cursor, dictionaries);
      const { size } = type;
      if (items.length < length * size)
        throw new FormatError(null, `${length} lists of ${size}`, `${items.length} items`);
      return Array.from({ length }, (_, row) => items.slice(row * size, (row + 1) * size));
    }
    case 'struct': {
      const members = children.map((child) => [child.name, readField(child, cursor, dictionaries)] as const);
      if (members.some(([, values]) => values.length < length))
        throw new FormatError(null, `${length} values of every member`, 'fewer');
      return Array.from({ length }, (_, row) =>
        Object.fromEntries(members.map(([name, values]) => [name, values[row]])),
      );
    }
  }
}

function isoTime(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function numbers(
  type: Extract<ArrowType, { readonly is: 'int' | 'float' }>,
  length: number,
  bytes: Uint8Array,
): unknown[] {
  if (bytes.length < length * type.bytes)
    throw new FormatError(null, `${length} values of ${type.bytes} bytes`, `${bytes.length} bytes`);
  const view = viewOf(bytes);
  const cells: unknown[] = [];
  for (let row = 0, at = 0; row < length; row++, at += type.bytes) cells.push(numberAt(view, at, type));
  return cells;
}

function numberAt(
  view: DataView,
  at: number,
  type: Extract<ArrowType, { readonly is: 'int' | 'float' }>,
): unknown {
  if (type.is === 'float') {
    if (type.bytes === 2) return halfFloat(view.getUint16(at, true));
    return type.bytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  }
  const { signed } = type;
  switch (type.bytes) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, true) : view.getUint16(at, true);
    case 4:
      return signed ? view.getInt32(at, true) : view.getUint32(at, true);
    default: {
      const value = signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
  }
}

/** Rising places, one more than rows. */
function offsetsIn(bytes: Uint8Array, size: 4 | 8, length: number): Float64Array {
  const offsets = new Float64Array(length + 1);
  // An empty column may come without its one offset.
  if (length === 0 && bytes.length === 0) return offsets;
  if (bytes.length < (length + 1) * size)
    throw new FormatError(null, `${length + 1} offsets of ${size} bytes`, `${bytes.length} bytes`);
  const view = viewOf(bytes);
  for (let row = 0; row <= length; row++) {
    const offset = size === 4 ? view.getInt32(4 * row, true) : Number(view.getBigInt64(8 * row, true));
    if (offset < 0 || (row > 0 && offset < offsets[row - 1]!))
      throw new FormatError(null, 'offsets that rise', `${offset} at row ${row}`);
    offsets[row] = offset;
  }
  return offsets;
}

function texts(size: 4 | 8, length: number, cursor: BatchCursor): unknown[] {
  const offsets = offsetsIn(cursor.buffer(), size, length);
  const bytes = cursor.buffer();
  if (offsets[length]! > bytes.length)
    throw new FormatError(null, `text within ${bytes.length} bytes`, `an end at ${offsets[length]}`);
  const decoder = new TextDecoder();
  return Array.from({ length }, (_, row) => decoder.decode(bytes.subarray(offsets[row], offsets[row + 1])));
}

/** Short texts lie in their view of 16 bytes, longer ones at a place in one of the further buffers. */
function viewedTexts(length: number, cursor: BatchCursor): unknown[] {
  const views = cursor.buffer();
  const count = cursor.variadic();
  const buffers: Uint8Array[] = [];
  for (let i = 0; i < count; i++) buffers.push(cursor.buffer());
  if (views.length < length * 16)
    throw new FormatError(null, `${length} views of 16 bytes`, `${views.length} bytes`);
  const view = viewOf(views);
  const decoder = new TextDecoder();
  return Array.from({ length }, (_, row) => {
    const at = row * 16;
    const size = view.getInt32(at, true);
    if (size >= 0 && size <= 12) return decoder.decode(views.subarray(at + 4, at + 4 + size));
    const bytes = buffers[view.getInt32(at + 8, true)];
    const from = view.getInt32(at + 12, true);
    // What a view of a missing text holds is anybody's guess.
    if (size < 0 || bytes === undefined || from < 0 || from + size > bytes.length) return null;
    return decoder.decode(bytes.subarray(from, from + size));
  });
}
