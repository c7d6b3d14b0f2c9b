import { type ColumnMetaData, type FileMetaData, parquetRead, type RowGroup } from 'hyparquet';
import type { SourceFile } from '../model/source.ts';
import { plainCells } from './cells.ts';
import { type Codec, type Decompress, loadCodec } from './codecs.ts';
import type { ColumnFile } from './column-file.ts';
import { FormatError } from './error.ts';
import { countRows, leafIn, rangeOf, readFooter } from './parquet-footer.ts';
import { checkPages, type Page } from './parquet-pages.ts';
import { kindOf, leavesOf, type SchemaNode, schemaColumns } from './parquet-schema.ts';

const CODECS: Readonly<Partial<Record<string, Codec>>> = {
  UNCOMPRESSED: 'none',
  SNAPPY: 'snappy',
  GZIP: 'gzip',
  ZSTD: 'zstd',
  LZ4: 'lz4-hadoop',
  LZ4_RAW: 'lz4-block',
};

/**
 * A Parquet file: its footer is read now, columns when they are asked for, group by group. hyparquet decodes; what a file
 * declares is held against its bytes before (checkPages).
 *
 * Rejects with a `FormatError`. Source: apache/parquet-format 2.11.
 */
export async function openParquet(file: SourceFile): Promise<ColumnFile> {
  const metadata = await readFooter(file);
  const nodes = schemaColumns(metadata);
  const rows = countRows(metadata, file.bytes);
  const times = new Map<string, number>();
  for (const { path } of nodes) times.set(path, (times.get(path) ?? 0) + 1);
  const columns = nodes.filter(({ path }) => times.get(path) === 1);
  const byName = new Map(columns.map((node) => [node.path, node]));
  return {
    columns: columns.map((node) => ({
      name: node.path,
      kind: kindOf(node),
      width: widthOf(node, metadata, rows),
    })),
    rows,
    metadata: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
    async read(names) {
      const cells = new Map<string, readonly unknown[]>();
      for (const name of names) {
        const node = byName.get(name);
        if (node !== undefined) cells.set(name, await readColumn(file, metadata, node, rows));
      }
      return cells;
    },
  };
}

function widthOf(node: SchemaNode, metadata: FileMetaData, rows: number): number {
  const values = leavesOf(node).map(({ path }) =>
    metadata.row_groups.reduce((sum, group) => sum + Number(leafIn(group, path)?.num_values ?? 0), 0),
  );
  return rows === 0 ? 1 : Math.max(...values) / rows;
}

async function readColumn(
  file: SourceFile,
  metadata: FileMetaData,
  node: SchemaNode,
  rows: number,
): Promise<readonly unknown[]> {
  const cells: unknown[] = [];
  let start = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const count = Number(group.num_rows);
    if (count === 0) continue;
    const place = `column ${node.path}, row group ${index + 1}`;
    try {
      await readGroup(file, metadata, group, node, start, cells);
    } catch (error) {
      if (error instanceof FormatError)
        throw new FormatError(
          error.position ? `${place}, ${error.position}` : place,
          error.expected,
          error.found,
        );
      throw new FormatError(place, 'a column of Parquet', messageOf(error));
    }
    start += count;
    if (cells.length !== start)
      throw new FormatError(place, `${count} cells`, `${cells.length - start + count}`);
  }
  if (cells.length !== rows) throw new FormatError(`column ${node.path}`, `${rows} cells`, `${cells.length}`);
  return cells;
}

async function readGroup(
  file: SourceFile,
  metadata: FileMetaData,
  group: RowGroup,
  node: SchemaNode,
  rowStart: number,
  cells: unknown[],
): Promise<void> {
  const rowEnd = rowStart + Number(group.num_rows);
  const chunks: { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];
  // hyparquet decodes leaf after leaf and page after page in this order, so that each page is decompressed once.
  const pages: Page[] = [];
  for (const [leaf, described] of leavesInFile(group, node)) {
    const values = Number(described.num_values);
    const flat = leaf.repetitionLevels === 0;
    if (flat ? values !== rowEnd - rowStart : values < rowEnd - rowStart)
      throw new FormatError(null, `${rowEnd - rowStart} values or lists`, `${values} declared`);
    const { start, length } = rangeOf(described);
    const bytes = (await file.readRange(start, length)).slice();
    const decompress = await codecOf(described.codec);
    const { type } = described;
    const { definitionLevels, repetitionLevels } = leaf;
    chunks.push({ start, bytes });
    const checked = checkPages(bytes, {
      type,
      start,
      values,
      definitionLevels,
      repetitionLevels,
      decompress,
    });
    if (described.codec !== 'UNCOMPRESSED') pages.push(...checked);
  }
  let next = 0;
  const decompressed = (packed: Uint8Array, size: number): Uint8Array => {
    const page = pages[next++];
    if (page?.packed !== packed.length || page.bytes.length !== size)
      throw new FormatError(null, 'a page that was checked', 'another one');
    return page.bytes;
  };
  await parquetRead({
    file: { byteLength: file.bytes, slice: (start, end = file.bytes) => cut(chunks, start, end) },
    metadata,
    columns: [node.path],
    rowStart,
    rowEnd,
    compressors: Object.fromEntries(Object.keys(CODECS).map((name) => [name, decompressed])),
    geoparquet: false,
    onChunk: ({ columnData, rowStart: first }) =>
      plainCells(columnData, cells, rowStart - first, rowEnd - first),
  });
}

/** The leaves of a column in the order of the file, each once. */
function leavesInFile(group: RowGroup, node: SchemaNode): readonly (readonly [SchemaNode, ColumnMetaData])[] {
  const leaves = new Map(leavesOf(node).map((leaf) => [leaf.path, leaf]));
  const found: (readonly [SchemaNode, ColumnMetaData])[] = [];
  for (const { meta_data: described } of group.columns) {
    if (described?.path_in_schema[0] !== node.path) continue;
    const path = described.path_in_schema.join('.');
    const leaf = leaves.get(path);
    if (leaf === undefined || leaf.element.type !== described.type)
      throw new FormatError(null, 'leaves as in the schema', `${path} of type ${described.type}`);
    leaves.delete(path);
    found.push([leaf, described]);
  }
  if (leaves.size > 0) throw new FormatError(null, `a leaf ${[...leaves.keys()][0]}`, 'none');
  return found;
}

/** Bytes of the chunks that were checked, which may be asked for together where they touch. */
function cut(
  chunks: readonly { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> }[],
  start: number,
  end: number,
): ArrayBuffer {
  const inside = chunks.filter((chunk) => chunk.start >= start && chunk.start + chunk.bytes.length <= end);
  if (inside.reduce((sum, { bytes }) => sum + bytes.length, 0) !== end - start)
    throw new FormatError(null, 'bytes that were checked', `${start} to ${end}`);
  const [only] = inside;
  if (inside.length === 1) return only!.bytes.buffer;
  const joined = new Uint8Array(end - start);
  for (const chunk of inside) joined.set(chunk.bytes, chunk.start - start);
  return joined.buffer;
}

async function codecOf(name: string): Promise<Decompress> {
  const codec = CODECS[name];
  if (codec === undefined)
    throw new FormatError(
      null,
      'no compression, Snappy, gzip, Zstandard or LZ4',
      `${name ?? 'an unknown codec'}`,
    );
  return loadCodec(codec);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
