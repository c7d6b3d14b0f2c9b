import { type ColumnMetaData, type FileMetaData, parquetMetadata, type RowGroup } from 'hyparquet';
import type { SourceFile } from '../model/source.ts';
import { mostValues } from './column-file.ts';
import { FormatError } from './error.ts';
import { readThrift } from './thrift.ts';

/** The footer of a table of 2,000 columns in 1,000 groups of rows stays below. */
const MAX_FOOTER = 256 * 1024 * 1024;

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** What the footer says, its sizes not yet held against the file. Rejects with a `FormatError`. */
export async function readFooter(file: SourceFile): Promise<FileMetaData> {
  const size = file.bytes;
  if (size < 12) throw new FormatError(null, 'a Parquet file of at least 12 bytes', `${size} bytes`);
  const tail = await file.readRange(size - 8, 8);
  const magic = text(tail.subarray(4));
  if (magic === 'PARE')
    throw new FormatError(null, 'a Parquet file that is not encrypted', 'an encrypted one');
  if (magic !== 'PAR1' || text(await file.readRange(0, 4)) !== 'PAR1') {
    throw new FormatError(null, 'a Parquet file, PAR1 at both ends', 'something else (cut off?)');
  }
  const length = new DataView(tail.buffer, tail.byteOffset, 8).getUint32(0, true);
  const most = Math.min(size - 12, MAX_FOOTER);
  if (length > most)
    throw new FormatError(`byte ${size - 8}`, `a footer of at most ${most} bytes`, `${length} declared`);
  const footer = await file.readRange(size - 8 - length, length + 8);
  readThrift(footer, 0, size - 8 - length);
  try {
    return parquetMetadata(footer, { geoparquet: false });
  } catch (error) {
    throw new FormatError(
      'footer',
      'the footer of a Parquet file',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** Counts and sizes of the footer against the file. */
export function countRows(metadata: FileMetaData, size: number): number {
  const most = mostValues(size);
  let rows = 0;
  let bytes = 0;
  metadata.row_groups.forEach((group, index) => {
    const own = Number(group.num_rows);
    const place = `row group ${index + 1}`;
    if (!(own >= 0 && rows + own <= most))
      throw new FormatError(
        place,
        `at most ${most} rows in a file of ${size} bytes`,
        `${rows + own} declared`,
      );
    rows += own;
    for (const { meta_data: leaf, file_path: elsewhere } of group.columns) {
      if (leaf === undefined)
        throw new FormatError(place, 'columns that are not encrypted', 'an encrypted one');
      if (elsewhere !== undefined)
        throw new FormatError(place, 'columns in this file', 'one in another file');
      const { start, length } = rangeOf(leaf);
      bytes += length;
      if (!(start >= 4 && length >= 0 && start + length <= size) || bytes > size)
        throw new FormatError(place, `columns within ${size} bytes`, `${length} bytes from ${start}`);
      const values = Number(leaf.num_values);
      if (!(values >= 0 && values <= most))
        throw new FormatError(
          place,
          `at most ${most} values in a file of ${size} bytes`,
          `${values} declared`,
        );
    }
  });
  if (Number(metadata.num_rows) !== rows)
    throw new FormatError('footer', `${rows} rows, as in the row groups`, `${metadata.num_rows} declared`);
  return rows;
}

/** Where hyparquet reads from too. */
export function rangeOf(leaf: ColumnMetaData): { readonly start: number; readonly length: number } {
  const start = Number(leaf.dictionary_page_offset || leaf.data_page_offset);
  return { start, length: Number(leaf.total_compressed_size) };
}

export const leafIn = (group: RowGroup, path: string): ColumnMetaData | undefined =>
  group.columns.find(({ meta_data: leaf }) => leaf?.path_in_schema.join('.') === path)?.meta_data;
