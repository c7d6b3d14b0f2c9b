import { Inflate } from 'fflate';
import { crc32 } from './crc32c.ts';
import { FormatError } from './error.ts';

/** One file inside a zip, as its central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflate' | 'other';
  readonly encrypted: boolean;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  /** Offset of the local header. */
  readonly offset: number;
}

/** A saved model has a few hundred entries; the directory itself (46 bytes an entry) bounds the rest. */
const MAX_ENTRIES = 65_536;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
/** The largest inflated entry that any reader of ours asks for: the pickle of a model is well below 16 MiB. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Deflate expands one byte to at most 1,032 (zlib technical notes); feeding it in small pieces bounds the overshoot. */
const PIECE = 4096;

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

const ENCRYPTED_FLAG = 1;

const at = (offset: number): string => `byte ${offset}`;

/** True when the bytes begin like a zip. */
export const looksLikeZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** A 64-bit little-endian number that must be a place or size inside the file. */
function bounded64(view: DataView, offset: number, limit: number, what: string): number {
  const value = Number(view.getBigUint64(offset, true));
  if (value > limit) throw new FormatError(at(offset), `${what} of at most ${limit} bytes`, `${value}`);
  return value;
}

function findEnd(bytes: Uint8Array, view: DataView): number {
  // The record is 22 bytes long and may be followed by a comment of up to 65,535.
  const first = Math.max(0, bytes.length - 22 - 0xffff);
  for (let p = bytes.length - 22; p >= first; p--) if (view.getUint32(p, true) === END) return p;
  throw new FormatError(
    null,
    'a zip with its directory at the end',
    `${bytes.length} bytes without one (cut off?)`,
  );
}

/**
 * The entries of a zip, from its central directory: sizes are right even where the local header leaves them to a data
 * descriptor. Zip64 is read. Declared sizes are held against the bytes that are there; entries whose compressed sizes
 * add up to more than the file (overlapping bombs) are refused.
 *
 * Throws `FormatError`. Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7–4.3.16.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  return entriesOf(bytes, zipDirectory(bytes, 0), 0);
}

/** Where the directory of a zip lies, counted from the start of the file. */
interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/**
 * The same for a file too large to be read whole: its end is read, and what lies between there and the directory's start.
 * Rejects with `FormatError`.
 */
export async function readZipEntries(file: {
  readonly bytes: number;
  readRange(offset: number, length: number): Promise<Uint8Array>;
}): Promise<readonly ZipEntry[]> {
  // The end record, its longest comment, and the zip64 records before it.
  const from = Math.max(0, file.bytes - 22 - 0xffff - 76);
  const tail = await file.readRange(from, file.bytes - from);
  const directory = zipDirectory(tail, from);
  if (directory.start >= from) return entriesOf(tail, directory, from);
  if (directory.end - directory.start > MAX_DIRECTORY_BYTES)
    throw new FormatError(
      at(directory.start),
      `a directory of at most ${MAX_DIRECTORY_BYTES} bytes`,
      `${directory.end - directory.start}`,
    );
  return entriesOf(
    await file.readRange(directory.start, file.bytes - directory.start),
    directory,
    directory.start,
  );
}

/** `bytes` are the end of a file and begin at `base`. */
function zipDirectory(bytes: Uint8Array, base: number): ZipDirectory {
  const size = base + bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (size < 22) throw new FormatError(null, 'a zip of at least 22 bytes', `${size} bytes`);
  const end = findEnd(bytes, view);
  let count = view.getUint16(end + 10, true);
  let start = view.getUint32(end + 16, true);
  if (
    (count === 0xffff || start === 0xffffffff) &&
    end >= 20 &&
    view.getUint32(end - 20, true) === END64_LOCATOR
  ) {
    const record = bounded64(view, end - 12, size - 56, 'an offset') - base;
    if (record < 0 || view.getUint32(record, true) !== END64) {
      throw new FormatError(at(base + record), 'a zip64 end record', 'something else');
    }
    count = bounded64(view, record + 32, size, 'an entry count');
    start = bounded64(view, record + 48, size, 'a directory offset');
  }
  if (count > MAX_ENTRIES)
    throw new FormatError(at(base + end), `at most ${MAX_ENTRIES} entries`, `${count} declared`);
  if (start + count * 46 > base + end) {
    throw new FormatError(
      at(base + end),
      `a directory of ${count} entries before byte ${base + end}`,
      `one that begins at ${start}`,
    );
  }
  return { start, end: base + end, count };
}

function entriesOf(bytes: Uint8Array, directory: ZipDirectory, base: number): readonly ZipEntry[] {
  const { count } = directory;
  const [start, end] = [directory.start - base, directory.end - base];
  const size = base + bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new TextDecoder();
  const entries: ZipEntry[] = [];
  let total = 0;
  let p = start;
  for (let i = 0; i < count; i++) {
    if (p + 46 > end || view.getUint32(p, true) !== CENTRAL) {
      throw new FormatError(at(base + p), `directory entry ${i + 1} of ${count}`, 'something else');
    }
    const nameLength = view.getUint16(p + 28, true);
    const extraLength = view.getUint16(p + 30, true);
    const next = p + 46 + nameLength + extraLength + view.getUint16(p + 32, true);
    if (next > end)
      throw new FormatError(
        at(base + p),
        `directory entry ${i + 1} to end before ${base + end}`,
        `an end at ${base + next}`,
      );
    const sizes = entrySizes(view, p, p + 46 + nameLength, extraLength, size);
    const method = view.getUint16(p + 10, true);
    total += sizes.compressedBytes;
    if (total > size) {
      throw new FormatError(
        at(base + p),
        `entries that fit into ${size} bytes`,
        `${total} bytes declared by entry ${i + 1}`,
      );
    }
    entries.push({
      name: decoder.decode(bytes.subarray(p + 46, p + 46 + nameLength)),
      method: method === 0 ? 'stored' : method === 8 ? 'deflate' : 'other',
      encrypted: (view.getUint16(p + 8, true) & ENCRYPTED_FLAG) !== 0,
      crc: view.getUint32(p + 16, true),
      ...sizes,
    });
    p = next;
  }
  return entries;
}

function entrySizes(view: DataView, p: number, extra: number, extraLength: number, limit: number) {
  let compressedBytes = view.getUint32(p + 20, true);
  let bytes = view.getUint32(p + 24, true);
  let offset = view.getUint32(p + 42, true);
  const end = extra + extraLength;
  for (let q = extra; q + 4 <= end; ) {
    const length = view.getUint16(q + 2, true);
    if (view.getUint16(q, true) === 1) {
      // Zip64: only the fields that are saturated above are present, in this order.
      let r = q + 4;
      const stop = Math.min(end, r + length);
      const take = (limited: boolean, what: string): number => {
        if (r + 8 > stop) throw new FormatError(at(q), `zip64 ${what}`, 'a field that is too short');
        const value = limited ? bounded64(view, r, limit, what) : Number(view.getBigUint64(r, true));
        r += 8;
        return value;
      };
      if (bytes === 0xffffffff) bytes = take(false, 'a size');
      if (compressedBytes === 0xffffffff) compressedBytes = take(true, 'a compressed size');
      if (offset === 0xffffffff) offset = take(true, 'an offset');
    }
    q += 4 + length;
  }
  return { compressedBytes, bytes, offset };
}

/**
 * Where the (possibly compressed) bytes of an entry lie: a view, no copy.
 * Throws `FormatError` when the local header is not there or the bytes are not.
 */
function zipEntryBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== LOCAL) {
    throw new FormatError(at(entry.offset), `the header of ${entry.name}`, 'something else');
  }
  const start =
    entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  const end = start + entry.compressedBytes;
  if (end > bytes.length) {
    throw new FormatError(
      at(start),
      `${entry.compressedBytes} bytes of ${entry.name}`,
      `${bytes.length - start}`,
    );
  }
  return bytes.subarray(start, end);
}

/**
 * The content of an entry, its CRC-32 checked. At most `maxBytes` are ever produced: inflating stops as soon as more
 * comes out than was declared. Throws `FormatError`.
 */
export function readZipEntry(bytes: Uint8Array, entry: ZipEntry, maxBytes = MAX_INFLATED_BYTES): Uint8Array {
  if (entry.encrypted) throw new FormatError(entry.name, 'an entry without a password', 'an encrypted one');
  if (entry.bytes > maxBytes)
    throw new FormatError(entry.name, `at most ${maxBytes} bytes`, `${entry.bytes} declared`);
  const packed = zipEntryBytes(bytes, entry);
  if (entry.method === 'other')
    throw new FormatError(entry.name, 'stored or deflated bytes', 'another method');
  const content = entry.method === 'stored' ? packed : inflate(packed, entry);
  if (content.length !== entry.bytes) {
    throw new FormatError(entry.name, `${entry.bytes} bytes as declared`, `${content.length}`);
  }
  if (crc32(content) !== entry.crc)
    throw new FormatError(entry.name, 'bytes that match their checksum', 'damaged bytes');
  return content;
}

function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate((part) => {
    total += part.length;
    if (total <= entry.bytes) parts.push(part);
  });
  try {
    for (let p = 0; p < packed.length && total <= entry.bytes; p += PIECE) {
      stream.push(packed.subarray(p, p + PIECE), p + PIECE >= packed.length);
    }
  } catch (error) {
    throw new FormatError(
      entry.name,
      'deflated bytes',
      error instanceof Error ? error.message : 'damaged bytes',
    );
  }
  if (total > entry.bytes)
    throw new FormatError(entry.name, `${entry.bytes} bytes as declared`, 'more than that');
  const content = new Uint8Array(total);
  let p = 0;
  for (const part of parts) {
    content.set(part, p);
    p += part.length;
  }
  return content;
}
