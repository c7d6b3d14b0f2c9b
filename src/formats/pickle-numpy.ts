import { FormatError } from './error.ts';
import { codePoints, numberReaders, rowMajor } from './numpy-values.ts';
import { type Building, isList, isObject, type PickleArray, type PickleValue } from './pickle-values.ts';

/** Byte order and kind of a NumPy dtype. */
interface Dtype {
  readonly code: string;
  readonly littleEndian: boolean;
}

/**
 * The dtype that `numpy.dtype('f8', False, True)` followed by its state `(3, '<', …)` describes.
 * Source: numpy/core/src/multiarray/descriptor.c, `arraydescr_reduce`.
 */
function dtypeOf(value: PickleValue | undefined): Dtype {
  if (!isObject(value) || value.name !== 'dtype' || typeof value.args[0] !== 'string') {
    throw new FormatError(null, 'a NumPy dtype', 'something else');
  }
  const order = isList(value.state) ? value.state[1] : '<';
  return { code: value.args[0], littleEndian: order !== '>' };
}

/** Bytes as NumPy pickles them: bytes, or, from Python 2, a string of latin-1 characters. */
export function rawBytes(value: PickleValue | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return null;
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i);
  return bytes;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** `numpy.core.multiarray.scalar(dtype, bytes)` as a number, boolean or string. Throws `FormatError`. */
export function numpyScalar(args: readonly PickleValue[]): PickleValue {
  const { code, littleEndian } = dtypeOf(args[0]);
  if (code.startsWith('O')) return args[1] ?? null;
  const bytes = rawBytes(args[1]);
  const read = numberReaders.get(code);
  if (bytes === null) throw new FormatError(null, `the bytes of a NumPy ${code}`, 'something else');
  if (read) {
    if (bytes.length !== Number(code.slice(1))) {
      throw new FormatError(null, `${code.slice(1)} bytes of a NumPy ${code}`, `${bytes.length}`);
    }
    const value = read(viewOf(bytes), 0, littleEndian);
    return code === 'b1' ? value !== 0 : value;
  }
  if (code.startsWith('U')) return codePoints(bytes, littleEndian);
  return bytes;
}

const emptyArray = (): PickleArray => ({ kind: 'array', dtype: '', shape: [], values: [] });

/** What `numpy.core.multiarray._reconstruct` starts and a later state fills. */
export const reconstructArray = emptyArray;

/**
 * Fill an array from its state `(version, shape, dtype, isFortran, data)`; `spend` is told how many values are made.
 * Throws `FormatError` when shape, dtype and data do not agree.
 */
export function fillArray(target: PickleArray, state: PickleValue, spend: (values: number) => void): void {
  if (!isList(state) || state.length < 4)
    throw new FormatError(null, 'the state of a NumPy array', 'something else');
  const [shape, type, fortran, data] = state.slice(-4);
  buildArray(target, shape, dtypeOf(type), fortran === true, data, spend);
}

/** `numpy.core.numeric._frombuffer(buffer, dtype, shape, order)`, which protocol 5 writes. Throws `FormatError`. */
export function arrayFromBuffer(args: readonly PickleValue[], spend: (values: number) => void): PickleArray {
  const target = emptyArray();
  buildArray(target, args[2], dtypeOf(args[1]), args[3] === 'F', args[0], spend);
  return target;
}

function buildArray(
  target: Building<PickleArray>,
  shape: PickleValue | undefined,
  dtype: Dtype,
  fortran: boolean,
  data: PickleValue | undefined,
  spend: (values: number) => void,
): void {
  const dimensions = shapeOf(shape);
  const count = dimensions.reduce((product, n) => product * n, 1);
  target.dtype = dtype.code;
  target.shape = dimensions;
  if (isList(data)) {
    if (data.length !== count) throw new FormatError(null, `${count} array values`, `${data.length}`);
    target.values = data;
    return;
  }
  const bytes = rawBytes(data);
  const size = dtype.code.startsWith('U') ? 4 * Number(dtype.code.slice(1)) : Number(dtype.code.slice(1));
  if (bytes === null || !(size > 0) || count * size !== bytes.length) {
    throw new FormatError(
      null,
      `${count} array values of type ${dtype.code}`,
      `${bytes?.length ?? 'no'} bytes`,
    );
  }
  spend(count);
  const read = numberReaders.get(dtype.code);
  const place = fortran && dimensions.length > 1 ? rowMajor(dimensions) : null;
  if (read) {
    const values = new Float64Array(count);
    const view = viewOf(bytes);
    for (let i = 0; i < count; i++) values[place ? place(i) : i] = read(view, i * size, dtype.littleEndian);
    target.values = values;
    return;
  }
  const values: PickleValue[] = new Array(count).fill(null);
  for (let i = 0; i < count; i++) {
    const item = bytes.subarray(i * size, (i + 1) * size);
    values[place ? place(i) : i] = dtype.code.startsWith('U') ? codePoints(item, dtype.littleEndian) : item;
  }
  target.values = values;
}

function shapeOf(value: PickleValue | undefined): readonly number[] {
  const valid =
    isList(value) &&
    value.length <= 32 &&
    value.every((n): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0);
  if (!valid) throw new FormatError(null, 'the shape of a NumPy array', 'something else');
  return value as readonly number[];
}
