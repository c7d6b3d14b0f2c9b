const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of bytes (RFC 4648, with padding); the core has neither Buffer nor btoa. */
export function base64(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out += alphabet[three >> 18]! + alphabet[(three >> 12) & 63]!;
    out += at + 1 < bytes.length ? alphabet[(three >> 6) & 63]! : '=';
    out += at + 2 < bytes.length ? alphabet[three & 63]! : '=';
  }
  return out;
}
