import { FormatError } from './error.ts';

/**
 * Runs may be padded: bit-packed ones hold a multiple of eight values, and some writers close whole groups of 504
 * (parquet-mr, `RunLengthBitPackingHybridEncoder`).
 */
const SLACK = 512;

/** Where runs of levels, dictionary indices or booleans lie. */
export interface Runs {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Bits a value. */
  readonly width: number;
}

/**
 * Walks the runs of the hybrid of run lengths and packed bits over `count` values and says how many of them equal `wanted`.
 * A run may claim two thousand million values in five bytes: none may claim more than are missing, or more bytes than are there.
 *
 * Throws `FormatError`. Source: parquet-format/Encodings.md, "RLE".
 */
export function countInRuns(runs: Runs, count: number, wanted: number): number {
  const { bytes, from, to, width } = runs;
  const fail = (found: string): never => {
    throw new FormatError(null, `${count} values in runs of ${width} bits`, found);
  };
  if (to > bytes.length || from > to || width > 32) fail('runs beyond their page');
  const size = (width + 7) >> 3;
  let p = from;
  let seen = 0;
  let hits = 0;
  while (seen < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (p >= to || shift > 28) fail(`${seen}, then the end`);
      const next = bytes[p++]!;
      header += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) break;
    }
    const packed = header % 2 === 1;
    const values = Math.floor(header / 2) * (packed ? 8 : 1);
    if (values === 0 || values > count - seen + SLACK || header >= 2 ** 31)
      fail(`a run of ${values} after ${seen}`);
    const used = Math.min(values, count - seen);
    if (packed) {
      if (Math.ceil((used * width) / 8) > to - p) fail('packed values beyond the end');
      if (wanted >= 0) hits += countPacked(bytes, p, width, used, wanted);
      p += (values * width) / 8;
    } else {
      if (size > to - p) fail('a repeated value beyond the end');
      let value = 0;
      for (let i = 0; i < size; i++) value += bytes[p + i]! * 2 ** (8 * i);
      if (value === wanted) hits += used;
      p += size;
    }
    seen += values;
  }
  return hits;
}

function countPacked(bytes: Uint8Array, from: number, width: number, values: number, wanted: number): number {
  if (width === 0) return wanted === 0 ? values : 0;
  let hits = 0;
  let bits = 0;
  let held = 0;
  let p = from;
  const mask = 2 ** width - 1;
  for (let i = 0; i < values; i++) {
    while (held < width) {
      bits |= bytes[p++]! << held;
      held += 8;
    }
    if ((bits & mask) === wanted) hits++;
    bits >>>= width;
    held -= width;
  }
  return hits;
}

/** Bits that hold a level of at most `most`. */
export const levelWidth = (most: number): number => 32 - Math.clz32(most);
