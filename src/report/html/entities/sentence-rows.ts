import type { EntityQuality } from '../../../model/entity-report.ts';
import type { Table } from '../../../model/report.ts';
import { numbers, strings } from '../../../plots/curve.ts';
import { mentionKinds } from '../../../text/entity-errors.ts';
import { type MentionPair, type MentionSpan, readPairs, readSpans } from '../../../text/mention-spans.ts';
import { type Choice, chooseRows, chooseRowsThatFit } from '../choose-examples.ts';
import { bytesOf, MOST_CHARACTERS, printable, windowOf } from '../example-text.ts';
import { extraColumns, extraCost, extraValues } from '../extra-columns.ts';
import { type Mark, marksIn, type NamingFinding, namedRows, tidy } from '../naming.ts';
import { joinedLetters } from './joined-letters.ts';
import { layOut, type PlacedMention, type UnplacedMention } from './mention-layout.ts';

/** One side of an error: a type alone where the mention is not in the shown text. */
export interface ShownSide {
  readonly type: string;
  /** Place in the mentions of the sentence, or null. */
  readonly mention: number | null;
}

export interface ShownError {
  /** Index of `mentionKinds`. */
  readonly kind: number;
  /** Null for a spurious mention, and for a missed one. */
  readonly reference: ShownSide | null;
  readonly predicted: ShownSide | null;
}

/** One sentence as the page shows it, in the list and in the data alike. */
export interface ShownSentence {
  readonly sentence: number | null;
  readonly place: string | null;
  readonly text: string | null;
  /** Characters of the text left out before and after. */
  readonly before: number;
  readonly after: number;
  readonly marks: readonly Mark[];
  readonly mentions: readonly PlacedMention[];
  /** Those of mentions outside the shown part once each, last. */
  readonly errors: readonly ShownError[];
  readonly extras: readonly (string | null)[];
  /** Places in the list of naming findings. */
  readonly findings: readonly number[];
}

export interface SentenceRows {
  readonly shown: readonly ShownSentence[];
  readonly extraNames: readonly string[];
  readonly naming: readonly NamingFinding[];
}

/** What a row takes besides text and mentions, about. */
const BESIDES = 40;
/** Of a span as the table writes it to what it takes in the data. */
const SPAN_BYTES = 1.6;
/** Characters of spans that can lie in the shown part of a text. */
const MOST_SPANS = 4000;

const ownColumns = new Set(['sentence', 'place', 'text', 'reference', 'predicted', 'errors', 'pairs']);

/** Which sentences the page holds and what it shows of each; `limit` null means what fits the room of one of `runs` runs. */
export function sentenceRows(
  quality: EntityQuality,
  table: Table,
  findings: readonly NamingFinding[],
  limit: number | null,
  runs: number,
): SentenceRows {
  const sentences = numbers(table, 'sentence');
  const { naming, named } = namedRows(quality.set, sentences, findings);
  const column = (name: string) => strings(table, name);
  const [places, texts, references, predictions, pairs] = [
    column('place'),
    column('text'),
    column('reference'),
    column('predicted'),
    column('pairs'),
  ];
  const extras = extraColumns(table, ownColumns);
  const rowOf = (row: number) => ({
    reference: readSpans(references?.[row] ?? ''),
    predicted: readSpans(predictions?.[row] ?? ''),
    pairs: readPairs(pairs?.[row] ?? ''),
  });
  const known = new Map<number, readonly string[]>();
  const choice: Choice = {
    order: Array.from({ length: table.rows }, (_, row) => row),
    named: new Set(named.keys()),
    cells: (row) => {
      let cells = known.get(row);
      if (cells === undefined) {
        cells = mixUps(rowOf(row));
        known.set(row, cells);
      }
      return cells;
    },
  };
  const length = (values: readonly (string | null)[] | null, row: number): number =>
    Math.min(MOST_SPANS, values?.[row]?.length ?? 0);
  const cost = (row: number): number =>
    BESIDES +
    bytesOf((texts?.[row] ?? '').slice(0, MOST_CHARACTERS)) +
    SPAN_BYTES * (length(references, row) + length(predictions, row)) +
    length(pairs, row) +
    extraCost(extras, row);
  const rows = limit === null ? chooseRowsThatFit(choice, cost, runs) : chooseRows(choice, limit);
  const shown = rows.map((row): ShownSentence => {
    const entry = named.get(row);
    const given = texts?.[row] ?? null;
    const joined = given === null ? null : joinedLetters(given);
    const marks =
      joined === null || entry === undefined
        ? []
        : tidy(
            entry.marks.map(([start, end, finding]) => [joined.at(start), joined.at(end), finding]),
            joined.text.length,
          );
    const read = rowOf(row);
    const moved = (spans: readonly MentionSpan[]): readonly MentionSpan[] =>
      joined === null
        ? spans
        : spans.map(({ start, end, type }) => ({ start: joined.at(start), end: joined.at(end), type }));
    return {
      sentence: sentences?.[row] ?? null,
      place: places?.[row] ?? null,
      ...drawn(
        joined?.text ?? null,
        { ...read, reference: moved(read.reference), predicted: moved(read.predicted) },
        marks,
      ),
      extras: extraValues(extras, row),
      findings: entry?.findings ?? [],
    };
  });
  return { shown, extraNames: extras.map(({ name }) => name), naming };
}

/** Kinds of error with their types, each once. */
const mixUps = ({ reference, predicted, pairs }: Read): readonly string[] => [
  ...new Set(
    pairs.map((pair) =>
      JSON.stringify([pair.kind, reference[pair.reference]?.type, predicted[pair.predicted]?.type]),
    ),
  ),
];

interface Read {
  readonly reference: readonly MentionSpan[];
  readonly predicted: readonly MentionSpan[];
  readonly pairs: readonly MentionPair[];
}

function drawn(
  text: string | null,
  read: Read,
  marks: readonly Mark[],
): Pick<ShownSentence, 'text' | 'before' | 'after' | 'marks' | 'mentions' | 'errors'> {
  const kinds = {
    reference: new Uint8Array(read.reference.length),
    predicted: new Uint8Array(read.predicted.length),
  };
  for (const pair of read.pairs) {
    const kind = Math.max(0, mentionKinds.indexOf(pair.kind));
    for (const side of ['reference', 'predicted'] as const) {
      const had = kinds[side][pair[side]];
      // In several pairs the nearest counts: another border before another type.
      if (had !== undefined && (had === 0 || kind < had)) kinds[side][pair[side]] = kind;
    }
  }
  const window =
    text === null ? { start: 0, end: 0 } : windowOf(text, marks.length > 0 ? marks : wrongSpans(read, kinds));
  const shown = text === null ? null : printable(text.slice(window.start, window.end));
  const inside: (UnplacedMention & { readonly at: number })[] = [];
  for (const side of ['reference', 'predicted'] as const)
    read[side].forEach(({ start, end, type }, at) => {
      if (start >= window.end || end <= window.start) return;
      const own = { start: start - window.start, end: end - window.start };
      inside.push({ side, ...own, type, kind: kinds[side][at]!, at });
    });
  const mentions = shown === null ? [] : layOut(shown, inside);
  return {
    text: shown,
    before: window.start,
    after: text === null ? 0 : text.length - window.end,
    marks: marksIn(marks, window),
    mentions,
    errors: errorsOf(read, mentions as readonly (PlacedMention & { readonly at: number })[]),
  };
}

/** Wrong mentions in the order of the text: what a part of a long one must show. */
function wrongSpans(
  read: Read,
  kinds: Readonly<Record<'reference' | 'predicted', Uint8Array>>,
): readonly (readonly [start: number, end: number])[] {
  return (['reference', 'predicted'] as const)
    .flatMap((side) =>
      read[side].flatMap(({ start, end }, at) => (kinds[side][at] === 0 ? [] : [[start, end] as const])),
    )
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function errorsOf(
  read: Read,
  mentions: readonly (PlacedMention & { readonly at: number })[],
): readonly ShownError[] {
  const placeOf = { reference: new Map<number, number>(), predicted: new Map<number, number>() };
  mentions.forEach(({ side, at }, index) => void placeOf[side].set(at, index));
  const side = (name: 'reference' | 'predicted', at: number): ShownSide | null => {
    const span = read[name][at];
    return span === undefined ? null : { type: span.type, mention: placeOf[name].get(at) ?? null };
  };
  const [near, far]: [ShownError[], Map<string, ShownError>] = [[], new Map()];
  for (const pair of read.pairs) {
    const kind = mentionKinds.indexOf(pair.kind);
    const one = {
      kind,
      reference: side('reference', pair.reference),
      predicted: side('predicted', pair.predicted),
    };
    if (kind < 0 || (one.reference === null && one.predicted === null)) continue;
    if (one.reference?.mention != null || one.predicted?.mention != null) near.push(one);
    else far.set(JSON.stringify([kind, one.reference?.type, one.predicted?.type]), one);
  }
  return [...near, ...far.values()];
}
