import type { EntitySide } from '../../model/entities.ts';
import { many } from '../../text/words.ts';
import { type ExclusionLedger, snippet } from './exclusion-ledger.ts';
import { createMentionBuilder } from './mention-builder.ts';
import type { PreparedUnits } from './span-side.ts';
import { notAnnotated } from './span-tags.ts';
import { type Annotation, hasSpans, type WrittenSpan } from './span-units.ts';
import { type OffsetMap, offsetMap, sameWords } from './text-offsets.ts';

const withoutLabel = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'mention')} without a type, left out.`,
} as const;
const noNumbers = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'mention')} without whole numbers for start and end, left out.`,
} as const;
const beyond = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'mention')} with offsets outside the text, left out.`,
} as const;
const noWidth = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'mention')} of no characters, left out.`,
} as const;
const inverted = {
  kind: 'unreadable',
  text: (n: number) => `${many(n, 'mention')} with an end before the start, left out.`,
} as const;
const insideCharacter = {
  kind: 'unaligned',
  text: (n: number) => `${many(n, 'mention')} with a border inside a character, left out.`,
} as const;
const otherWords = {
  kind: 'unaligned',
  text: (n: number) =>
    `${many(n, 'mention')} whose offsets cut out other words than the file repeats beside them, left out.`,
} as const;
const onlyWhite = {
  kind: 'whitespace',
  text: (n: number) => `${many(n, 'mention')} of nothing but white space, left out.`,
} as const;
const whiteEdges = {
  kind: 'whitespace',
  text: (n: number) =>
    `${many(n, 'mention')} with white space at the ends, scored without it. Nothing was left out.`,
} as const;
const twice = {
  kind: 'duplicate',
  text: (n: number) =>
    `${many(n, 'mention')} that the same text holds already, with the same type; counted once.`,
} as const;

/** Mentions of spans whose offsets hold, and the others counted. */
export function spanMentions(
  { units, texts, offsets, repeatsWords }: PreparedUnits,
  said: readonly (Annotation | null)[],
  ledger: ExclusionLedger,
): Pick<EntitySide, 'types'> & { readonly mentions: NonNullable<EntitySide['mentions']> } {
  const builder = createMentionBuilder();
  said.forEach((annotation, u) => {
    const unit = units[u]!;
    if (!hasSpans(annotation)) {
      ledger.add(notAnnotated, { sentences: 1 }, u, () => unit.place);
      return;
    }
    const text = texts[u]!;
    const map = offsetMap(text, offsets.counts);
    const seen = new Set<string>();
    for (const written of annotation.spans) {
      const span = repeatsWords ? written : { ...written, text: null };
      const found = checkedSpan(span, text, map, offsets.inclusiveEnd);
      const where = (): string =>
        `${unit.place} (${span.start}–${span.end}${span.label === '' ? '' : ` ${snippet(span.label)}`}${span.text === null ? '' : `: "${snippet(span.text)}"`})`;
      if ('reason' in found) {
        ledger.add(found.reason, { mentions: 1 }, u, where);
        continue;
      }
      const key = `${found.start} ${found.end} ${span.label}`;
      if (seen.has(key)) {
        ledger.add(twice, { mentions: 1 }, null, where);
        continue;
      }
      seen.add(key);
      if (found.trimmed) ledger.add(whiteEdges, { mended: 1 }, null, where);
      builder.add(u, found.start, found.end, span.label, span.score);
    }
  });
  return builder.build();
}

type Checked =
  | { readonly start: number; readonly end: number; readonly trimmed: boolean }
  | { readonly reason: Parameters<ExclusionLedger['add']>[0] };

/** UTF-16 offsets of a mention without white space at its ends, or why it has none. */
function checkedSpan(span: WrittenSpan, text: string, map: OffsetMap, inclusiveEnd: boolean): Checked {
  const last = inclusiveEnd ? span.end + 1 : span.end;
  if (!Number.isInteger(span.start) || !Number.isInteger(last)) return { reason: noNumbers };
  if (span.label === '') return { reason: withoutLabel };
  if (last === span.start) return { reason: noWidth };
  if (last < span.start) return { reason: inverted };
  const start = map(span.start);
  const end = map(last);
  // A place inside a character has no counterpart either, but lies within the text.
  if (start < 0 || end < 0)
    return { reason: span.start < 0 || last > longest(text, map) ? beyond : insideCharacter };
  const words = text.slice(start, end);
  if (span.text !== null && span.text !== '' && !sameWords(words, span.text)) return { reason: otherWords };
  if (words.trim() === '') return { reason: onlyWhite };
  const from = start + (words.length - words.trimStart().length);
  const to = end - (words.length - words.trimEnd().length);
  return { start: from, end: to, trimmed: from !== start || to !== end };
}

/** The largest offset that the file's way of counting allows. */
function longest(text: string, map: OffsetMap): number {
  let low = 0;
  let high = 3 * text.length + 1;
  // Every text's end has an offset; beyond it none has. Places inside characters are few and never the last.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    let inside = false;
    for (let i = middle; i < middle + 4 && !inside; i++) inside = map(i) >= 0;
    if (inside) low = middle;
    else high = middle - 1;
  }
  return low;
}
