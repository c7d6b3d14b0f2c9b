import { FormatError } from './error.ts';

/** Deeper nesting is refused: no file of ours has it, and skipping must not overflow the stack. */
const DEEPEST = 64;

const at = (offset: number): string => `byte ${offset}`;

/**
 * A reader of MessagePack that stands at one place and takes the next value, nothing more: what is not asked for is
 * skipped and never becomes an object. A count is held against the bytes that are left (every item takes at least one)
 * before anything is done with it.
 */
export interface MsgpackCursor {
  /** Byte that comes next. */
  offset(): number;
  /** True when nothing is left. */
  atEnd(): boolean;
  /** `map`, `array`, `string`, `binary`, `number`, `nil`, `boolean` or `other` of the value that comes next. */
  kind(): MsgpackKind;
  /** Number of pairs of the map that comes next; `what` names it in the error. */
  map(what: string): number;
  /** Number of items of the array that comes next. */
  array(what: string): number;
  /** Bytes of the string (UTF-8, undecoded) or binary value that comes next: a view. */
  bytes(what: string): Uint8Array;
  /** The string that comes next; a byte order mark is kept, damaged UTF-8 becomes U+FFFD. */
  text(what: string): string;
  /** A whole number that a double holds exactly. */
  integer(what: string): number;
  boolean(what: string): boolean;
  /** Goes past one value with all that is in it. */
  skip(): void;
}

type MsgpackKind = 'map' | 'array' | 'string' | 'binary' | 'number' | 'nil' | 'boolean' | 'other';

/** Begins to read. Every method throws `FormatError`. Source: the MessagePack specification (msgpack/spec.md). */
export function openMsgpack(bytes: Uint8Array): MsgpackCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let p = 0;

  const need = (count: number, what: string): void => {
    if (count > bytes.length - p) {
      const left = bytes.length - p;
      throw new FormatError(at(p), `${count} bytes of ${what}`, left === 0 ? 'the end' : `${left} bytes`);
    }
  };
  const tag = (what: string): number => {
    need(1, what);
    return bytes[p]!;
  };
  const wrong = (expected: string, what: string): never => {
    throw new FormatError(at(p), `${expected} (${what})`, `a value of kind ${kindOf(bytes[p]!)}`);
  };
  /** An unsigned length of 1, 2 or 4 bytes behind the tag. */
  const length = (width: number, what: string): number => {
    need(1 + width, what);
    const value =
      width === 1 ? view.getUint8(p + 1) : width === 2 ? view.getUint16(p + 1) : view.getUint32(p + 1);
    p += 1 + width;
    return value;
  };
  /** `perItem`: the fewest bytes an item takes. */
  const counted = (count: number, perItem: number, what: string): number => {
    if (count * perItem > bytes.length - p)
      throw new FormatError(
        at(p),
        `${what} that fits into ${bytes.length - p} bytes`,
        `${count} items declared`,
      );
    return count;
  };

  function map(what: string): number {
    const t = tag(what);
    if (t >= 0x80 && t <= 0x8f) {
      p++;
      return counted(t & 15, 2, what);
    }
    if (t === 0xde || t === 0xdf) return counted(length(t === 0xde ? 2 : 4, what), 2, what);
    return wrong('a map', what);
  }

  function array(what: string): number {
    const t = tag(what);
    if (t >= 0x90 && t <= 0x9f) {
      p++;
      return counted(t & 15, 1, what);
    }
    if (t === 0xdc || t === 0xdd) return counted(length(t === 0xdc ? 2 : 4, what), 1, what);
    return wrong('an array', what);
  }

  function take(size: number, what: string): Uint8Array {
    need(size, what);
    p += size;
    return bytes.subarray(p - size, p);
  }

  function takeBytes(what: string): Uint8Array {
    const t = tag(what);
    if (t >= 0xa0 && t <= 0xbf) {
      p++;
      return take(t & 31, what);
    }
    if (t >= 0xd9 && t <= 0xdb) return take(length(1 << (t - 0xd9), what), what);
    if (t >= 0xc4 && t <= 0xc6) return take(length(1 << (t - 0xc4), what), what);
    return wrong('text or bytes', what);
  }

  function integer(what: string): number {
    const t = tag(what);
    if (t <= 0x7f || t >= 0xe0) {
      p++;
      return t <= 0x7f ? t : t - 256;
    }
    if (t < 0xcc || t > 0xd3) return wrong('a whole number', what);
    const width = 1 << ((t - 0xcc) & 3);
    need(1 + width, what);
    const signed = t >= 0xd0;
    const value =
      width === 8
        ? Number(signed ? view.getBigInt64(p + 1) : view.getBigUint64(p + 1))
        : width === 4
          ? signed
            ? view.getInt32(p + 1)
            : view.getUint32(p + 1)
          : width === 2
            ? signed
              ? view.getInt16(p + 1)
              : view.getUint16(p + 1)
            : signed
              ? view.getInt8(p + 1)
              : view.getUint8(p + 1);
    if (!Number.isSafeInteger(value))
      throw new FormatError(at(p), `${what} below 2^53`, 'a larger whole number');
    p += 1 + width;
    return value;
  }

  function skip(): void {
    // How many values are still to be passed on each level.
    const left: number[] = [1];
    while (left.length > 0) {
      const level = left.length - 1;
      if (left[level] === 0) {
        left.pop();
        continue;
      }
      left[level]!--;
      const kind = kindOf(tag('a value'));
      if (kind === 'map' || kind === 'array') {
        if (left.length >= DEEPEST)
          throw new FormatError(at(p), `at most ${DEEPEST} levels of nesting`, 'more');
        left.push(kind === 'map' ? 2 * map('a map') : array('an array'));
      } else if (kind === 'string' || kind === 'binary') takeBytes('a value');
      else skipFixed();
    }
  }

  function skipFixed(): void {
    const t = bytes[p]!;
    let size = 1;
    if (t === 0xca) size = 5;
    else if (t === 0xcb) size = 9;
    else if (t >= 0xcc && t <= 0xd3) size = 1 + (1 << ((t - 0xcc) & 3));
    else if (t >= 0xd4 && t <= 0xd8) size = 2 + (1 << (t - 0xd4));
    else if (t >= 0xc7 && t <= 0xc9) {
      const payload = length(1 << (t - 0xc7), 'an extension');
      size = 1 + payload;
    } else if (t === 0xc1) throw new FormatError(at(p), 'a value', 'the byte 0xc1, which begins none');
    need(size, 'a value');
    p += size;
  }

  return {
    offset: () => p,
    atEnd: () => p >= bytes.length,
    kind: () => kindOf(tag('a value')),
    map,
    array,
    bytes: takeBytes,
    text: (what) => decoder.decode(takeBytes(what)),
    integer,
    boolean(what) {
      const t = tag(what);
      if (t !== 0xc2 && t !== 0xc3) return wrong('true or false', what);
      p++;
      return t === 0xc3;
    },
    skip,
  };
}

function kindOf(t: number): MsgpackKind {
  if (t <= 0x7f || t >= 0xe0 || (t >= 0xca && t <= 0xd3)) return 'number';
  if (t <= 0x8f || t === 0xde || t === 0xdf) return 'map';
  if (t <= 0x9f || t === 0xdc || t === 0xdd) return 'array';
  if (t <= 0xbf || (t >= 0xd9 && t <= 0xdb)) return 'string';
  if (t >= 0xc4 && t <= 0xc6) return 'binary';
  if (t === 0xc0) return 'nil';
  return t === 0xc2 || t === 0xc3 ? 'boolean' : 'other';
}
