import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import type { WrittenSpan, WrittenToken } from './span-units.ts';

const startKeys = [
  'start',
  'start_offset',
  'startOffset',
  'start_char',
  'char_start',
  'begin',
  'from',
  'start_index',
];
const endKeys = ['end', 'end_offset', 'endOffset', 'end_char', 'char_end', 'stop', 'to', 'end_index'];
const labelKeys = [
  'label',
  'labels',
  'entity_group',
  'entity',
  'type',
  'entity_type',
  'tag',
  'category',
  'class',
];
/** Not `value`: Rasa writes the name of a synonym there. */
const textKeys = ['text', 'span', 'mention', 'surface'];
const scoreKeys = ['score', 'confidence', 'probability', 'confidence_entity'];

const first = (object: JsonObject, keys: readonly string[]): JsonValue | undefined => {
  for (const key of keys) if (object[key] !== undefined && object[key] !== null) return object[key];
  return undefined;
};

const labelOf = (value: JsonValue | undefined): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) && value.length > 0 ? labelOf(value[0] as JsonValue) : '';
};

const numberOf = (value: JsonValue | undefined): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^\d+$/.test(value)
      ? Number(value)
      : Number.NaN;

/** One mention, or null when the value has not the shape of one: `[0, 5, "PER"]`, `{start, end, label}` and its kin. */
function spanOf(value: JsonValue): WrittenSpan | null {
  if (Array.isArray(value)) {
    const [a, b, c] = value as readonly JsonValue[];
    if (typeof a === 'number' && typeof b === 'number' && (value.length === 2 || labelOf(c) !== ''))
      return { start: a, end: b, label: labelOf(c), text: null, score: Number.NaN };
    if (typeof a === 'string' && typeof b === 'number' && typeof c === 'number')
      return { start: b, end: c, label: a, text: null, score: Number.NaN };
    if (Array.isArray(a) && typeof a[0] === 'number' && typeof a[1] === 'number' && typeof b === 'string')
      return { start: a[0], end: a[1], label: b, text: null, score: Number.NaN };
    return null;
  }
  if (!isJsonObject(value)) return null;
  const start = first(value, startKeys);
  const end = first(value, endKeys);
  const label = first(value, labelKeys);
  if (start === undefined && end === undefined) return null;
  const text = first(value, textKeys);
  return {
    start: numberOf(start),
    end: numberOf(end),
    label: labelOf(label),
    // Pipelines write `word` put together from pieces, which need not be what the text says; it is not held against it.
    text: typeof text === 'string' && value.word === undefined ? text : null,
    score: numberOf(first(value, scoreKeys)),
  };
}

/** Points of Dataturks: several places of one label, the last character included. */
function pointsOf(value: JsonObject): readonly WrittenSpan[] {
  if (!Array.isArray(value.points)) return [];
  return (value.points as readonly JsonValue[]).flatMap((point) => {
    const span = spanOf(point);
    return span === null ? [] : [{ ...span, label: labelOf(value.label) }];
  });
}

/** Mentions of a list; null when it is none, or when less than half of its items look like mentions. */
export function spansOf(value: JsonValue | undefined): readonly WrittenSpan[] | null {
  const list = isJsonObject(value) ? (value.entities ?? value.spans) : value;
  if (!Array.isArray(list)) return null;
  const items = list as readonly JsonValue[];
  const spans: WrittenSpan[] = [];
  let other = 0;
  for (const item of items) {
    const points = isJsonObject(item) ? pointsOf(item) : [];
    if (points.length > 0) {
      spans.push(...points);
      continue;
    }
    const span = spanOf(item);
    if (span === null) other++;
    else spans.push(span);
  }
  if (other > spans.length) return null;
  return items.some(isPiece) ? mergePieces(items, spans) : spans;
}

/** A sub-word that a pipeline without aggregation returned: `{entity: "B-PER", index, word, start, end}`. */
const isPiece = (item: JsonValue): boolean =>
  isJsonObject(item) && typeof item.entity === 'string' && typeof item.index === 'number';

/** Neighbouring pieces are one mention until a `B-`, another type or a gap; its score is the mean, as `simple` aggregation has it. */
function mergePieces(items: readonly JsonValue[], spans: readonly WrittenSpan[]): readonly WrittenSpan[] {
  if (items.length !== spans.length) return spans;
  const merged: WrittenSpan[] = [];
  let before = Number.NaN;
  let pieces = 0;
  spans.forEach((span, at) => {
    const index = numberOf((items[at] as JsonObject).index);
    const [, prefix = '', type = span.label] = /^([BIESLU])[-_](.+)$/.exec(span.label) ?? [];
    const last = merged.at(-1);
    if (last !== undefined && last.label === type && index === before + 1 && !/^[BSU]$/.test(prefix)) {
      pieces++;
      merged[merged.length - 1] = {
        ...last,
        end: span.end,
        score: last.score + (span.score - last.score) / pieces,
      };
    } else {
      pieces = 1;
      merged.push({ ...span, label: type });
    }
    before = index;
  });
  return merged;
}

/** Tags of a list: names, ids or nulls, one for each of `tokens` (a few more or less are told later). */
export function tagsOf(value: JsonValue | undefined): readonly (string | number | null)[] | null {
  if (!Array.isArray(value)) return null;
  const items = value as readonly JsonValue[];
  return items.every((item) => item === null || typeof item === 'string' || Number.isInteger(item))
    ? (items as readonly (string | number | null)[])
    : null;
}

/** Tokens of a list: texts, or objects with a text and offsets. */
export function tokensOf(value: JsonValue | undefined): readonly WrittenToken[] | null {
  if (!Array.isArray(value)) return null;
  const tokens: WrittenToken[] = [];
  for (const item of value as readonly JsonValue[]) {
    if (typeof item === 'string') tokens.push({ text: item, start: -1, end: -1 });
    else if (isJsonObject(item) && typeof (item.text ?? item.orth ?? item.word) === 'string') {
      const start = numberOf(item.start);
      const end = numberOf(item.end);
      const placed = Number.isInteger(start) && Number.isInteger(end);
      tokens.push({
        text: (item.text ?? item.orth ?? item.word) as string,
        start: placed ? start : -1,
        end: placed ? end : -1,
      });
    } else return null;
  }
  return tokens;
}
