import { isJsonObject, type JsonValue, parseJson } from '../../formats/json.ts';

/** Records of a JSON or JSON-lines file, with the places they stand at. */
export interface SpanRecords {
  readonly records: readonly JsonValue[];
  readonly places: readonly string[];
  /** Lines, or the rest of a file, that are no JSON: where, and what was expected. */
  readonly broken: readonly { readonly place: string; readonly text: string }[];
}

const containers = [
  'data',
  'records',
  'examples',
  'documents',
  'annotations',
  'items',
  'rows',
  'results',
  'sentences',
];
/** A file of which the first so many lines are no JSON is none. */
const LINES_TO_TELL = 5;

/**
 * The records of a text: one a line, a list, or a list under one key of an object. Null when it is neither. Lines that are no JSON
 * are told and the others used; a list that breaks off is used up to there.
 */
export function spanRecords(text: string): SpanRecords | null {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const begins = /\S/.exec(body)?.[0];
  if (begins !== '{' && begins !== '[') return null;
  const lines = asLines(body);
  return lines ?? asDocument(body);
}

function asLines(body: string): SpanRecords | null {
  const records: JsonValue[] = [];
  const places: string[] = [];
  const broken: { place: string; text: string }[] = [];
  let line = 0;
  for (let at = 0; at < body.length; ) {
    let end = body.indexOf('\n', at);
    if (end < 0) end = body.length;
    line++;
    const text = body.slice(at, end).trim();
    at = end + 1;
    if (text === '') continue;
    const parsed = parseJson(text);
    if (parsed.ok) {
      // One line that is a list is a document of its own.
      if (records.length === 0 && Array.isArray(parsed.value) && at >= body.length) return null;
      records.push(parsed.value);
      places.push(`line ${line}`);
    } else {
      broken.push({ place: `line ${line}`, text: `expected ${parsed.error.expected}` });
      if (records.length === 0 && broken.length >= Math.min(LINES_TO_TELL, 2)) return null;
    }
  }
  const only = records[0];
  // `{"data": [...]}` on one line.
  if (records.length === 1 && broken.length === 0 && isJsonObject(only) && listIn(only) !== null) return null;
  return records.length > broken.length ? { records, places, broken } : null;
}

function listIn(value: JsonValue): readonly JsonValue[] | null {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  if (!isJsonObject(value) || typeof value.text === 'string' || value.tokens !== undefined) return null;
  for (const key of containers) {
    const list = value[key];
    if (Array.isArray(list) && list.length > 0) return list as readonly JsonValue[];
  }
  return null;
}

function asDocument(body: string): SpanRecords | null {
  const parsed = parseJson(body);
  const value = parsed.ok ? parsed.value : parsed.partial;
  const list = value === undefined ? null : listIn(value);
  if (list === null) return null;
  // A placeholder that annotation tools leave for texts without marks.
  const records: JsonValue[] = [];
  const places: string[] = [];
  list.forEach((record, at) => {
    if (record === null) return;
    records.push(record);
    places.push(`record ${at + 1}`);
  });
  const broken = parsed.ok
    ? []
    : [
        {
          place: `line ${parsed.error.line}`,
          text: `expected ${parsed.error.expected}, found ${parsed.error.found}`,
        },
      ];
  return { records, places, broken };
}
