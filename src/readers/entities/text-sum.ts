/**
 * Sums of the characters of a text that are not white space, so that two texts can be compared without being kept: two
 * polynomials modulo 2³² over its UTF-8 bytes, and their number. The sums of a joined text follow from those of its parts.
 */
export interface TextSums {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly bytes: Int32Array;
}

/** Odd multipliers, with bits set all over (golden ratio; murmur3's last mixing constant). */
export const FACTOR_A = 0x9e3779b1 | 0;
export const FACTOR_B = 0x85ebca6b | 0;

export const noSums = (sentences: number): TextSums => ({
  first: new Int32Array(sentences),
  second: new Int32Array(sentences),
  bytes: new Int32Array(sentences),
});

/** White space that a tokeniser may have dropped: what `\s` means, as UTF-16. */
export function isWhite(unit: number): boolean {
  if (unit <= 32) return unit === 32 || (unit >= 9 && unit <= 13);
  if (unit < 0xa0) return unit === 0x85;
  if (unit === 0xa0 || unit === 0x1680 || unit === 0x202f || unit === 0x205f || unit === 0x3000) return true;
  return (unit >= 0x2000 && unit <= 0x200a) || unit === 0x2028 || unit === 0x2029 || unit === 0xfeff;
}

const encoder = new TextEncoder();

/** Writes the sums of one text, white space left out. */
export function sumText(text: string, sums: TextSums, at: number): void {
  let bare = '';
  for (let i = 0, from = 0; i <= text.length; i++) {
    if (i < text.length && !isWhite(text.charCodeAt(i))) continue;
    if (i > from) bare += text.slice(from, i);
    from = i + 1;
  }
  let first = 0;
  let second = 0;
  const bytes = encoder.encode(bare);
  for (let i = 0; i < bytes.length; i++) {
    first = (Math.imul(first, FACTOR_A) + bytes[i]! + 1) | 0;
    second = (Math.imul(second, FACTOR_B) + bytes[i]! + 1) | 0;
  }
  sums.first[at] = first;
  sums.second[at] = second;
  sums.bytes[at] = bytes.length;
}

/** One number for a sentence, to look it up by: 53 bits of the two sums. */
export const keyOfSums = ({ first, second }: TextSums, sentence: number): number =>
  (first[sentence]! >>> 0) * 0x200000 + (second[sentence]! >>> 11);

/** `factor` to the power `n`, modulo 2³². */
export function power(factor: number, n: number): number {
  let result = 1;
  let base = factor;
  for (let left = n; left > 0; left >>>= 1) {
    if (left & 1) result = Math.imul(result, base);
    base = Math.imul(base, base);
  }
  return result;
}
