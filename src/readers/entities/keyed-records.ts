import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import { many } from '../../text/words.ts';
import { annotationAt, type SpanKeys, spanKeys, textAt } from './span-keys.ts';
import { tokensOf } from './span-parse.ts';
import type { Annotation, WrittenUnit } from './span-units.ts';
import { idText, plainFile, type RecordList, type WrittenFile } from './written-file.ts';

/** Records with a text or tokens and lists of marks under names that tell what they are. */
export function keyedRecords({ records, places }: RecordList): WrittenFile | null {
  const sample = records.slice(0, 100).filter(isJsonObject);
  // A choice among options shows marks of a model as part of the question (Prodigy's `choice`, entity links): nobody drew them.
  if (
    sample.length > 0 &&
    sample.every((record) => Array.isArray(record.options) && record.accept !== undefined)
  )
    return null;
  const keys = spanKeys(records);
  if (keys === null) return null;
  const user = annotator(sample, keys);
  const leftOut: { place: string; why: string }[] = [];
  const odd: string[] = [];
  const units: WrittenUnit[] = [];
  records.forEach((record, at) => {
    const place = places[at]!;
    const unit = isJsonObject(record) ? keyedUnit(record, keys, user?.name ?? null, place) : null;
    const answer = isJsonObject(record) ? record.answer : undefined;
    if (answer === 'reject' || answer === 'ignore') leftOut.push({ place, why: `answered "${answer}"` });
    else if (unit === null) odd.push(place);
    else units.push(unit);
  });
  const prodigy = sample.some(
    (record) => record._input_hash !== undefined || record._task_hash !== undefined,
  );
  const doccano =
    user !== null ||
    sample.every((record) => Array.isArray(record.label ?? record.labels) && record.Comments !== undefined);
  return {
    ...plainFile,
    shape: prodigy ? 'Prodigy' : doccano ? 'doccano' : 'records',
    units,
    leftOut,
    odd,
    columns: columnsOf(keys),
    said:
      user !== null && user.all > 1
        ? [
            `${many(user.all, 'annotator')} marked the same texts; those of user ${user.name} were taken. Export each in a file of its own to score another.`,
          ]
        : [],
  };
}

function columnsOf(keys: SpanKeys): Readonly<Record<string, string>> {
  const columns: Record<string, string> = {};
  if (keys.text !== null) columns.text = keys.text;
  if (keys.tokens !== null) columns.tokens = keys.tokens;
  const reference = keys.reference ?? (keys.predicted === null ? null : keys.plain);
  if (reference !== null) columns.reference = reference;
  else if (keys.plain !== null) columns.mentions = keys.plain;
  if (keys.predicted !== null) columns.predicted = keys.predicted;
  return columns;
}

/** doccano's old export holds the marks of everybody in one list: the user who marked most texts, the lowest number among equals. */
function annotator(
  sample: readonly JsonObject[],
  keys: SpanKeys,
): { readonly name: string; readonly all: number } | null {
  if (keys.plain !== 'annotations') return null;
  const texts = new Map<string, number>();
  for (const record of sample) {
    const users = new Set<string>();
    for (const mark of Array.isArray(record.annotations) ? (record.annotations as readonly JsonValue[]) : [])
      if (isJsonObject(mark) && mark.user !== undefined) users.add(String(mark.user));
    for (const user of users) texts.set(user, (texts.get(user) ?? 0) + 1);
  }
  const [name] = [...texts].sort((a, b) => b[1] - a[1] || Number(a[0]) - Number(b[0]))[0] ?? [];
  return name === undefined ? null : { name, all: texts.size };
}

function keyedUnit(
  record: JsonObject,
  keys: SpanKeys,
  user: string | null,
  place: string,
): WrittenUnit | null {
  const text = keys.text === null ? null : textAt(record, keys.text);
  const tokens = keys.tokens === null ? null : tokensOf(record[keys.tokens]);
  if (text === null && tokens === null) return null;
  const length = tokens?.length ?? -1;
  const marks = (key: string | null): Annotation | null => {
    if (key === null) return null;
    const value = record[key];
    // A text that an annotator accepted without a mark holds none; tokens without tags were not annotated.
    if (value === undefined || value === null) return text === null ? { tags: [] } : { spans: [] };
    const own =
      user === null || !Array.isArray(value)
        ? value
        : (value as readonly JsonValue[]).filter((mark) => !isJsonObject(mark) || String(mark.user) === user);
    return annotationAt(own, length);
  };
  const reference = marks(keys.reference ?? keys.plain);
  const predicted = marks(keys.predicted);
  if (reference === null && predicted === null) return null;
  const document = idText(record.doc_id ?? record.document_id ?? record.docid);
  return {
    text,
    tokens,
    reference,
    predicted,
    place,
    id: idText(record.id ?? record.sent_id ?? record.uid),
    document,
    extra: ownColumns(record, keys),
  };
}

const LONGEST_EXTRA = 100;
const MOST_EXTRA = 30;

/** Short values of the user's own, also those below `meta`; not what annotation tools keep for themselves (`_input_hash`). */
function ownColumns(record: JsonObject, keys: SpanKeys): ReadonlyMap<string, string | null> | null {
  const extra = new Map<string, string | null>();
  const take = (object: JsonObject): void => {
    for (const [key, value] of Object.entries(object)) {
      if (
        key === keys.text ||
        key === 'id' ||
        key === 'answer' ||
        key.startsWith('_') ||
        extra.size >= MOST_EXTRA
      )
        continue;
      if (
        typeof value === 'string'
          ? value.length <= LONGEST_EXTRA
          : typeof value === 'number' || typeof value === 'boolean'
      )
        extra.set(key, String(value));
    }
  };
  take(record);
  for (const inner of [record.meta, record.metadata]) if (isJsonObject(inner)) take(inner);
  return extra.size === 0 ? null : extra;
}
