import { decodeText } from '../../formats/text-encoding.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { cellBytes, usefulColumns } from '../../readers/predictions/column-choice.ts';
import { openColumns } from '../../readers/predictions/columnar.ts';
import { isLaterShard, shardsOf } from '../../readers/predictions/shards.ts';
import { namesInHead, sayPredictions } from '../../readers/predictions/sniff.ts';

/** From where on a file is left to the database. */
export interface LargeLimits {
  /** Of text (CSV, TSV, JSON lines). */
  readonly bytes: number;
  /** Of Parquet, and of memory for its cells. */
  readonly rows: number;
  readonly cellBytes: number;
}

export const LIMITS: LargeLimits = { bytes: 150_000_000, rows: 1_000_000, cellBytes: 600_000_000 };

/** Smaller Parquet files are read in memory whatever they hold, so that their footers are not read twice. */
const SMALL_PARQUET = 1_000_000;

/** Files that hold predictions by their names of columns and are too large for memory. References in another file need memory. */
export async function largeFiles(
  files: readonly SourceFile[],
  context: ReadContext,
  limits: LargeLimits,
): Promise<readonly SourceFile[]> {
  const { options, source } = context;
  if (options.reference !== undefined || (options.data !== undefined && options.predictions !== undefined))
    return [];
  const named = options.predictions ?? options.data;
  if (named !== undefined && options.runsData === true && options.predictions === undefined) return [];
  const large: SourceFile[] = [];
  for (const file of named === undefined ? files : source.files.filter(({ path }) => isNamed(path, named))) {
    if (file.path === options.trainData) continue;
    if (/\.parquet$/i.test(file.path)) {
      if (await isLargeParquet(file, context, limits, named !== undefined)) large.push(file);
    } else if (/\.(csv|tsv|jsonl|ndjson)$/i.test(file.path) && file.bytes > limits.bytes) {
      if (named !== undefined || (await speaks(file))) large.push(file);
    }
  }
  return large;
}

const isNamed = (path: string, named: string): boolean =>
  path === named.replaceAll('\\', '/').replace(/^(\.\/)+/, '');

async function speaks(file: SourceFile): Promise<boolean> {
  const head = decodeText(await file.readRange(0, Math.min(file.bytes, 65_536))).text;
  return sayPredictions(namesInHead(file.path, head));
}

async function isLargeParquet(
  file: SourceFile,
  { source }: ReadContext,
  limits: LargeLimits,
  named: boolean,
): Promise<boolean> {
  if (!named && isLaterShard(file, source)) return false;
  const bytes = shardsOf(file, source).files.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes <= Math.min(SMALL_PARQUET, limits.rows)) return false;
  try {
    const opened = await openColumns(file, source);
    if (!named && !sayPredictions(opened.names)) return false;
    return (
      opened.file.rows > limits.rows || cellBytes(opened.file, usefulColumns(opened.file)) > limits.cellBytes
    );
  } catch {
    // What cannot be opened is told where it is read in memory, unless it is refused for its rows: the database may know better.
    return bytes > limits.bytes;
  }
}
