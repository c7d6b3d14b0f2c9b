import type { SpacyStrings } from './doc-bin-strings.ts';
import { FormatError } from './error.ts';
import { openMsgpack } from './msgpack.ts';

/** Spans of `doc.spans`, in the order of the file. Tokens count from the first of the document, `end` exclusive. */
export interface SpanGroupColumns {
  /** Names of groups: `sc`. */
  readonly groups: readonly string[];
  readonly group: Int32Array;
  readonly document: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Index of the strings of the file; −1 when it has no name. */
  readonly label: Int32Array;
}

/** spaCy packs `>QQQllll`: id, link and label, then tokens, then characters (spacy/tokens/span_group.pyx). */
const SPAN_BYTES = 40;

/**
 * Unpacks the groups of each document: nothing, a list of groups (spaCy 3.0 to 3.2), or a map from groups to the keys
 * they stand under. Throws `FormatError`.
 */
export function readSpanGroups(
  packed: readonly Uint8Array[],
  firstToken: Int32Array,
  strings: SpacyStrings,
): SpanGroupColumns {
  const numbers = new Map<string, number>();
  const group: number[] = [];
  const document: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const label: number[] = [];

  function readGroup(bytes: Uint8Array, keys: readonly string[] | null, d: number, what: string): void {
    const cursor = openMsgpack(bytes);
    let names = keys;
    let spans: Uint8Array[] = [];
    for (let pairs = cursor.map(what); pairs > 0; pairs--) {
      const key = cursor.text(`a key of ${what}`);
      if (key === 'name' && cursor.kind() === 'string') {
        const name = cursor.text('a name');
        names ??= [name];
      } else if (key === 'spans') spans = arrayOfBytes(cursor, `the spans of ${what}`);
      else cursor.skip();
    }
    for (const name of names ?? ['']) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(name, number);
      }
      for (const span of spans) put(span, number, d, what);
    }
  }

  function put(span: Uint8Array, number: number, d: number, what: string): void {
    if (span.length !== SPAN_BYTES)
      throw new FormatError(what, `spans of ${SPAN_BYTES} bytes`, `${span.length} bytes`);
    const view = new DataView(span.buffer, span.byteOffset, span.length);
    const from = view.getInt32(24);
    const to = view.getInt32(28);
    const tokens = firstToken[d + 1]! - firstToken[d]!;
    if (from < 0 || to < from || to > tokens)
      throw new FormatError(what, `a span inside ${tokens} tokens`, `tokens ${from} to ${to}`);
    group.push(number);
    document.push(d);
    start.push(from);
    end.push(to);
    label.push(strings.find(view.getUint32(20), view.getUint32(16)));
  }

  for (let d = 0; d < packed.length; d++) {
    const bytes = packed[d]!;
    if (bytes.length === 0) continue;
    const what = `span groups of document ${d + 1}`;
    const cursor = openMsgpack(bytes);
    if (cursor.kind() === 'array') {
      for (const one of arrayOfBytes(cursor, what)) readGroup(one, null, d, what);
      continue;
    }
    for (let pairs = cursor.map(what); pairs > 0; pairs--) {
      const one = cursor.bytes(what);
      const keys: string[] = [];
      for (let n = cursor.array(`keys of ${what}`); n > 0; n--) keys.push(cursor.text('a key'));
      readGroup(one, keys, d, what);
    }
  }
  return {
    groups: [...numbers.keys()],
    group: Int32Array.from(group),
    document: Int32Array.from(document),
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    label: Int32Array.from(label),
  };
}

/** An array of binary values, as views. Throws `FormatError`. */
export function arrayOfBytes(cursor: ReturnType<typeof openMsgpack>, what: string): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let n = cursor.array(what); n > 0; n--) list.push(cursor.bytes(what));
  return list;
}
