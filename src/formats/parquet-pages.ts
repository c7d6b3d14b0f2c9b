import type { Decompress } from './codecs.ts';
import { FormatError } from './error.ts';
import { countInRuns, levelWidth } from './parquet-runs.ts';
import { numberIn, readThrift, structIn, type ThriftStruct } from './thrift.ts';

/** What the footer says about one leaf column in one group of rows. */
export interface LeafChunk {
  readonly type: string;
  /** Where the chunk begins in the file, for messages. */
  readonly start: number;
  readonly values: number;
  readonly definitionLevels: number;
  readonly repetitionLevels: number;
  readonly decompress: Decompress;
}

/** A page without its header and levels. */
export interface Page {
  /** Bytes before decompression. */
  readonly packed: number;
  readonly bytes: Uint8Array;
}

// biome-ignore format: the numbers of parquet.thrift
const DATA = 0, DICTIONARY = 2, DATA_V2 = 3;
// biome-ignore format: the numbers of parquet.thrift
const PLAIN = 0, PLAIN_DICTIONARY = 2, RLE = 3, DELTA = 5, DELTA_LENGTHS = 6, DELTA_TEXTS = 7, RLE_DICTIONARY = 8, SPLIT_BYTES = 9;

/** Bytes of a value where they do not vary. */
const SIZES: Readonly<Partial<Record<string, number>>> = {
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
};

/**
 * Walks the pages of a column before they are decoded and holds every number that asks for memory or turns against the
 * bytes that are there: sizes, counts, run lengths. The decoder believes them, so a flipped bit could cost gigabytes.
 *
 * @returns the pages as they were decompressed, in their order.
 *
 * Throws `FormatError`. Source: parquet.thrift and Encodings.md of apache/parquet-format 2.11.
 */
export function checkPages(bytes: Uint8Array, chunk: LeafChunk): readonly Page[] {
  const pages: Page[] = [];
  let at = 0;
  let values = 0;
  // The decoder stops where one byte is left.
  while (at < bytes.length - 1 && values < chunk.values) {
    const place = `byte ${chunk.start + at}`;
    const { value: header, end } = readThrift(bytes, at, chunk.start);
    const size = numberIn(header, 3) ?? -1;
    if (size < 0 || size > bytes.length - end)
      throw new FormatError(place, `a page of at most ${bytes.length - end} bytes`, `${size} declared`);
    try {
      values += checkPage(header, bytes.subarray(end, end + size), chunk, pages);
    } catch (error) {
      if (!(error instanceof FormatError) || error.position !== null) throw error;
      throw new FormatError(place, error.expected, error.found);
    }
    at = end + size;
  }
  if (values !== chunk.values || at < bytes.length - 1)
    throw new FormatError(
      `byte ${chunk.start}`,
      `${chunk.values} values in ${bytes.length} bytes`,
      `${values} in ${at}`,
    );
  return pages;
}

/** How many values of the column the page holds. */
function checkPage(header: ThriftStruct, packed: Uint8Array, chunk: LeafChunk, pages: Page[]): number {
  const size = numberIn(header, 2) ?? -1;
  const kind = numberIn(header, 1);
  if (kind === DATA_V2) return checkSecondVersion(header, packed, size, chunk, pages);
  const inner = structIn(header, kind === DATA ? 5 : 7);
  if ((kind !== DATA && kind !== DICTIONARY) || inner === null)
    throw new FormatError(null, 'a page of data', `a page of kind ${kind}`);
  const count = countOf(inner, chunk);
  const page = chunk.decompress(packed, size);
  pages.push({ packed: packed.length, bytes: page });
  if (kind === DICTIONARY) {
    checkPlain(page, 0, count, chunk);
    return 0;
  }
  let p = 0;
  let present = count;
  for (const [levels, field] of [
    [chunk.repetitionLevels, 4],
    [chunk.definitionLevels, 3],
  ] as const) {
    if (levels === 0) continue;
    if (numberIn(inner, field) !== RLE)
      throw new FormatError(null, 'levels in runs', 'levels in packed bits');
    const length = page.length - p < 4 ? page.length : viewOf(page).getUint32(p, true);
    if (length > page.length - p - 4)
      throw new FormatError(null, `levels within ${page.length} bytes`, `${length} bytes`);
    const runs = { bytes: page, from: p + 4, to: p + 4 + length, width: levelWidth(levels) };
    const hits = countInRuns(runs, count, levels);
    if (field === 3) present = hits;
    p += 4 + length;
  }
  checkValues(page, p, present, numberIn(inner, 2) ?? -1, chunk);
  return count;
}

function checkSecondVersion(
  header: ThriftStruct,
  packed: Uint8Array,
  size: number,
  chunk: LeafChunk,
  pages: Page[],
): number {
  const inner = structIn(header, 8);
  if (inner === null) throw new FormatError(null, 'the header of a page', 'none');
  const count = countOf(inner, chunk);
  const nulls = numberIn(inner, 2) ?? 0;
  const definitions = numberIn(inner, 5) ?? 0;
  const repetitions = numberIn(inner, 6) ?? 0;
  const levels = definitions + repetitions;
  if (!(definitions >= 0 && repetitions >= 0 && levels <= packed.length && levels <= size))
    throw new FormatError(null, `levels within ${packed.length} bytes`, `${levels} bytes`);
  if (chunk.repetitionLevels > 0)
    countInRuns(
      { bytes: packed, from: 0, to: repetitions, width: levelWidth(chunk.repetitionLevels) },
      count,
      -1,
    );
  let present = count;
  if (chunk.definitionLevels > 0) {
    const runs = { bytes: packed, from: repetitions, to: levels, width: levelWidth(chunk.definitionLevels) };
    present = countInRuns(runs, count, chunk.definitionLevels);
  }
  if (count - present !== nulls)
    throw new FormatError(null, `${count - present} missing values, as levels say`, `${nulls}`);
  const body = packed.subarray(levels);
  const stored = inner.get(7) === false;
  const page = stored ? body : chunk.decompress(body, size - levels);
  if (!stored) pages.push({ packed: body.length, bytes: page });
  checkValues(page, 0, present, numberIn(inner, 4) ?? -1, chunk);
  return count;
}

function countOf(inner: ThriftStruct, chunk: LeafChunk): number {
  const count = numberIn(inner, 1) ?? -1;
  if (!(count >= 0 && count <= chunk.values))
    throw new FormatError(null, `at most ${chunk.values} values in a page`, `${count} declared`);
  return count;
}

function checkValues(
  page: Uint8Array,
  from: number,
  count: number,
  encoding: number,
  chunk: LeafChunk,
): void {
  const room = page.length - from;
  switch (encoding) {
    case PLAIN:
    case SPLIT_BYTES:
      checkPlain(page, from, count, chunk);
      return;
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      if (room === 0 && count === 0) return;
      const width = room > 0 ? page[from]! : 33;
      if (width > 32) throw new FormatError(null, 'indices of at most 32 bits', `${width}`);
      // Of no bits: all the same, which the decoder of first versions takes without runs.
      if (width > 0 || count > 0) checkIndices(page, from + 1, width, count);
      return;
    }
    case RLE: {
      if (chunk.type !== 'BOOLEAN') break;
      const length = room < 4 ? page.length : viewOf(page).getUint32(from, true);
      if (length > room - 4) throw new FormatError(null, `runs within ${room} bytes`, `${length} bytes`);
      countInRuns({ bytes: page, from: from + 4, to: from + 4 + length, width: 1 }, count, -1);
      return;
    }
    case DELTA:
    case DELTA_LENGTHS:
      checkDeltas(page, from, count);
      return;
    case DELTA_TEXTS:
      throw new FormatError(null, 'texts stored plainly or in a dictionary', 'the encoding DELTA_BYTE_ARRAY');
  }
}

function checkIndices(page: Uint8Array, from: number, width: number, count: number): void {
  if (width === 0 && from === page.length) return;
  countInRuns({ bytes: page, from, to: page.length, width }, count, -1);
}

function checkPlain(page: Uint8Array, from: number, count: number, chunk: LeafChunk): void {
  const room = page.length - from;
  const size = SIZES[chunk.type] ?? (chunk.type === 'BOOLEAN' ? 1 / 8 : chunk.type === 'BYTE_ARRAY' ? 4 : 1);
  if (count * size > room)
    throw new FormatError(null, `${count} values of type ${chunk.type}`, `${room} bytes`);
}

/** The header of blocks of differences: values a block and parts of it, which lengths of lists are made from. */
function checkDeltas(page: Uint8Array, from: number, count: number): void {
  let p = from;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = page[p++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new FormatError(null, 'a header of differences', 'the end of the page');
  };
  if (count === 0) return;
  const [block, parts, values] = [next(), next(), next()];
  const sound = block >= 128 && block <= 65_536 && block % 128 === 0 && parts >= 1 && parts <= 512;
  if (!sound || (block / parts) % 32 !== 0 || values !== count)
    throw new FormatError(
      null,
      `blocks of differences for ${count} values`,
      `${values} in blocks of ${block} / ${parts}`,
    );
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
