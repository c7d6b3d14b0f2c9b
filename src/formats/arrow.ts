import type { SourceFile } from '../model/source.ts';
import { type BatchCursor, readField, skipField } from './arrow-cells.ts';
import { type ArrowMessage, arrowMessages } from './arrow-messages.ts';
import { type ArrowField, type ArrowSchema, arrowKind, readArrowSchema } from './arrow-schema.ts';
import { type Decompress, loadCodec } from './codecs.ts';
import { type ColumnFile, mostValues } from './column-file.ts';
import { FormatError } from './error.ts';
import type { FlatTable } from './flatbuffer.ts';

/** One read for the whole body of a batch up to here; beyond, each column is read by itself. */
const SMALL_BODY = 8 * 1024 * 1024;

/**
 * A file or stream of Arrow (Feather of the second version is one): the headers of its messages are read now, the buffers
 * of a column when it is asked for.
 *
 * Rejects with a `FormatError`.
 */
export async function openArrow(file: SourceFile): Promise<ColumnFile> {
  const messages = await arrowMessages(file);
  const [first] = messages;
  if (first?.kind !== 'schema')
    throw new FormatError(null, 'an Arrow file or stream, its schema first', 'something else');
  const schema = readArrowSchema(first.header);
  const most = mostValues(file.bytes);
  let rows = 0;
  messages.forEach(({ kind, header }, index) => {
    if (kind !== 'batch') return;
    const own = header.long(0);
    if (!(own >= 0 && rows + own <= most))
      throw new FormatError(
        `message ${index + 1}`,
        `at most ${most} rows in ${file.bytes} bytes`,
        `${rows + own} declared`,
      );
    rows += own;
  });
  const names = schema.fields.map(({ name }) => name);
  const columns = schema.fields.filter(({ name }, at) => names.indexOf(name) === at);
  return {
    columns: columns.map((field) => ({ name: field.name, kind: arrowKind(field), width: widthOf(field) })),
    rows,
    metadata: schema.metadata,
    read: (wanted) => readColumns(file, schema, messages, new Set(wanted), most),
  };
}

/** Lists of varying length are looked at when they are read. */
const widthOf = ({ type }: ArrowField): number => (type.is === 'fixed-list' ? type.size : 1);

async function readColumns(
  file: SourceFile,
  schema: ArrowSchema,
  messages: readonly ArrowMessage[],
  wanted: ReadonlySet<string>,
  most: number,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const fields = schema.fields.filter(
    ({ name }, at) => wanted.has(name) && schema.fields.findIndex((field) => field.name === name) === at,
  );
  const encoded = new Map(fields.flatMap(encodedIn).map((field) => [field.dictionary!.id, field]));
  const dictionaries = new Map<number, readonly unknown[]>();
  const columns = new Map<string, unknown[]>(fields.map(({ name }) => [name, []]));
  const read: FieldReader = { file, most, left: most * Math.max(1, fields.length), dictionaries };
  for (const [index, message] of messages.entries()) {
    const place = `message ${index + 1}`;
    if (message.kind === 'batch') {
      const cells = await readBatch(read, message, message.header, schema.fields, new Set(fields), place);
      for (const [field, values] of cells) {
        const column = columns.get(field.name)!;
        for (const value of values) column.push(value);
      }
    } else if (message.kind === 'dictionary') {
      const field = encoded.get(message.header.long(0));
      const data = message.header.table(1);
      if (field === undefined || data === null) continue;
      const plain = { ...field, dictionary: null };
      const [[, values] = [plain, []]] = await readBatch(
        read,
        message,
        data,
        [plain],
        new Set([plain]),
        place,
      );
      const { id } = field.dictionary!;
      const before = message.header.byte(2) === 1 ? (dictionaries.get(id) ?? []) : [];
      dictionaries.set(id, [...before, ...values]);
    }
  }
  return columns;
}

/** Fields below that are indices into a dictionary. */
const encodedIn = (field: ArrowField): readonly ArrowField[] => [
  ...field.children.flatMap(encodedIn),
  ...(field.dictionary === null ? [] : [field]),
];

interface FieldReader {
  readonly file: SourceFile;
  /** Values that one column may have. */
  readonly most: number;
  /** Values that all of them may still have. */
  left: number;
  readonly dictionaries: ReadonlyMap<number, readonly unknown[]>;
}

async function readBatch(
  reader: FieldReader,
  message: ArrowMessage,
  batch: FlatTable,
  fields: readonly ArrowField[],
  wanted: ReadonlySet<ArrowField>,
  place: string,
): Promise<readonly (readonly [ArrowField, readonly unknown[]])[]> {
  const rows = batch.long(0);
  const layout = { nodes: batch.pairs(1), buffers: batch.pairs(2), variadic: batch.longs(4) };
  const decompress = await bodyCodec(batch.table(3));
  const position = { node: 0, buffer: 0, variadic: 0 };
  const whole =
    message.bytes <= SMALL_BODY ? await reader.file.readRange(message.start, message.bytes) : null;
  const cells: (readonly [ArrowField, readonly unknown[]])[] = [];
  let bytesOf = (offset: number, length: number): Uint8Array => whole!.subarray(offset, offset + length);

  const cursor: BatchCursor = {
    node() {
      const node = layout.nodes[position.node++];
      if (node === undefined) throw new FormatError(null, 'a node for every field', `${layout.nodes.length}`);
      const [length, nulls] = node;
      if (!(length >= 0 && length <= reader.most))
        throw new FormatError(null, `at most ${reader.most} values`, `${length} declared`);
      return { length, nulls };
    },
    buffer() {
      const buffer = layout.buffers[position.buffer++];
      if (buffer === undefined)
        throw new FormatError(null, 'a buffer for every field', `${layout.buffers.length}`);
      const [offset, length] = checked(buffer, message.bytes);
      return decompressed(bytesOf(offset, length), decompress);
    },
    skip(count) {
      position.buffer += count;
    },
    variadic() {
      const count = layout.variadic[position.variadic++] ?? 0;
      if (!(count >= 0 && count <= layout.buffers.length))
        throw new FormatError(null, `at most ${layout.buffers.length} buffers of a view`, `${count}`);
      return count;
    },
  };

  for (const field of fields) {
    try {
      if (!wanted.has(field)) {
        skipField(field, cursor);
        continue;
      }
      if (whole === null) {
        const start = { ...position };
        skipField(field, cursor);
        const own = layout.buffers.slice(start.buffer, position.buffer);
        bytesOf = await spanOf(reader.file, message, own);
        Object.assign(position, start);
      }
      const values = readField(field, spending(cursor, reader), reader.dictionaries);
      if (values.length !== rows)
        throw new FormatError(null, `${rows} cells, as in the batch`, `${values.length}`);
      cells.push([field, values]);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new FormatError(`${place}, column ${field.name}`, error.expected, error.found);
    }
  }
  return cells;
}

/** The same cursor, counting values over the whole file: a thousand batches may not each ask for the most. */
const spending = (cursor: BatchCursor, reader: FieldReader): BatchCursor => ({
  ...cursor,
  node() {
    const node = cursor.node();
    reader.left -= node.length;
    if (reader.left < 0) throw new FormatError(null, `at most ${reader.most} values a column`, 'more');
    return node;
  },
});

function checked(buffer: readonly [number, number], size: number): readonly [number, number] {
  const [offset, length] = buffer;
  if (!(offset >= 0 && length >= 0 && offset + length <= size))
    throw new FormatError(null, `a buffer within ${size} bytes`, `${length} bytes from ${offset}`);
  return buffer;
}

/** The bytes from the first to the last buffer of one column. */
async function spanOf(
  file: SourceFile,
  message: ArrowMessage,
  buffers: readonly (readonly [number, number])[],
): Promise<(offset: number, length: number) => Uint8Array> {
  const used = buffers.map((buffer) => checked(buffer, message.bytes)).filter(([, length]) => length > 0);
  const from = used.reduce((least, [offset]) => Math.min(least, offset), message.bytes);
  const to = used.reduce((most, [offset, length]) => Math.max(most, offset + length), 0);
  if (to <= from) return () => new Uint8Array(0);
  const bytes = await file.readRange(message.start + from, to - from);
  return (offset, length) =>
    length === 0 ? new Uint8Array(0) : bytes.subarray(offset - from, offset - from + length);
}

async function bodyCodec(compression: FlatTable | null): Promise<Decompress | null> {
  if (compression === null) return null;
  const codec = compression.byte(0);
  if (codec !== 0 && codec !== 1)
    throw new FormatError(null, 'buffers compressed with LZ4 or Zstandard', `codec ${codec}`);
  return loadCodec(codec === 0 ? 'lz4-frame' : 'zstd');
}

/** A compressed buffer begins with the length of its content, −1 when it was not worth compressing. */
function decompressed(bytes: Uint8Array, decompress: Decompress | null): Uint8Array {
  if (decompress === null || bytes.length === 0) return bytes;
  if (bytes.length < 8)
    throw new FormatError(null, 'the length of a compressed buffer', `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
  const body = bytes.subarray(8);
  return length === -1 ? body : decompress(body, length);
}
