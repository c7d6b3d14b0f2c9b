import type { SourceFile } from '../model/source.ts';
import { FormatError } from './error.ts';
import { type FlatTable, flatRoot } from './flatbuffer.ts';

/** A message of an Arrow stream: its header, and where its body lies in the file. */
export interface ArrowMessage {
  readonly kind: 'schema' | 'dictionary' | 'batch';
  readonly header: FlatTable;
  readonly start: number;
  readonly bytes: number;
}

/** Batches of 1,000 rows make a thousand messages of a million rows. */
const MAX_MESSAGES = 1_000_000;
/** A schema of thousands of columns; the header of a batch is 48 bytes a column. */
const MAX_HEADER = 64 * 1024 * 1024;
const WINDOW = 64 * 1024;
const KINDS = [null, 'schema', 'dictionary', 'batch'] as const;

/**
 * The messages of an Arrow file or stream, in their order; bodies are not read. A file is a stream between two marks, so
 * its footer is not needed: what it says could contradict the messages.
 *
 * Rejects with a `FormatError`. Source: apache/arrow, docs/source/format/Columnar.rst, "IPC".
 */
export async function arrowMessages(file: SourceFile): Promise<readonly ArrowMessage[]> {
  const size = file.bytes;
  const first = new TextDecoder('latin1').decode(await file.readRange(0, 8));
  if (first.startsWith('FEA1'))
    throw new FormatError(null, 'Feather of the second version, which is Arrow', 'Feather of the first');
  let at = first.startsWith('ARROW1') ? 8 : 0;
  const messages: ArrowMessage[] = [];
  while (at + 4 <= size) {
    const window = await file.readRange(at, Math.min(WINDOW, size - at));
    const view = new DataView(window.buffer, window.byteOffset, window.length);
    // Since 0.15 a mark of four bytes comes first.
    const marked = view.getUint32(0, true) === 0xffffffff;
    if (marked && window.length < 8)
      throw new FormatError(`byte ${at}`, 'the length of a message', 'the end');
    const length = view.getInt32(marked ? 4 : 0, true);
    const from = at + (marked ? 8 : 4);
    if (length === 0) break;
    const most = Math.min(size - from, MAX_HEADER);
    if (length < 0 || length > most)
      throw new FormatError(
        `byte ${at}`,
        `the header of a message, of at most ${most} bytes`,
        `${length} declared`,
      );
    const head = from - at;
    const bytes =
      head + length <= window.length ? window.slice(head, head + length) : await file.readRange(from, length);
    const root = flatRoot(bytes);
    const body = root.long(3);
    const start = from + length;
    if (!(body >= 0 && body <= size - start))
      throw new FormatError(`byte ${at}`, `a body of at most ${size - start} bytes`, `${body} declared`);
    const kind = KINDS[root.byte(1)] ?? null;
    const header = root.table(2);
    if (header !== null && kind !== null) messages.push({ kind, header, start, bytes: body });
    if (messages.length > MAX_MESSAGES)
      throw new FormatError(`byte ${at}`, `at most ${MAX_MESSAGES} messages`, 'more');
    at = start + body;
  }
  return messages;
}
