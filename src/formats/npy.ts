import { FormatError } from './error.ts';
import { codePoints, numberReaders, rowMajor } from './numpy-values.ts';

/** What the header of an array says. */
export interface NpyHeader {
  /** `f4`, `i8`, `U12`, as NumPy writes them without the order of bytes. */
  readonly code: string;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
  readonly valueBytes: number;
}

/** The header of an array of a hundred dimensions is a kilobyte. */
export const MOST_NPY_HEADER = 65_536;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_TEXT = 10_000;

/**
 * The header of a `.npy` file, from its first bytes. `bytes` is how long the file is: the shape is held against it.
 * Arrays of objects are pickles, which run code when they are loaded; they are refused and never opened.
 *
 * Throws `FormatError`. Source: numpy/lib/_format_impl.py, "Format Version".
 */
export function readNpyHeader(head: Uint8Array, bytes: number): NpyHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head.length < 10 || MAGIC.some((byte, at) => head[at] !== byte))
    throw new FormatError(null, 'an array of NumPy', 'something else');
  const wide = head[6]! >= 2;
  if (head[6]! > 3 || (wide && head.length < 12))
    throw new FormatError('byte 6', 'version 1, 2 or 3', `${head[6]}`);
  const from = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const most = Math.min(MOST_NPY_HEADER, head.length) - from;
  if (length > most)
    throw new FormatError('byte 8', `a header of at most ${most} bytes`, `${length} declared`);
  const text = new TextDecoder('latin1').decode(head.subarray(from, from + length));
  const { code, order } = dtypeIn(text);
  const valueBytes = code.startsWith('U') ? 4 * Number(code.slice(1)) : Number(code.slice(1));
  const shape = shapeIn(text);
  const count = shape.reduce((product, n) => product * n, 1);
  const start = from + length;
  if (count * valueBytes > bytes - start) {
    throw new FormatError(
      'shape',
      `${count} values of ${valueBytes} bytes (${shape.join(' × ')})`,
      `${bytes - start} bytes`,
    );
  }
  const fortranOrder = /'fortran_order'\s*:\s*True/.test(text);
  return { code, littleEndian: order !== '>', fortranOrder, shape, start, valueBytes };
}

function dtypeIn(header: string): { readonly code: string; readonly order: string } {
  const described = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(header);
  if (described === null) throw new FormatError('byte 10', "a header with 'descr'", 'another one');
  const [, dtype = '', records] = described;
  if (records !== undefined) throw new FormatError('descr', 'numbers or text', 'records of several fields');
  const [, order = '', code = ''] = /^([<>|=]?)(.*)$/.exec(dtype) ?? [];
  if (code.startsWith('O'))
    throw new FormatError('descr', 'numbers or text', 'a pickled array of objects, which is never opened');
  const known = numberReaders.has(code) || (/^U\d{1,5}$/.test(code) && Number(code.slice(1)) <= MAX_TEXT);
  if (!known) throw new FormatError('descr', 'floats, integers, booleans or text', `the type ${dtype}`);
  return { code, order };
}

function shapeIn(header: string): readonly number[] {
  const found = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  const parts = found
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts === undefined || parts.length > 32 || !parts.every((part) => /^\d{1,15}L?$/.test(part)))
    throw new FormatError('shape', 'whole numbers', found ?? 'none');
  return parts.map((part) => Number.parseInt(part, 10));
}

/** The values of an array in row-major order; `bytes` is the whole file. Throws `FormatError`. */
export function readNpy(bytes: Uint8Array): {
  readonly shape: readonly number[];
  readonly values: Float64Array | readonly string[];
} {
  const header = readNpyHeader(bytes.subarray(0, MOST_NPY_HEADER), bytes.length);
  const { code, shape, start, valueBytes, littleEndian } = header;
  const count = shape.reduce((product, n) => product * n, 1);
  const place = header.fortranOrder && shape.length > 1 ? rowMajor(shape) : null;
  const read = numberReaders.get(code);
  if (read === undefined) {
    const texts = new Array<string>(count).fill('');
    for (let i = 0; i < count; i++) {
      const at = start + i * valueBytes;
      texts[place?.(i) ?? i] = codePoints(bytes.subarray(at, at + valueBytes), littleEndian);
    }
    return { shape, values: texts };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * valueBytes);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[place?.(i) ?? i] = read(view, i * valueBytes, littleEndian);
  return { shape, values };
}
