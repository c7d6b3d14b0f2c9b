const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 (RFC 4648, padded): how `tokenizer.json` holds the character map of SentencePiece. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    parts.push(
      ALPHABET[word >> 18]!,
      ALPHABET[(word >> 12) & 63]!,
      at + 1 < bytes.length ? ALPHABET[(word >> 6) & 63]! : '=',
      at + 2 < bytes.length ? ALPHABET[word & 63]! : '=',
    );
  }
  return parts.join('');
}
