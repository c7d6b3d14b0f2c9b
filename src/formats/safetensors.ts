import { FormatError } from './error.ts';
import { describeJson, isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from './json.ts';
import { type ByteFile, bytesOfType, elementCount, type StoredTensor } from './stored-tensor.ts';
import { isGitLfsPointer } from './torch-archive.ts';

/** The limit of the reference implementation (huggingface/safetensors, `MAX_HEADER_SIZE`). */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * The tensors of a `.safetensors` file, in the order of their bytes. Only the header is read.
 *
 * Layout: eight bytes with the header's length, the header as JSON (`name → dtype, shape, data_offsets`), the numbers.
 * Source: huggingface/safetensors, README, "Format".
 *
 * Throws `FormatError`: for a header that claims more bytes than there are, tensors that reach beyond the end of the file,
 * share bytes, bear the same name, or whose shape and type do not make their number of bytes.
 */
export async function readSafetensors(file: ByteFile): Promise<readonly StoredTensor[]> {
  const start = await file.readRange(0, Math.min(file.bytes, 1024));
  if (isGitLfsPointer(start))
    throw new FormatError(null, 'a safetensors file', 'a Git LFS pointer: the file itself was not fetched');
  if (start.length < 8)
    throw new FormatError(null, 'a safetensors file of at least 8 bytes', `${file.bytes} bytes`);
  const claimed = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, file.bytes - 8);
  if (claimed > BigInt(most))
    throw new FormatError('byte 0', `a header of at most ${most} bytes`, `one that claims ${claimed}`);
  const length = Number(claimed);
  const header = await file.readRange(8, length);
  if (header.length < length)
    throw new FormatError('byte 8', `a header of ${length} bytes`, `${header.length}`);
  return safetensorsOfHeader(header, file.bytes);
}

/** The same from the bytes of the header (without its length) and the size of the file. Throws `FormatError`. */
function safetensorsOfHeader(header: Uint8Array, fileBytes: number): readonly StoredTensor[] {
  const parsed = parseJsonBytes(header);
  if (!parsed.ok)
    throw new FormatError(`byte ${8 + parsed.error.offset}`, parsed.error.expected, parsed.error.found);
  if (!isJsonObject(parsed.value))
    throw new FormatError('byte 8', 'a header with the names of tensors', describeJson(parsed.value));
  const names = Object.keys(parsed.value);
  const repeated = repeatedName(header, names);
  if (repeated !== null) throw new FormatError(repeated, 'every name once', 'the same name twice');
  const dataStart = 8 + header.length;
  const tensors = names
    .filter((name) => name !== '__metadata__')
    .map((name) => tensorOf(name, (parsed.value as JsonObject)[name], dataStart, fileBytes));
  tensors.sort((a, b) => a.byteOffset - b.byteOffset || a.bytes - b.bytes);
  for (let i = 1; i < tensors.length; i++) {
    const before = tensors[i - 1]!;
    const tensor = tensors[i]!;
    if (tensor.byteOffset < before.byteOffset + before.bytes)
      throw new FormatError(tensor.name, 'bytes of its own', `bytes that are also those of ${before.name}`);
  }
  return tensors;
}

function tensorOf(
  name: string,
  entry: JsonValue | undefined,
  dataStart: number,
  fileBytes: number,
): StoredTensor {
  if (!isJsonObject(entry)) throw new FormatError(name, 'dtype, shape and data_offsets', describeJson(entry));
  const { dtype, shape, data_offsets: offsets } = entry;
  const size = typeof dtype === 'string' ? bytesOfType.get(dtype) : undefined;
  if (typeof dtype !== 'string' || size === undefined)
    throw new FormatError(name, `a type among ${[...bytesOfType.keys()].join(', ')}`, describeJson(dtype));
  if (!isNumbers(shape)) throw new FormatError(name, 'a shape of whole numbers', describeJson(shape));
  if (!isNumbers(offsets) || offsets.length !== 2)
    throw new FormatError(name, 'two data_offsets', describeJson(offsets));
  const [begin, end] = [offsets[0]!, offsets[1]!];
  const bytes = elementCount(shape) * size;
  if (end - begin !== bytes)
    throw new FormatError(
      name,
      `${Number.isNaN(bytes) ? 'a shape of fewer elements' : `${bytes} bytes for ${dtype} of shape [${shape.join(', ')}]`}`,
      `data_offsets ${begin} to ${end}`,
    );
  if (begin < 0 || dataStart + end > fileBytes)
    throw new FormatError(
      name,
      `bytes before the end of the file at ${fileBytes}`,
      `bytes up to ${dataStart + end} (cut off?)`,
    );
  return { name, dtype, shape, byteOffset: dataStart + begin, bytes };
}

const isNumbers = (value: JsonValue | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));

/** A JSON parser keeps the last of two equal keys, so the keys of the outermost object are counted in the bytes. */
function repeatedName(header: Uint8Array, names: readonly string[]): string | null {
  const seen = new Set<string>();
  let depth = 0;
  let count = 0;
  for (let p = 0; p < header.length; p++) {
    const byte = header[p]!;
    if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x22) {
      const from = p;
      for (p++; p < header.length && header[p] !== 0x22; p++) if (header[p] === 0x5c) p++;
      if (depth !== 1 || nextOf(header, p + 1) !== 0x3a) continue;
      count++;
      const key = new TextDecoder().decode(header.subarray(from + 1, p));
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  // Two spellings of one name (an escape in one of them) are found by their number.
  return count === names.length ? null : '(a name written in two ways)';
}

function nextOf(bytes: Uint8Array, from: number): number {
  let p = from;
  while (bytes[p] === 0x20 || bytes[p] === 0x0a || bytes[p] === 0x0d || bytes[p] === 0x09) p++;
  return bytes[p] ?? 0;
}
