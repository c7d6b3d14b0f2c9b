import { decodeText } from '../../formats/text-encoding.ts';

/** UTF-8 without a byte order mark, and what the user should know about how it was read. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly note: string | null;
}

/** Pieces of this many bytes are checked at a time: a whole file as one string would need twice its size. */
const PIECE = 1 << 20;

/** The bytes of a text file as UTF-8: as they are when they are valid, otherwise decoded as what they are and written anew. */
export function textBytes(bytes: Uint8Array): TextBytes {
  const [a, b, c] = bytes;
  const marked = a === 0xef && b === 0xbb && c === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  // A zero byte is valid UTF-8, but means UTF-16 at the beginning of a text.
  if (!body.subarray(0, 512).includes(0) && isUtf8(body)) return { bytes: body, note: null };
  const { text, note } = decodeText(bytes);
  return { bytes: new TextEncoder().encode(text), note };
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE)
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
