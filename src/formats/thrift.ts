import { FormatError } from './error.ts';

/** A value of Thrift's compact protocol. Integers of 64 bits are numbers: they are only held against sizes. */
type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;
/** Fields by their number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** A footer of Parquet nests six deep. */
const DEEPEST = 24;

/**
 * A struct in Thrift's compact protocol, and where it ends. Nothing is allocated for a length that the bytes cannot hold:
 * every element of a list takes a byte at least.
 *
 * Throws `FormatError`. Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
 *
 * @param base what is added to positions in messages: where `bytes` begin in the file.
 */
export function readThrift(
  bytes: Uint8Array,
  from: number,
  base = 0,
): { readonly value: ThriftStruct; readonly end: number } {
  let at = from;
  const fail = (expected: string, found: string): never => {
    throw new FormatError(`byte ${base + at}`, expected, found);
  };
  const byte = (): number => (at < bytes.length ? bytes[at++]! : fail('more of a Thrift struct', 'the end'));
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    return fail('a number of at most ten bytes', 'a longer one');
  };
  const integer = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const binary = (): Uint8Array => {
    const length = varint();
    if (length > bytes.length - at) fail(`${length} bytes`, `${bytes.length - at}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const list = (depth: number): readonly ThriftValue[] => {
    const head = byte();
    const type = head & 15;
    const size = head >> 4 === 15 ? varint() : head >> 4;
    if (size > bytes.length - at) fail(`a list of at most ${bytes.length - at} elements`, `${size} declared`);
    const values: ThriftValue[] = [];
    for (let i = 0; i < size; i++) values.push(type <= 2 ? byte() === 1 : element(type, depth));
    return values;
  };
  const element = (type: number, depth: number): ThriftValue => {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return byte();
    if (type >= 4 && type <= 6) return integer();
    if (type === 7) {
      if (bytes.length - at < 8) fail('a number of eight bytes', 'the end');
      at += 8;
      return new DataView(bytes.buffer, bytes.byteOffset + at - 8, 8).getFloat64(0, true);
    }
    if (type === 8) return binary();
    if (type === 9) return list(depth);
    return type === 12 ? struct(depth + 1) : fail('a type that Parquet uses', `type ${type}`);
  };
  const struct = (depth: number): ThriftStruct => {
    if (depth > DEEPEST) fail(`at most ${DEEPEST} levels`, 'more');
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (;;) {
      const head = byte();
      if ((head & 15) === 0) return fields;
      field = head >> 4 === 0 ? integer() : field + (head >> 4);
      fields.set(field, element(head & 15, depth));
    }
  };
  const value = struct(0);
  return { value, end: at };
}

export const numberIn = (struct: ThriftStruct, field: number): number | null => {
  const value = struct.get(field);
  return typeof value === 'number' ? value : null;
};

export const structIn = (struct: ThriftStruct, field: number): ThriftStruct | null => {
  const value = struct.get(field);
  return value instanceof Map ? value : null;
};
