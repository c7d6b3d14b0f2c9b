/** CRC-32 as PNG uses it (PNG specification, annex D), bit by bit: the chunk has 30 bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Length of the PNG signature and the IHDR chunk, which has to come first. */
const HEADER = 8 + 25;

/** Adds the standard text chunk that names the software, so that a PNG of ours can be told from a stranger's. */
export function markPng(png: Uint8Array): Uint8Array {
  const body = new TextEncoder().encode('tEXtSoftware\0Afterfit');
  const chunk = new Uint8Array(4 + body.length + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(4 + body.length, crc32(body));
  const marked = new Uint8Array(png.length + chunk.length);
  marked.set(png.subarray(0, HEADER), 0);
  marked.set(chunk, HEADER);
  marked.set(png.subarray(HEADER), HEADER + chunk.length);
  return marked;
}
