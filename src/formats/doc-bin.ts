import { sentenceStarts } from './doc-bin-sentences.ts';
import { arrayOfBytes, readSpanGroups, type SpanGroupColumns } from './doc-bin-spans.ts';
import { readSpacyStrings, type SpacyStrings } from './doc-bin-strings.ts';
import { FormatError } from './error.ts';
import { type MsgpackCursor, openMsgpack } from './msgpack.ts';
import { spacySymbols } from './spacy-symbols.ts';
import { inflateZlib } from './zlib.ts';

/** A file of spaCy documents, as columns over all tokens. What scores of entities do not need is not read. */
export interface DocBin {
  readonly documents: number;
  /** First token of each document, and one more entry: the number of tokens. */
  readonly firstToken: Int32Array;
  /** spaCy's symbols, then the strings of the file. */
  readonly strings: readonly string[];
  /** Index of `strings`. */
  readonly word: Int32Array;
  /** 1 where a space follows. Where spaces are unknown spaCy takes one after every token, and so is it here. */
  readonly spaceAfter: Uint8Array;
  /** 0 missing, 1 inside, 2 outside, 3 begins; null when the file has no such attribute. */
  readonly entityTag: Uint8Array | null;
  /** Index of `strings`, −1 where there is none or its name is not in the file. */
  readonly entityType: Int32Array | null;
  /** 1 where a sentence begins; the first token of a document always does. Null when nothing in the file says. */
  readonly sentenceStart: Uint8Array | null;
  readonly spans: SpanGroupColumns;
  /** Documents with categories (a text classifier's). */
  readonly withCategories: number;
  /** Names of attributes as stored: `ORTH`, `ENT_IOB`, … */
  readonly attributes: readonly string[];
}

/** DocBins in the wild inflate 5 to 40 times; a small one may consist of one token over and over. */
const LARGEST_RATIO = 200;
const ALWAYS_ALLOWED = 64 * 1024 * 1024;
const NEVER_MORE_THAN = 2 ** 31 - 1;
const MOST_ATTRIBUTES = 256;

/** True when a file begins as a DocBin does; spaCy compresses with zlib's default level. */
export { looksLikeZlib as looksLikeDocBin } from './zlib.ts';

/**
 * Reads a `.spacy` file: zlib around one MessagePack map. spaCy 2's has no `span_groups` and perhaps no `flags`.
 *
 * Throws `FormatError`. Source: spacy/tokens/_serialize.py, `DocBin.to_bytes` of spaCy 3.8.
 */
export function readDocBin(bytes: Uint8Array): DocBin {
  const most = Math.min(NEVER_MORE_THAN, Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * bytes.length));
  return readDocBinMessage(inflateZlib(bytes, most));
}

/** The same from the inflated bytes. Throws `FormatError`. */
export function readDocBinMessage(message: Uint8Array): DocBin {
  const parts = readParts(openMsgpack(message));
  const { attributes, strings, spaces, tokens } = parts;
  const width = attributes.length;
  const rows = tokens.length / (8 * width);
  if (!Number.isInteger(rows) || spaces.length !== rows)
    throw new FormatError(
      'tokens',
      `${8 * width * spaces.length} bytes (tokens × attributes × 8: ${spaces.length} × ${width} × 8)`,
      `${tokens.length} bytes`,
    );
  const firstToken = firstTokens(parts.lengths, rows);
  const documents = firstToken.length - 1;
  const view = new DataView(tokens.buffer, tokens.byteOffset, tokens.length);
  const column = (name: string): number => attributes.indexOf(name);
  const spaceAfter = spaces.slice();
  for (let d = 0; d < parts.unknownSpaces.length; d++)
    if (parts.unknownSpaces[d] === 1 && d < documents) spaceAfter.fill(1, firstToken[d]!, firstToken[d + 1]!);
  const word = stringColumn(view, rows, width, column('ORTH'), strings);
  const unnamed = word.indexOf(-1);
  if (unnamed >= 0)
    throw new FormatError(
      placeOf(unnamed, firstToken),
      'a word whose text is among the strings of the file',
      'a number without a text',
    );
  if (parts.spanGroups !== null && parts.spanGroups.length !== documents)
    throw new FormatError('span_groups', `${documents} documents`, `${parts.spanGroups.length}`);
  return {
    documents,
    firstToken,
    strings: strings.all,
    word,
    spaceAfter,
    entityTag: column('ENT_IOB') < 0 ? null : entityTags(view, rows, width, column('ENT_IOB'), firstToken),
    entityType: column('ENT_TYPE') < 0 ? null : typeColumn(view, rows, width, column('ENT_TYPE'), strings),
    sentenceStart: sentenceStarts(view, rows, width, column, firstToken),
    spans: readSpanGroups(parts.spanGroups ?? [], firstToken, strings),
    withCategories: parts.withCategories,
    attributes,
  };
}

interface Parts {
  readonly attributes: readonly string[];
  readonly strings: SpacyStrings;
  readonly tokens: Uint8Array;
  readonly spaces: Uint8Array;
  readonly lengths: Uint8Array;
  readonly spanGroups: readonly Uint8Array[] | null;
  readonly unknownSpaces: readonly number[];
  readonly withCategories: number;
}

function readParts(cursor: MsgpackCursor): Parts {
  let attributes: readonly string[] | null = null;
  let strings: SpacyStrings | null = null;
  const binary = new Map<string, Uint8Array>();
  let spanGroups: readonly Uint8Array[] | null = null;
  let unknownSpaces: readonly number[] = [];
  let withCategories = 0;
  const keys: string[] = [];
  for (let pairs = cursor.map('a DocBin'); pairs > 0; pairs--) {
    const key = cursor.text('a key of the DocBin');
    keys.push(key);
    if (key === 'attrs') attributes = readAttributes(cursor);
    else if (key === 'strings') strings = readSpacyStrings(cursor);
    else if (key === 'tokens' || key === 'spaces' || key === 'lengths') binary.set(key, cursor.bytes(key));
    else if (key === 'span_groups') spanGroups = arrayOfBytes(cursor, key);
    else if (key === 'flags') unknownSpaces = readFlags(cursor);
    else if (key === 'cats') withCategories = countFilled(cursor);
    else cursor.skip();
  }
  const tokens = binary.get('tokens');
  const spaces = binary.get('spaces');
  const lengths = binary.get('lengths');
  if (attributes === null || strings === null || !tokens || !spaces || !lengths)
    throw new FormatError(
      null,
      'a DocBin with attrs, strings, tokens, spaces and lengths',
      keys.length === 0 ? 'an empty one' : `only ${keys.slice(0, 8).join(', ').slice(0, 100)}`,
    );
  return { attributes, strings, tokens, spaces, lengths, spanGroups, unknownSpaces, withCategories };
}

function readAttributes(cursor: MsgpackCursor): readonly string[] {
  const count = cursor.array('the attributes');
  if (count === 0 || count > MOST_ATTRIBUTES)
    throw new FormatError('attrs', `1 to ${MOST_ATTRIBUTES} attributes`, `${count}`);
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = cursor.integer('an attribute');
    names.push(spacySymbols[id] ?? `${id}`);
  }
  if (!names.includes('ORTH')) throw new FormatError('attrs', 'the attribute ORTH', names.join(', '));
  return names;
}

function readFlags(cursor: MsgpackCursor): readonly number[] {
  const unknown: number[] = [];
  for (let n = cursor.array('flags'); n > 0; n--) {
    let value = 0;
    for (let pairs = cursor.map('flags'); pairs > 0; pairs--) {
      const key = cursor.text('a flag');
      if (key === 'has_unknown_spaces' && cursor.kind() === 'boolean') value = cursor.boolean(key) ? 1 : 0;
      else cursor.skip();
    }
    unknown.push(value);
  }
  return unknown;
}

function countFilled(cursor: MsgpackCursor): number {
  let filled = 0;
  for (let n = cursor.array('cats'); n > 0; n--) {
    const pairs = cursor.kind() === 'map' ? cursor.map('cats') : -1;
    if (pairs > 0) filled++;
    for (let i = pairs < 0 ? 1 : 2 * pairs; i > 0; i--) cursor.skip();
  }
  return filled;
}

function firstTokens(lengths: Uint8Array, rows: number): Int32Array {
  if (lengths.length % 4 !== 0)
    throw new FormatError('lengths', 'whole numbers of 4 bytes', `${lengths.length} bytes`);
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length);
  const first = new Int32Array(lengths.length / 4 + 1);
  let total = 0;
  for (let d = 0; d + 1 < first.length; d++) {
    const length = view.getInt32(4 * d, true);
    total += length;
    if (length < 0 || total > rows)
      throw new FormatError(
        `length of document ${d + 1}`,
        `documents of ${rows} tokens together`,
        `${length}`,
      );
    first[d + 1] = total;
  }
  if (total !== rows) throw new FormatError('lengths', `${rows} tokens`, `${total}`);
  return first;
}

function placeOf(token: number, firstToken: Int32Array): string {
  let d = 0;
  while (firstToken[d + 1]! <= token) d++;
  return `token ${token - firstToken[d]! + 1} of document ${d + 1}`;
}

function stringColumn(
  view: DataView,
  rows: number,
  width: number,
  column: number,
  strings: SpacyStrings,
): Int32Array {
  const found = new Int32Array(rows);
  for (let i = 0, p = 8 * column; i < rows; i++, p += 8 * width)
    found[i] = strings.find(view.getUint32(p, true), view.getUint32(p + 4, true));
  return found;
}

/** The empty string is symbol 0: no type. */
function typeColumn(
  view: DataView,
  rows: number,
  width: number,
  column: number,
  strings: SpacyStrings,
): Int32Array {
  const found = stringColumn(view, rows, width, column, strings);
  for (let i = 0; i < rows; i++) if (found[i] === 0) found[i] = -1;
  return found;
}

function entityTags(
  view: DataView,
  rows: number,
  width: number,
  column: number,
  firstToken: Int32Array,
): Uint8Array {
  const tags = new Uint8Array(rows);
  for (let i = 0, p = 8 * column; i < rows; i++, p += 8 * width) {
    const value = view.getUint32(p, true);
    if (value > 3 || view.getUint32(p + 4, true) !== 0)
      throw new FormatError(placeOf(i, firstToken), 'ENT_IOB of 0 to 3', `${view.getBigUint64(p, true)}`);
    tags[i] = value;
  }
  return tags;
}
