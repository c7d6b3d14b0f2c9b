import { Inflate } from 'fflate';
import { FormatError } from './error.ts';

/** Deflate expands one byte to at most 1,032 (zlib technical notes); feeding it in pieces bounds the overshoot. */
const PIECE = 16_384;
const ADLER_MODULUS = 65_521;
/** So many bytes can be added before a 32-bit sum needs its modulus (zlib, adler32.c). */
const ADLER_RUN = 5552;

/** True when the bytes begin like a zlib stream: deflate, and a header whose check bits are right. */
export const looksLikeZlib = (bytes: Uint8Array): boolean =>
  bytes.length >= 6 && (bytes[0]! & 15) === 8 && (bytes[0]! * 256 + bytes[1]!) % 31 === 0;

/**
 * What a zlib stream holds, its Adler-32 checked. At most `maxBytes` are produced and a piece more: a bomb is refused while it
 * goes off. Throws `FormatError`. Source: RFC 1950.
 */
export function inflateZlib(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (!looksLikeZlib(bytes) || (bytes[1]! & 32) !== 0)
    throw new FormatError('byte 0', 'a zlib stream', 'something else');
  const packed = bytes.subarray(2, bytes.length - 4);
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate((part) => {
    total += part.length;
    if (total <= maxBytes) parts.push(part);
  });
  try {
    for (let p = 0; p < packed.length && total <= maxBytes; p += PIECE)
      stream.push(packed.subarray(p, p + PIECE), p + PIECE >= packed.length);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'damaged bytes';
    throw new FormatError(
      `byte ${bytes.length}`,
      'a whole zlib stream',
      /EOF/.test(reason) ? 'one that was cut off or damaged' : `damaged bytes (${reason})`,
    );
  }
  if (total > maxBytes)
    throw new FormatError(null, `at most ${maxBytes} bytes after inflating`, 'more than that');
  const content = join(parts, total);
  const tail = bytes.subarray(bytes.length - 4);
  const declared = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0);
  if (adler32(content) !== declared)
    throw new FormatError(
      `byte ${bytes.length - 4}`,
      'bytes that match their checksum',
      'damaged bytes, or a file that was cut off',
    );
  return content;
}

function join(parts: readonly Uint8Array[], total: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const content = new Uint8Array(total);
  let p = 0;
  for (const part of parts) {
    content.set(part, p);
    p += part.length;
  }
  return content;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let p = 0; p < bytes.length; ) {
    const end = Math.min(bytes.length, p + ADLER_RUN);
    for (; p < end; p++) {
      a += bytes[p]!;
      b += a;
    }
    a %= ADLER_MODULUS;
    b %= ADLER_MODULUS;
  }
  return (b * 65_536 + a) >>> 0;
}
