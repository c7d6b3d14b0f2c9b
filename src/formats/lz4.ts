import { FormatError } from './error.ts';

/**
 * One LZ4 block, written into `output` from `at` on; returns where it ended. Copies reach back into what `output` already
 * holds, because the blocks of a frame may be linked.
 *
 * Throws `FormatError` when more would come out than there is room for. Source: lz4/doc/lz4_Block_format.md.
 */
export function lz4Block(input: Uint8Array, output: Uint8Array, at = 0): number {
  let to = at;
  let p = 0;
  const more = (length: number): number => {
    if ((length & 15) !== 15) return length;
    let sum = length;
    for (;;) {
      if (p >= input.length) throw damaged('the end of the block');
      const next = input[p++]!;
      sum += next;
      if (next !== 255) return sum;
    }
  };
  while (p < input.length) {
    const token = input[p++]!;
    const literals = more(token >> 4);
    if (literals > input.length - p || literals > output.length - to) throw damaged('too many literals');
    output.set(input.subarray(p, p + literals), to);
    p += literals;
    to += literals;
    if (p === input.length) return to;
    if (p + 2 > input.length) throw damaged('the end of the block');
    const offset = input[p]! | (input[p + 1]! << 8);
    p += 2;
    const length = more(token & 15) + 4;
    if (offset === 0 || offset > to) throw damaged('a copy from before the beginning');
    if (length > output.length - to) throw damaged('more bytes than declared');
    if (offset >= length) output.copyWithin(to, to - offset, to - offset + length);
    else for (let i = 0; i < length; i++) output[to + i] = output[to - offset + i]!;
    to += length;
  }
  return to;
}

/** A frame of LZ4 blocks, as Arrow compresses buffers. Throws `FormatError`. Source: lz4/doc/lz4_Frame_format.md. */
export function lz4Frame(input: Uint8Array, bytes: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (input.length < 7 || view.getUint32(0, true) !== 0x184d2204) throw damaged('no frame header');
  const flags = input[4]!;
  // Content size (8 bytes) and dictionary id (4) are optional; a checksum of the header ends it.
  let p = 7 + ((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0);
  const checksum = (flags & 16) !== 0 ? 4 : 0;
  const output = new Uint8Array(bytes);
  let to = 0;
  for (;;) {
    if (p + 4 > input.length) throw damaged('the end of the frame');
    const size = view.getUint32(p, true);
    p += 4;
    if (size === 0) break;
    const length = size & 0x7fffffff;
    if (length > input.length - p) throw damaged('a block beyond the end');
    const block = input.subarray(p, p + length);
    if (size > 0x7fffffff) {
      if (length > bytes - to) throw damaged('more bytes than declared');
      output.set(block, to);
      to += length;
    } else to = lz4Block(block, output, to);
    p += length + checksum;
  }
  if (to !== bytes) throw new FormatError(null, `${bytes} bytes of LZ4 as declared`, `${to}`);
  return output;
}

/**
 * What Parquet calls LZ4: blocks with their two lengths before them, as Hadoop writes them, or one block without.
 * Source: parquet-format/Compression.md, "LZ4".
 */
export function lz4Hadoop(input: Uint8Array, bytes: number): Uint8Array {
  const output = new Uint8Array(bytes);
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let p = 0;
  let to = 0;
  while (p + 8 <= input.length) {
    const length = view.getUint32(p + 4, false);
    if (length > input.length - p - 8 || view.getUint32(p, false) > bytes - to) break;
    const end = lz4Block(input.subarray(p + 8, p + 8 + length), output, to);
    if (end - to !== view.getUint32(p, false)) throw damaged('a block of another length');
    to = end;
    p += 8 + length;
  }
  if (p === input.length) return output;
  lz4Block(input, output);
  return output;
}

const damaged = (found: string): FormatError => new FormatError(null, 'LZ4 data', found);
