const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codeOf = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index++) codeOf[alphabet.charCodeAt(index)] = index;

/** Standard base64 (RFC 4648, padded); written here because neither Buffer nor btoa exists in every host. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // Pieces of a multiple of 3 bytes join without padding between them.
  for (let start = 0; start < bytes.length; start += 12_288) {
    let text = '';
    const end = Math.min(start + 12_288, bytes.length);
    for (let at = start; at < end; at += 3) {
      const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      text += alphabet[word >> 18]! + alphabet[(word >> 12) & 63]!;
      text += at + 1 < end ? alphabet[(word >> 6) & 63]! : '=';
      text += at + 2 < end ? alphabet[word & 63]! : '=';
    }
    parts.push(text);
  }
  return parts.join('');
}

/** Bytes of a base64 text, or null when it is not base64. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let out = 0;
  for (let at = 0; at < text.length; at += 4) {
    let word = 0;
    for (let offset = 0; offset < 4; offset++) {
      const position = at + offset;
      const padded = position >= text.length - padding;
      const code = padded ? 0 : (codeOf[text.charCodeAt(position)] ?? 255);
      if (code === 255) return null;
      word = (word << 6) | code;
    }
    if (out < bytes.length) bytes[out++] = (word >> 16) & 255;
    if (out < bytes.length) bytes[out++] = (word >> 8) & 255;
    if (out < bytes.length) bytes[out++] = word & 255;
  }
  return bytes;
}
