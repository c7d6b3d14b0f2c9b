import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type DocBin, looksLikeDocBin, readDocBin, readDocBinMessage } from '../../src/formats/doc-bin.ts';
import { FormatError } from '../../src/formats/error.ts';
import { spacyHash } from '../../src/formats/spacy-hash.ts';
import { spacySymbols } from '../../src/formats/spacy-symbols.ts';
import { inflateZlib } from '../../src/formats/zlib.ts';
import recorded from '../oracles/doc-bin.json' with { type: 'json' };
import { fixture, formatErrorOf, utf8 } from './bytes.ts';

interface Read {
  readonly text: string;
  readonly tokens: readonly string[];
  readonly iob: readonly number[];
  readonly sentences: readonly (readonly number[])[] | null;
  readonly spans: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
}
const files = recorded.files as unknown as Readonly<Record<string, readonly Read[]>>;
const bytesOf = (name: string): Uint8Array => fixture(`doc-bin/${name}.spacy`);

/** What was read of a document, in the shape that was recorded. */
function documentOf(bin: DocBin, d: number): Read {
  const from = bin.firstToken[d]!;
  const to = bin.firstToken[d + 1]!;
  const tokens = Array.from(bin.word.subarray(from, to), (word) => bin.strings[word]!);
  const starts = bin.sentenceStart?.subarray(from, to);
  const borders = [...tokens.keys()].filter((i) => i === 0 || starts?.[i] === 1);
  const spans: Record<string, [string, number, number][]> = {};
  for (let i = 0; i < bin.spans.group.length; i++) {
    if (bin.spans.document[i] !== d) continue;
    const name = bin.spans.groups[bin.spans.group[i]!]!;
    const label = bin.strings[bin.spans.label[i]!]!;
    spans[name] = [...(spans[name] ?? []), [label, bin.spans.start[i]!, bin.spans.end[i]!]];
  }
  return {
    text: tokens.map((token, i) => token + (bin.spaceAfter[from + i] === 1 ? ' ' : '')).join(''),
    tokens,
    iob: tokens.map((_, i) => bin.entityTag?.[from + i] ?? 0),
    sentences: borders.map((start, at) => [start, borders[at + 1] ?? tokens.length]),
    spans,
  };
}

describe('DocBin files written by spaCy', () => {
  test.each(Object.keys(files))('%s is read as spaCy reads it', (name) => {
    const bin = readDocBin(bytesOf(name));
    expect(bin.documents).toBe(files[name]!.length);
    files[name]!.forEach((expected, d) => {
      const { sentences, spans, ...read } = documentOf(bin, d);
      expect(read).toEqual({ text: expected.text, tokens: expected.tokens, iob: expected.iob });
      // Where spaCy knows no sentences a document is one; empty groups are not kept.
      if (expected.tokens.length > 0)
        expect(sentences).toEqual(expected.sentences ?? [[0, expected.tokens.length]]);
      expect(spans).toEqual(
        Object.fromEntries(Object.entries(expected.spans).filter(([, group]) => group.length > 0)),
      );
    });
  });

  test('words that are spelled like symbols come back as words', () => {
    const { tokens } = documentOf(readDocBin(bytesOf('entities')), 2);
    expect(tokens.slice(-3)).toEqual(['PERSON', 'root', 'num']);
    expect(spacySymbols.indexOf('PERSON')).toBe(380);
  });

  test('categories are counted and user data is passed over', () => {
    expect(readDocBin(bytesOf('user-data')).withCategories).toBe(3);
    expect(readDocBin(bytesOf('entities')).withCategories).toBe(0);
  });

  test('sentence starts that nobody stored are null, not one long sentence', () => {
    expect(readDocBin(bytesOf('words-only')).sentenceStart).toBeNull();
    expect(readDocBin(bytesOf('entities')).sentenceStart).toBeNull();
  });
});

describe('hashes of spaCy', () => {
  test.each(Object.entries(recorded.hashes))('%s', (text, expected) => {
    const halves = new Uint32Array(2);
    spacyHash(utf8(text), halves);
    expect(String((BigInt(halves[1]!) << 32n) | BigInt(halves[0]!))).toBe(expected);
  });
});

/** A message from parts: `{ attrs, tokens, … }` with binary values as Uint8Array. */
function message(parts: Readonly<Record<string, unknown>>): Uint8Array {
  const out: number[] = [];
  const put = (value: unknown): void => {
    if (typeof value === 'number')
      out.push(0xce, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
    else if (typeof value === 'string') out.push(0xd9, utf8(value).length, ...utf8(value));
    else if (value instanceof Uint8Array) out.push(0xc5, value.length >> 8, value.length & 255, ...value);
    else if (Array.isArray(value)) {
      out.push(0xdc, value.length >> 8, value.length & 255);
      value.forEach(put);
    } else {
      const pairs = Object.entries(value as object);
      out.push(0xde, pairs.length >> 8, pairs.length & 255);
      for (const [key, item] of pairs) {
        put(key);
        put(item);
      }
    }
  };
  put(parts);
  return Uint8Array.from(out);
}

const words = (...ids: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(ids.map(BigInt)).buffer);
const lengths = (...counts: number[]): Uint8Array => new Uint8Array(Int32Array.from(counts).buffer);
/** One document of two words, `PERSON ORG`. */
const sound = {
  attrs: [65],
  tokens: words(380, 383),
  spaces: Uint8Array.of(1, 0),
  lengths: lengths(2),
  strings: ['other'],
};
const errorOf = (parts: Readonly<Record<string, unknown>>): FormatError =>
  formatErrorOf(() => readDocBinMessage(message(parts)));

describe('hostile and damaged files', () => {
  test('the sound message that the others are made from is read', () => {
    expect(documentOf(readDocBinMessage(message(sound)), 0).text).toBe('PERSON ORG');
  });

  test('a file that was cut in the middle is refused at every length', () => {
    const whole = bytesOf('entities');
    for (let length = 0; length < whole.length; length += 7)
      expect(() => readDocBin(whole.subarray(0, length))).toThrow(FormatError);
    expect(formatErrorOf(() => readDocBin(whole.subarray(0, 300)))).toMatchObject({
      position: expect.stringMatching(/^byte /),
      found: expect.stringContaining('cut off'),
    });
  });

  test('text, a zip and nothing are no DocBin', () => {
    for (const bytes of [utf8('EU B-ORG\n'), utf8('PK\u0003\u0004abcdef'), new Uint8Array(0)]) {
      expect(looksLikeDocBin(bytes)).toBe(false);
      expect(formatErrorOf(() => readDocBin(bytes)).expected).toBe('a zlib stream');
    }
  });

  test('a bomb is stopped while it inflates', () => {
    const bomb = zlibSync(new Uint8Array(80 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200_000);
    expect(formatErrorOf(() => readDocBin(bomb))).toMatchObject({
      expected: 'at most 67108864 bytes after inflating',
    });
    expect(inflateZlib(zlibSync(utf8('abc')), 3)).toEqual(utf8('abc'));
  });

  test('two thousand million declared items are refused before anything is made of them', () => {
    const head = [...message({}).subarray(0, 1), 0, 1, 0xd9, 7, ...utf8('strings')];
    const claimed = Uint8Array.from([...head, 0xdd, 0x80, 0, 0, 0, 0xa1, 0x61]);
    expect(formatErrorOf(() => readDocBinMessage(claimed))).toMatchObject({
      position: 'byte 17',
      expected: 'the strings that fits into 2 bytes',
      found: '2147483648 items declared',
    });
  });

  test('nesting without end is refused', () => {
    const deep = Uint8Array.from([0xde, 0, 1, 0xa1, 0x78, ...new Array(5000).fill(0x91), 0xc0]);
    expect(formatErrorOf(() => readDocBinMessage(deep)).expected).toBe('at most 64 levels of nesting');
  });

  test.each([
    ['no map', [1, 2], null, 'byte 0', 'a map (a DocBin)'],
    [
      'a missing part',
      { ...sound, tokens: undefined },
      'tokens',
      null,
      'a DocBin with attrs, strings, tokens, spaces and lengths',
    ],
    ['no attributes', { ...sound, attrs: [] }, null, 'attrs', '1 to 256 attributes'],
    ['no words', { ...sound, attrs: [77] }, null, 'attrs', 'the attribute ORTH'],
    [
      'half a token',
      { ...sound, tokens: words(380, 383).subarray(0, 12) },
      null,
      'tokens',
      '16 bytes (tokens × attributes × 8: 2 × 1 × 8)',
    ],
    [
      'more attributes than numbers',
      { ...sound, attrs: [65, 77, 78] },
      null,
      'tokens',
      '48 bytes (tokens × attributes × 8: 2 × 3 × 8)',
    ],
    [
      'more spaces than tokens',
      { ...sound, spaces: Uint8Array.of(1, 0, 0) },
      null,
      'tokens',
      '24 bytes (tokens × attributes × 8: 3 × 1 × 8)',
    ],
    [
      'a negative length',
      { ...sound, lengths: lengths(3, -1) },
      null,
      'length of document 1',
      'documents of 2 tokens together',
    ],
    ['lengths that leave tokens over', { ...sound, lengths: lengths(1) }, null, 'lengths', '2 tokens'],
    [
      'a word without a text',
      { ...sound, tokens: words(380, 99_999) },
      null,
      'token 2 of document 1',
      'a word whose text is among the strings of the file',
    ],
    [
      'a tag of entities that is none',
      { ...sound, attrs: [65, 77], tokens: words(380, 7, 383, 2) },
      null,
      'token 1 of document 1',
      'ENT_IOB of 0 to 3',
    ],
    ['groups of other documents', { ...sound, span_groups: [] }, null, 'span_groups', '1 documents'],
  ])('%s', (_, parts, left, position, expected) => {
    const given =
      left === null ? parts : Object.fromEntries(Object.entries(parts).filter(([key]) => key !== left));
    const error = Array.isArray(given)
      ? formatErrorOf(() => readDocBinMessage(Uint8Array.of(0x92, 1, 2)))
      : errorOf(given);
    expect(error).toMatchObject({ position, expected });
  });

  test('a span outside its document is refused with its place', () => {
    const span = new Uint8Array(40);
    new DataView(span.buffer).setInt32(28, 9);
    const groups = message({ name: 'sc', attrs: {}, spans: [span] });
    const list = Uint8Array.from([0x91, 0xc5, groups.length >> 8, groups.length & 255, ...groups]);
    expect(errorOf({ ...sound, span_groups: [list] })).toMatchObject({
      position: 'span groups of document 1',
      expected: 'a span inside 2 tokens',
      found: 'tokens 0 to 9',
    });
  });
});
