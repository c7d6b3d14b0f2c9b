import type { SourceFile } from '../../model/source.ts';

/** Headers of large models take some hundred kilobytes; one beyond this is none. */
const LONGEST_HEADER = 16_000_000;
/** A Git LFS pointer that stands in the place of a file has about 130 bytes; even an empty optimiser has 1,400. */
const POINTER = 300;

/**
 * Files of weights of one kind together, safetensors first: a folder may hold the same weights in several formats, and
 * large models in several shards.
 */
const kinds = [
  /^model(?:-\d+-of-\d+)?\.safetensors$/,
  /^pytorch_model(?:-\d+-of-\d+)?\.bin$/,
  /^adapter_model\.(?:safetensors|bin)$/,
];

export interface WeightFiles {
  readonly bytes: number;
  readonly files: readonly SourceFile[];
}

/** The weights among the files of one folder, or null when there are none. */
export function weightFilesOf(files: readonly SourceFile[]): WeightFiles | null {
  const name = (file: SourceFile): string => file.path.slice(file.path.lastIndexOf('/') + 1);
  for (const kind of kinds) {
    const found = files.filter((file) => file.bytes > POINTER && kind.test(name(file)));
    if (found.length > 0) return { bytes: found.reduce((sum, file) => sum + file.bytes, 0), files: found };
  }
  return null;
}

/** Bytes of `optimizer.pt` among the files of one folder, or null. */
export function optimizerBytesOf(files: readonly SourceFile[]): number | null {
  const file = files.find(({ path }) => path.endsWith('/optimizer.pt'));
  return file !== undefined && file.bytes > POINTER ? file.bytes : null;
}

/**
 * How many numbers the weights hold, from the headers alone: 8 bytes little-endian length, then JSON with the shape of
 * each tensor (huggingface/safetensors, README, "Format"). Null for other formats and for a header that cannot be read.
 */
export async function countParameters(weights: WeightFiles): Promise<number | null> {
  let sum = 0;
  for (const file of weights.files) {
    const count = file.path.endsWith('.safetensors') ? await countOf(file).catch(() => null) : null;
    if (count === null) return null;
    sum += count;
  }
  return sum > 0 ? sum : null;
}

async function countOf(file: SourceFile): Promise<number | null> {
  const start = await file.readRange(0, 8);
  if (start.length < 8) return null;
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (length < 2 || length > Math.min(LONGEST_HEADER, file.bytes - 8)) return null;
  const header: unknown = JSON.parse(new TextDecoder().decode(await file.readRange(8, length)));
  if (typeof header !== 'object' || header === null) return null;
  let sum = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (typeof entry !== 'object' || entry === null || !Array.isArray(entry.shape)) return null;
    // Counters and position ids are whole numbers and nobody trains them.
    if (typeof entry.dtype !== 'string' || !/^B?F/.test(entry.dtype)) continue;
    const numbers = (entry.shape as unknown[]).reduce<number>(
      (product, size) => product * (Number.isInteger(size) && Number(size) >= 0 ? Number(size) : Number.NaN),
      1,
    );
    sum += numbers;
  }
  // A number takes half a byte at the very least; more of them than that are an invention of the header.
  return Number.isFinite(sum) && sum <= 2 * file.bytes ? sum : null;
}
