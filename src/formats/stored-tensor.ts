import type { SourceFile } from '../model/source.ts';

/** What is asked of a file of weights: its size and parts of it. */
export type ByteFile = Pick<SourceFile, 'bytes' | 'readRange'>;

/** Where the numbers of one tensor lie in its file: row-major, little-endian, without gaps. */
export interface StoredTensor {
  readonly name: string;
  /** As safetensors writes it: `F32`, `F16`, `BF16`, `I64`, `BOOL`, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly byteOffset: number;
  readonly bytes: number;
}

/** Bytes of one element. Types below a byte (`F4`, `F6_E2M3`) have none and are not read. */
export const bytesOfType: ReadonlyMap<string, number> = new Map([
  ['BOOL', 1],
  ['U8', 1],
  ['I8', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
  ['F8_E8M0', 1],
  ['U16', 2],
  ['I16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['U32', 4],
  ['I32', 4],
  ['F32', 4],
  ['U64', 8],
  ['I64', 8],
  ['F64', 8],
  ['C64', 8],
]);

/** The number of elements; NaN when a dimension is no whole number of 0 or more, or the product is beyond 2^53. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) return Number.NaN;
    count *= dimension;
  }
  return Number.isSafeInteger(count) ? count : Number.NaN;
}
