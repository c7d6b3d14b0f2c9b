import type {
  EntityExclusion,
  EntitySet,
  MentionColumns,
  TagColumn,
  TokenColumns,
} from '../../model/entities.ts';
import { decodeBase64, encodeBase64 } from '../../predictions/base64.ts';

type Saved = Readonly<Record<string, unknown>>;

/** A set of mentions as columnar JSON: numbers are base64 of little-endian int32 and float64. `texts` false leaves out what the texts say. */
export function encodeEntitySet(set: EntitySet, texts: boolean): Saved {
  const { tokens, tags, schemes } = set;
  const sentences = Array.from({ length: set.sentences }, (_, s) => s);
  return {
    format: 'afterfit-entity-set',
    version: 1,
    ...{ id: set.id, file: set.file, files: set.files, split: set.split, types: set.types },
    ...(set.ran === true ? { ran: true } : {}),
    sentences: set.sentences,
    firstOfDocument: set.firstOfDocument === null ? null : numbers(set.firstOfDocument),
    tokens:
      tokens === null
        ? null
        : {
            firstOfSentence: numbers(tokens.firstOfSentence),
            start: numbers(tokens.start),
            end: numbers(tokens.end),
          },
    reference: encodeMentions(set.reference),
    predicted: encodeMentions(set.predicted),
    tags:
      tags === null ? null : { reference: encodeTags(tags.reference), predicted: encodeTags(tags.predicted) },
    schemes,
    // A file of tags alone has a dot for each word: nothing to hide, nothing to read.
    hasText: set.hasText !== false && texts,
    texts: texts ? sentences.map((s) => set.text(s)) : null,
    // An id may tell who a text is of; a line does not.
    places: sentences.map((s) => (texts || /^line [\d,]+$/.test(set.place(s)) ? set.place(s) : null)),
    // Pairs instead of objects wherever a key comes from a file: `__proto__` is a possible column name.
    extra: texts ? [...set.extra] : [],
    columns: Object.entries(set.columns),
    excluded: set.excluded.map((entry) => ({
      ...entry,
      places: texts ? entry.places : [],
      rows: numbers(entry.rows),
    })),
  };
}

const encodeMentions = ({ sentence, start, end, type, score }: MentionColumns): Saved => ({
  sentence: numbers(sentence),
  start: numbers(start),
  end: numbers(end),
  type: numbers(type),
  score: score === null ? null : encodeBase64(new Uint8Array(score.slice().buffer)),
});

const encodeTags = ({ tags, names }: TagColumn): Saved => ({ tags: numbers(tags), names });

/** Hosts are little-endian (every engine that Node and browsers run on is). */
const numbers = (values: Int32Array): string => encodeBase64(new Uint8Array(values.slice().buffer));

const fail = (key: string): never => {
  throw new Error(`the saved run has no usable \`entitySets/${key}\``);
};

const record = (value: unknown, key: string): Saved =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Saved) : fail(key);

const strings = (value: unknown, key: string): readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : fail(key);

function bytesOf(value: unknown, key: string, size: number): ArrayBuffer {
  const bytes = typeof value === 'string' ? decodeBase64(value) : null;
  return bytes === null || bytes.length % size !== 0 ? fail(key) : (bytes.slice().buffer as ArrayBuffer);
}

const integers = (value: unknown, key: string): Int32Array => new Int32Array(bytesOf(value, key, 4));

/** Ascending from 0 to `last`. */
function bounds(value: unknown, key: string, count: number, last: number): Int32Array {
  const list = integers(value, key);
  if (list.length !== count + 1 || list[0] !== 0 || list[count] !== last) return fail(key);
  for (let i = 0; i < count; i++) if (list[i]! > list[i + 1]!) return fail(key);
  return list;
}

function within(list: Int32Array, low: number, limit: number, key: string): Int32Array {
  for (const value of list) if (value < low || value >= limit) return fail(key);
  return list;
}

function decodeMentions(value: unknown, key: string, sentences: number, types: number): MentionColumns {
  const saved = record(value, key);
  const sentence = within(integers(saved.sentence, `${key}/sentence`), 0, sentences, `${key}/sentence`);
  const start = integers(saved.start, `${key}/start`);
  const end = integers(saved.end, `${key}/end`);
  const type = within(integers(saved.type, `${key}/type`), 0, types, `${key}/type`);
  const score = saved.score == null ? null : new Float64Array(bytesOf(saved.score, `${key}/score`, 8));
  for (const column of [start, end, type, ...(score === null ? [] : [score])])
    if (column.length !== sentence.length) return fail(key);
  for (let m = 0; m < sentence.length; m++)
    if (start[m]! < 0 || end[m]! < start[m]! || (m > 0 && sentence[m]! < sentence[m - 1]!)) return fail(key);
  return { sentence, start, end, type, score };
}

function decodeTokens(value: unknown, sentences: number): TokenColumns | null {
  if (value == null) return null;
  const saved = record(value, 'tokens');
  const start = integers(saved.start, 'tokens/start');
  const end = integers(saved.end, 'tokens/end');
  if (end.length !== start.length) return fail('tokens/end');
  return {
    firstOfSentence: bounds(saved.firstOfSentence, 'tokens/firstOfSentence', sentences, start.length),
    start,
    end,
  };
}

function decodeTags(value: unknown, key: string, tokens: number): TagColumn {
  const saved = record(value, key);
  const names = strings(saved.names, `${key}/names`);
  const tags = within(integers(saved.tags, `${key}/tags`), -1, names.length, `${key}/tags`);
  return tags.length === tokens ? { tags, names } : fail(key);
}

function decodeExclusion(value: unknown): EntityExclusion {
  const saved = record(value, 'excluded');
  if (typeof saved.kind !== 'string' || typeof saved.text !== 'string') return fail('excluded');
  return {
    ...(saved as unknown as EntityExclusion),
    places: strings(saved.places, 'excluded/places'),
    rows: integers(saved.rows, 'excluded/rows'),
  };
}

/** The set that `encodeEntitySet` wrote. Throws an Error that names the part that does not fit. */
export function decodeEntitySet(value: unknown): EntitySet {
  const saved = record(value, 'set');
  if (saved.format !== 'afterfit-entity-set' || saved.version !== 1) return fail('format');
  const { sentences, texts } = saved;
  if (typeof sentences !== 'number' || !Number.isInteger(sentences) || sentences < 0)
    return fail('sentences');
  const types = strings(saved.types, 'types');
  const tokens = decodeTokens(saved.tokens, sentences);
  const known = texts == null ? null : strings(texts, 'texts');
  if (known !== null && known.length !== sentences) return fail('texts');
  const places =
    Array.isArray(saved.places) && saved.places.length === sentences ? saved.places : fail('places');
  const tags = saved.tags == null || tokens === null ? null : record(saved.tags, 'tags');
  const documents = saved.firstOfDocument == null ? null : integers(saved.firstOfDocument, 'firstOfDocument');
  return {
    id: String(saved.id),
    task: 'token-classification',
    split: saved.split == null ? null : (record(saved.split, 'split') as unknown as EntitySet['split']),
    file: String(saved.file),
    ...(saved.ran === true ? { ran: true } : {}),
    files: strings(saved.files, 'files'),
    types,
    sentences,
    firstOfDocument:
      documents === null
        ? null
        : bounds(saved.firstOfDocument, 'firstOfDocument', documents.length - 1, sentences),
    tokens,
    reference: decodeMentions(saved.reference, 'reference', sentences, types.length),
    predicted: decodeMentions(saved.predicted, 'predicted', sentences, types.length),
    tags:
      tags === null || tokens === null
        ? null
        : {
            reference: decodeTags(tags.reference, 'tags/reference', tokens.start.length),
            predicted: decodeTags(tags.predicted, 'tags/predicted', tokens.start.length),
          },
    schemes:
      saved.schemes == null ? null : (record(saved.schemes, 'schemes') as unknown as EntitySet['schemes']),
    ...(saved.hasText === true && known !== null ? {} : { hasText: false }),
    text: (sentence) => known?.[sentence] ?? '',
    place: (sentence) =>
      typeof places[sentence] === 'string' ? places[sentence] : `sentence ${sentence + 1}`,
    extra: new Map(Array.isArray(saved.extra) ? (saved.extra as [string, (string | null)[]][]) : []),
    columns: Object.fromEntries(Array.isArray(saved.columns) ? (saved.columns as [string, string][]) : []),
    excluded: Array.isArray(saved.excluded) ? saved.excluded.map(decodeExclusion) : fail('excluded'),
  };
}
