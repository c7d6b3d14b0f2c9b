import { type ErrorTaxonomy, errorKinds, NOT_COUNTED } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { MentionColumns } from '../../model/entities.ts';
import type { Column, Table } from '../../model/report.ts';
import { REPEATED_MENTION } from '../../text/entity-errors.ts';
import { pairText, spanText } from '../../text/mention-spans.ts';
import { tellsNoText } from '../plain-ids.ts';

export interface SentenceOptions {
  /** Sentences with errors kept in the report: at most so many, or all. */
  readonly examples: number | 'all';
  /** Sentences that findings name: kept beyond that number, with or without an error. */
  readonly named?: readonly number[];
  /** False leaves out texts and columns that may hold text. */
  readonly texts: boolean;
}

/** Mentions of one sentence as `0-7:PER 12-15:ORG`. */
function spansOf(mentions: MentionColumns, types: readonly string[], from: number, to: number): string {
  const spans: string[] = [];
  for (let i = from; i < to; i++)
    spans.push(spanText(mentions.start[i]!, mentions.end[i]!, types[mentions.type[i]!] ?? ''));
  return spans.join(' ');
}

function firstOf(sentence: Int32Array, sentences: number): Int32Array {
  const first = new Int32Array(sentences + 1);
  for (const s of sentence) first[s + 1]!++;
  for (let s = 0; s < sentences; s++) first[s + 1]! += first[s]!;
  return first;
}

/** What differs in a sentence, by the places of its mentions in the two lists, in the order of the text. */
function pairsOf(
  { rows, referenceKind, predictedKind }: ErrorTaxonomy,
  first: { readonly row: Int32Array; readonly reference: Int32Array; readonly predicted: Int32Array },
  s: number,
): string {
  const [gold, found] = [first.reference[s]!, first.predicted[s]!];
  const pairs: string[] = [];
  for (let row = first.row[s]!; row < first.row[s + 1]!; row++) {
    const kind = rows.kind[row]!;
    if (kind === 0) continue;
    const [r, p] = [rows.reference[row]!, rows.predicted[row]!];
    pairs.push(pairText(errorKinds[kind]!, r < 0 ? -1 : r - gold, p < 0 ? -1 : p - found));
  }
  for (let r = gold; r < first.reference[s + 1]!; r++)
    if (referenceKind[r] === NOT_COUNTED) pairs.push(pairText(REPEATED_MENTION, r - gold, -1));
  for (let p = found; p < first.predicted[s + 1]!; p++)
    if (predictedKind[p] === NOT_COUNTED) pairs.push(pairText(REPEATED_MENTION, -1, p - found));
  return pairs.join(' ');
}

/** Sentences that hold an error, those with most errors first, with both sides' mentions. */
export function sentenceTable(
  examined: EntityExamination,
  options: SentenceOptions,
): { readonly table: Table; readonly total: number } {
  const { set } = examined;
  const taxonomy = examined.taxonomy();
  const { rows } = taxonomy;
  const errors = new Int32Array(set.sentences);
  const kinds = new Int32Array(set.sentences);
  for (let row = 0; row < rows.kind.length; row++) {
    if (rows.kind[row] === 0) continue;
    errors[rows.sentence[row]!]!++;
    kinds[rows.sentence[row]!]! |= 1 << rows.kind[row]!;
  }
  const wrong: number[] = [];
  for (let s = 0; s < errors.length; s++) if (errors[s]! > 0) wrong.push(s);
  const total = wrong.length;
  wrong.sort((a, b) => errors[b]! - errors[a]! || a - b);
  const limit = options.examples === 'all' ? total : Math.min(total, options.examples);
  const chosen = wrong.slice(0, limit);
  const there = new Set(chosen);
  for (const s of new Set(options.named ?? []))
    if (s >= 0 && s < errors.length && !there.has(s)) chosen.push(s);
  const first = {
    row: firstOf(rows.sentence, set.sentences),
    reference: firstOf(set.reference.sentence, set.sentences),
    predicted: firstOf(set.predicted.sentence, set.sentences),
  };
  const { reference, predicted } = first;
  const strings = (name: string, value: (sentence: number) => string | null): Column => ({
    name,
    type: 'string',
    values: chosen.map(value),
  });
  const columns: Column[] = [
    { name: 'sentence', type: 'number', values: Float64Array.from(chosen) },
    strings('place', (s) => set.place(s)),
    strings('text', (s) => (options.texts && set.hasText !== false ? set.text(s) : null)),
    strings('reference', (s) => spansOf(set.reference, set.types, reference[s]!, reference[s + 1]!)),
    strings('predicted', (s) => spansOf(set.predicted, set.types, predicted[s]!, predicted[s + 1]!)),
    strings('errors', (s) => errorKinds.filter((_, code) => (kinds[s]! & (1 << code)) !== 0).join(' ')),
    strings('pairs', (s) => pairsOf(taxonomy, first, s)),
  ];
  const taken = new Set(columns.map(({ name }) => name));
  for (const [name, values] of set.extra) {
    if (taken.has(name)) continue;
    const shown = chosen.map((s) => values[s] ?? null);
    if (!options.texts && !shown.every((value) => tellsNoText(value))) continue;
    columns.push({ name, type: 'string', values: shown });
  }
  return { table: { rows: chosen.length, columns }, total };
}
