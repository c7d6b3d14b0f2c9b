/**
 * Cyclic redundancy checks over bytes, both with reflected 32-bit polynomials: CRC-32C (Castagnoli, RFC 3720 appendix B.4)
 * of TensorBoard records, and CRC-32 (IEEE 802.3) of zip entries.
 *
 * Eight tables let one turn of the loop take eight bytes ("slicing by 8", Kounavis and Berry 2005). Short inputs do not
 * reach that loop, so nothing is allocated or called per byte.
 */
function sliceTables(polynomial: number): Int32Array {
  // Signed, because a load of it is a small integer to the engine and an unsigned one is not.
  const tables = new Int32Array(8 * 256);
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    tables[i] = c;
  }
  for (let i = 256; i < tables.length; i++) {
    const previous = tables[i - 256]!;
    tables[i] = (previous >>> 8) ^ tables[previous & 255]!;
  }
  return tables;
}

function run(tables: Int32Array, bytes: Uint8Array, from: number, to: number): number {
  let c = -1;
  let i = from;
  for (const end = to - 7; i < end; i += 8) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      tables[1792 + (c & 255)]! ^
      tables[1536 + ((c >>> 8) & 255)]! ^
      tables[1280 + ((c >>> 16) & 255)]! ^
      tables[1024 + (c >>> 24)]! ^
      tables[768 + bytes[i + 4]!]! ^
      tables[512 + bytes[i + 5]!]! ^
      tables[256 + bytes[i + 6]!]! ^
      tables[bytes[i + 7]!]!;
  }
  for (; i < to; i++) c = (c >>> 8) ^ tables[(c ^ bytes[i]!) & 255]!;
  return ~c >>> 0;
}

const castagnoli = sliceTables(0x82f63b78);
const ieee = sliceTables(0xedb88320);

/** CRC-32C of `bytes[from, to)`, as an unsigned 32-bit number. */
export const crc32c = (bytes: Uint8Array, from = 0, to = bytes.length): number =>
  run(castagnoli, bytes, from, to);

/** CRC-32 of `bytes[from, to)` as zip and gzip use it, as an unsigned 32-bit number. */
export const crc32 = (bytes: Uint8Array, from = 0, to = bytes.length): number => run(ieee, bytes, from, to);

/**
 * CRC-32C as TFRecord stores it: rotated and offset, so that a checksum of data that holds checksums does not
 * degenerate (tensorflow/core/lib/hash/crc32c.h, `Mask`).
 */
export function maskedCrc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const crc = run(castagnoli, bytes, from, to);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
