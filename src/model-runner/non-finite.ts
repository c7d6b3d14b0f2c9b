import { bytesOfType } from '../formats/stored-tensor.ts';
import type { Weights } from './weights.ts';

/** A number among the weights that no computation survives. */
export interface NonFinite {
  /** The weight's name in its file. */
  readonly name: string;
  /** Counted through the tensor, row by row. */
  readonly index: number;
  readonly value: 'NaN' | 'Infinity' | '-Infinity';
}

const PIECE_BYTES = 4 * 1024 * 1024;

/** The first number that is NaN or infinite in the bytes of a tensor, or null. Whole numbers never are. */
export function firstNonFinite(bytes: Uint8Array, dtype: string): Omit<NonFinite, 'name'> | null {
  const width = bytesOfType.get(dtype) ?? 0;
  // Typed arrays need a start at a multiple of their width.
  const aligned = bytes.byteOffset % Math.max(width, 1) === 0 ? bytes : bytes.slice();
  if (dtype === 'F32') {
    const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
    for (let i = 0; i < words.length; i++)
      if ((words[i]! & 0x7f800000) === 0x7f800000) return found(i, words[i]! & 0x7fffff, words[i]! >>> 31);
  } else if (dtype === 'F16' || dtype === 'BF16') {
    const exponent = dtype === 'F16' ? 0x7c00 : 0x7f80;
    const words = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 1);
    for (let i = 0; i < words.length; i++)
      if ((words[i]! & exponent) === exponent)
        return found(i, words[i]! & (0x7fff ^ exponent), words[i]! >>> 15);
  } else if (dtype === 'F64') {
    const numbers = new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 3);
    for (let i = 0; i < numbers.length; i++)
      if (!Number.isFinite(numbers[i]!))
        return found(i, Number.isNaN(numbers[i]!) ? 1 : 0, numbers[i]! < 0 ? 1 : 0);
  }
  return null;
}

const found = (index: number, fraction: number, sign: number): Omit<NonFinite, 'name'> => ({
  index,
  value: fraction !== 0 ? 'NaN' : sign === 1 ? '-Infinity' : 'Infinity',
});

/** The first such number of every weight that has one; reads all weights once, in pieces of 4 MiB. */
export async function findNonFinite(weights: Weights): Promise<readonly NonFinite[]> {
  const all: NonFinite[] = [];
  for (const { storedName, dtype, file, byteOffset, bytes, data } of weights.tensors.values()) {
    const width = bytesOfType.get(dtype) ?? 1;
    for (let start = 0; start < bytes; start += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, bytes - start);
      const piece =
        data?.subarray(start, start + length) ?? (await file.readRange(byteOffset + start, length));
      const first = firstNonFinite(piece, dtype);
      if (first === null) continue;
      all.push({ name: storedName, index: start / width + first.index, value: first.value });
      break;
    }
  }
  return all;
}
