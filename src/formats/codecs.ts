import { gunzipSync } from 'fflate';
import { FormatError } from './error.ts';
import { lz4Block, lz4Frame, lz4Hadoop } from './lz4.ts';

export type Codec = 'none' | 'snappy' | 'gzip' | 'zstd' | 'lz4-block' | 'lz4-frame' | 'lz4-hadoop';

/** Exactly `bytes` bytes out of compressed ones. Throws `FormatError`. */
export type Decompress = (input: Uint8Array, bytes: number) => Uint8Array;

/**
 * The most that a byte can become. Snappy: 64 bytes from a copy of three; LZ4: 255 from one byte of length; deflate: 1,032
 * (zlib technical notes). Zstandard knows no such bound: there the cap below holds alone.
 */
const EXPANSION: Readonly<Partial<Record<Codec, number>>> = {
  snappy: 22,
  gzip: 1032,
  'lz4-block': 255,
  'lz4-frame': 255,
  'lz4-hadoop': 255,
};
/** A page or a buffer is a megabyte by default. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Zstandard makes gigabytes of a few bytes. A column that hardly changes shrinks a thousandfold. */
const MAX_UNBOUNDED = 64 * 1024 * 1024;

/**
 * The decompressor of a codec. Declared sizes are held against what the compressed bytes can become before anything is
 * allocated. The libraries are loaded when a file needs them.
 */
export async function loadCodec(codec: Codec): Promise<Decompress> {
  const run = await implementation(codec);
  return (input, bytes) => {
    const expansion = EXPANSION[codec];
    const most =
      codec === 'none'
        ? input.length
        : Math.min(
            MAX_BYTES,
            expansion === undefined
              ? Math.max(MAX_UNBOUNDED, 1032 * input.length)
              : expansion * input.length + 64,
          );
    if (!(bytes >= 0 && bytes <= most)) {
      throw new FormatError(
        null,
        `at most ${most} bytes from ${input.length} of ${codec}`,
        `${bytes} declared`,
      );
    }
    const output = decompressed(codec, run, input, bytes);
    if (output.length !== bytes)
      throw new FormatError(null, `${bytes} bytes of ${codec} as declared`, `${output.length}`);
    return output;
  };
}

function decompressed(codec: Codec, run: Decompress, input: Uint8Array, bytes: number): Uint8Array {
  try {
    return run(input, bytes);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(null, `${codec} data`, error instanceof Error ? error.message : 'damaged bytes');
  }
}

async function implementation(codec: Codec): Promise<Decompress> {
  switch (codec) {
    case 'none':
      return (input, bytes) => input.subarray(0, bytes);
    case 'gzip':
      return (input, bytes) => gunzipSync(input, { out: new Uint8Array(bytes) });
    case 'lz4-frame':
      return lz4Frame;
    case 'lz4-hadoop':
      return lz4Hadoop;
    case 'lz4-block':
      return (input, bytes) => {
        const output = new Uint8Array(bytes);
        return output.subarray(0, lz4Block(input, output));
      };
    case 'snappy': {
      const { snappyUncompress } = await import('hyparquet');
      return (input, bytes) => {
        const output = new Uint8Array(bytes);
        snappyUncompress(input, output);
        return output;
      };
    }
    default: {
      const { decompress } = await import('fzstd');
      // Given room, it allocates none of what the frame declares.
      return (input, bytes) => decompress(input, new Uint8Array(bytes));
    }
  }
}
