/**
 * The 64-bit numbers that spaCy writes instead of strings, as two halves of 32 bits: BigInt would be fifty times slower.
 *
 * MurmurHash64A (Austin Appleby, public domain) with seed 1 over the UTF-8 bytes, as `spacy.strings.hash_string` calls it.
 */

/** 0xc6a4a7935bd1e995 in halves. */
const MULTIPLIER_HIGH = 0xc6a4a793 | 0;
const MULTIPLIER_LOW = 0x5bd1e995;
const SEED = 1;

let high = 0;
let low = 0;

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function upperProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  // `middle` stays below 2^32; the other cross product is added in two steps so that nothing passes 2^53.
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65_536) + Math.floor(cross / 65_536)) | 0;
}

/** (high, low) × multiplier, modulo 2^64. */
function multiply(): void {
  const product =
    (upperProduct(low, MULTIPLIER_LOW) + Math.imul(high, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH)) |
    0;
  low = Math.imul(low, MULTIPLIER_LOW);
  high = product;
}

/** Hash of a string in UTF-8. Writes the lower half to `into[0]`, the upper half to `into[1]`, both unsigned. */
export function spacyHash(utf8: Uint8Array, into: Uint32Array): void {
  const length = utf8.length;
  high = 0;
  low = length;
  multiply();
  low ^= SEED;
  let hashHigh = high;
  let hashLow = low;
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    low = utf8[i]! | (utf8[i + 1]! << 8) | (utf8[i + 2]! << 16) | (utf8[i + 3]! << 24);
    high = utf8[i + 4]! | (utf8[i + 5]! << 8) | (utf8[i + 6]! << 16) | (utf8[i + 7]! << 24);
    multiply();
    // k ^= k >> 47 touches the lower half only.
    low ^= high >>> 15;
    multiply();
    low ^= hashLow;
    high ^= hashHigh;
    multiply();
    hashLow = low;
    hashHigh = high;
  }
  if (i < length) {
    low = 0;
    high = 0;
    for (let j = length - 1; j >= i; j--) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | utf8[j]!;
    }
    low ^= hashLow;
    high ^= hashHigh;
    multiply();
    hashLow = low;
    hashHigh = high;
  }
  low = hashLow ^ (hashHigh >>> 15);
  high = hashHigh;
  multiply();
  into[0] = low ^ (high >>> 15);
  into[1] = high;
}
