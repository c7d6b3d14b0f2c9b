/** Text out of bytes, and how it was read. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** What the user should know, or null when the text was plain UTF-8. */
  readonly note: string | null;
}

/** A character of UTF-8 has at most four bytes, so a file that was cut off ends in at most three stray ones. */
const LONGEST_TAIL = 3;

/**
 * Decode text of unknown encoding: by its byte order mark, as UTF-8, as UTF-16 without a mark when every other byte
 * of the beginning is zero, and otherwise as Windows-1252, which holds Latin-1 and never fails. Never throws; a mark
 * is not part of the text.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return utf16(bytes.subarray(2), 'utf-16le');
  if (a === 0xfe && b === 0xff) return utf16(bytes.subarray(2), 'utf-16be');
  const body = a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
  const guessed = utf16WithoutMark(body);
  if (guessed !== null) return utf16(body, guessed);
  const strict = strictUtf8(body);
  if (strict !== null) return { text: strict, encoding: 'utf-8', note: null };
  // What is cut off must be the beginning of a character: a first byte, then only continuation bytes.
  let cut = 1;
  while (cut < LONGEST_TAIL && (body[body.length - cut]! & 0xc0) === 0x80) cut++;
  const text =
    body.length > cut && body[body.length - cut]! >= 0xc0 ? strictUtf8(body.subarray(0, -cut)) : null;
  if (text !== null) return { text, encoding: 'utf-8', note: 'the file ends in the middle of a character' };
  return {
    text: new TextDecoder('windows-1252').decode(body),
    encoding: 'windows-1252',
    note: 'not UTF-8; read as Latin-1 (Windows-1252)',
  };
}

/**
 * True when the beginning of a file holds bytes that no text has: a zero outside UTF-16, or control characters in
 * more than one place of fifty.
 */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return false;
  if (utf16WithoutMark(head) !== null) return false;
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) control++;
  }
  return control * 50 > head.length;
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): DecodedText {
  let even = bytes.subarray(0, bytes.length & ~1);
  if (encoding === 'utf-16be') {
    // Not every host decodes big-endian.
    const swapped = new Uint8Array(even.length);
    for (let i = 0; i < even.length; i += 2) {
      swapped[i] = even[i + 1]!;
      swapped[i + 1] = even[i]!;
    }
    even = swapped;
  }
  return {
    text: new TextDecoder('utf-16le').decode(even),
    encoding,
    note: `read as ${encoding.toUpperCase()}`,
  };
}

function utf16WithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, 512) & ~1;
  if (length < 8) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) evenZeros++;
    if (bytes[i + 1] === 0) oddZeros++;
  }
  const pairs = length / 2;
  if (evenZeros === 0 && oddZeros > 0.8 * pairs) return 'utf-16le';
  return oddZeros === 0 && evenZeros > 0.8 * pairs ? 'utf-16be' : null;
}
