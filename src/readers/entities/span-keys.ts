import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import { spansOf, tagsOf, tokensOf } from './span-parse.ts';
import type { Annotation } from './span-units.ts';

/** Which keys of the records hold what. */
export interface SpanKeys {
  readonly text: string | null;
  readonly tokens: string | null;
  readonly reference: string | null;
  readonly predicted: string | null;
  /** A list of marks that no name assigns to a side. */
  readonly plain: string | null;
}

const textNames = ['text', 'sentence', 'content', 'raw', 'document', 'sent', 'input', 'raw_text', 'context'];
const tokenNames = ['tokens', 'words', 'token', 'sentence_tokens', 'text_tokens', 'text', 'sentence'];
const predictedName =
  /^(?:y_)?(?:pred|preds|predicted|predictions?|system|hypothes[ie]s|hyp|output|outputs|model)(?:[_-]?(?:entities|spans|labels?|tags?|ner|ner_tags|annotations?|mentions|results?))?$|[_-](?:pred|preds|predicted|predictions?)$/i;
const referenceName =
  /^(?:y_)?(?:gold|true|truth|reference|ref|expected|target|actual|human|annotated)(?:[_-]?(?:entities|spans|labels?|tags?|ner|ner_tags|annotations?|mentions))?$|[_-](?:gold|true|reference)$/i;
/** In the order of preference. */
const plainNames = [
  'entities',
  'spans',
  'ner_tags',
  'ner',
  'tags',
  'labels',
  'label',
  'annotations',
  'annotation',
  'named_entities',
  'mentions',
  'ner_labels',
  'ner_tag',
  'bio',
  'iob',
  'ents',
];
const MOST_SAMPLED = 200;

/** The text of a record under `text`, or under `data.text` as Label Studio and Prodigy's nest it. */
export const textAt = (record: JsonObject, key: string): string | null => {
  const value = record[key];
  return typeof value === 'string' ? value : null;
};

/**
 * Marks under a key: spans, or tags for `tokens` tokens. An empty list is both and counts as spans where there is a text alone.
 */
export function annotationAt(value: JsonValue | undefined, tokens: number): Annotation | null {
  const tags = tokens >= 0 ? tagsOf(value) : null;
  if (tags !== null && (tags.length > 0 || tokens === 0)) return { tags };
  const spans = spansOf(value);
  return spans === null ? null : { spans };
}

/**
 * The keys that hold text, tokens and marks, by a vote over the first records; null when the records are something else: rows of a
 * classifier, choices, plain texts.
 */
export function spanKeys(records: readonly JsonValue[]): SpanKeys | null {
  const sample = records.slice(0, MOST_SAMPLED).filter(isJsonObject);
  if (sample.length * 2 < Math.min(records.length, MOST_SAMPLED) || sample.length === 0) return null;
  const counted = (has: (record: JsonObject) => boolean): number => sample.filter(has).length;
  const half = sample.length / 2;
  const tokens =
    tokenNames.find((key) => counted((record) => (tokensOf(record[key])?.length ?? 0) > 0) >= half) ?? null;
  const text = textNames.find((key) => counted((record) => typeof record[key] === 'string') >= half) ?? null;
  if (tokens === null && text === null) return null;
  const names = new Set(sample.slice(0, 50).flatMap((record) => Object.keys(record)));
  names.delete(tokens ?? '');
  names.delete(text ?? '');
  /** Records that hold marks there, and how many marks in all. */
  const marks = new Map<string, { readonly held: number; readonly filled: number }>();
  for (const name of names) {
    let held = 0;
    let filled = 0;
    for (const record of sample) {
      const length = tokens === null ? -1 : (tokensOf(record[tokens])?.length ?? -1);
      const found = annotationAt(record[name], length);
      if (found === null) continue;
      if ('tags' in found && Math.abs(found.tags.length - length) > Math.max(2, length / 2)) continue;
      held++;
      if ('tags' in found || found.spans.length > 0) filled++;
    }
    if (held > 0 && 2 * held >= counted((record) => record[name] !== undefined && record[name] !== null))
      marks.set(name, { held, filled });
  }
  const best = (fits: (name: string) => boolean, order: (name: string) => number): string | null =>
    [...marks.keys()]
      .filter(fits)
      .sort(
        (a, b) => Math.sign(marks.get(b)!.filled) - Math.sign(marks.get(a)!.filled) || order(a) - order(b),
      )[0] ?? null;
  const predicted = best(
    (name) => predictedName.test(name),
    (name) => -marks.get(name)!.filled,
  );
  const reference = best(
    (name) => referenceName.test(name),
    (name) => -marks.get(name)!.filled,
  );
  const plain = best(
    (name) => plainNames.includes(name),
    (name) => plainNames.indexOf(name),
  );
  if (predicted === null && reference === null && plain === null) return null;
  // Empty lists alone do not make a file of mentions: a classifier's rows may have `spans: []`.
  if ([predicted, reference, plain].every((name) => name === null || marks.get(name)!.filled === 0))
    return null;
  return { text, tokens, reference, predicted, plain: reference === null ? plain : null };
}
