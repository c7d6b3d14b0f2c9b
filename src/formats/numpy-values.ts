/** A number of 16 bits (IEEE 754 binary16). */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

type ReadNumber = (view: DataView, offset: number, littleEndian: boolean) => number;

/** How one value of a NumPy dtype is read, by the code of the dtype. */
export const numberReaders: ReadonlyMap<string, ReadNumber> = new Map<string, ReadNumber>([
  ['f8', (v, p, le) => v.getFloat64(p, le)],
  ['f4', (v, p, le) => v.getFloat32(p, le)],
  ['f2', (v, p, le) => halfFloat(v.getUint16(p, le))],
  ['i8', (v, p, le) => Number(v.getBigInt64(p, le))],
  ['i4', (v, p, le) => v.getInt32(p, le)],
  ['i2', (v, p, le) => v.getInt16(p, le)],
  ['i1', (v, p) => v.getInt8(p)],
  ['u8', (v, p, le) => Number(v.getBigUint64(p, le))],
  ['u4', (v, p, le) => v.getUint32(p, le)],
  ['u2', (v, p, le) => v.getUint16(p, le)],
  ['u1', (v, p) => v.getUint8(p)],
  ['b1', (v, p) => v.getUint8(p)],
]);

/** Text of NumPy: four bytes a character, zeros at the end. */
export function codePoints(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let text = '';
  for (let p = 0; p + 4 <= bytes.length; p += 4) {
    const code = view.getUint32(p, littleEndian);
    if (code > 0 && code <= 0x10ffff) text += String.fromCodePoint(code);
  }
  return text;
}

/** Maps a column-major index to the row-major one. */
export function rowMajor(shape: readonly number[]): (index: number) => number {
  return (index) => {
    let rest = index;
    let place = 0;
    let stride = shape.reduce((product, n) => product * n, 1);
    // First dimension varies fastest in column-major order, slowest in row-major order.
    for (const n of shape) {
      stride /= n;
      place += (rest % n) * stride;
      rest = Math.floor(rest / n);
    }
    return place;
  };
}
