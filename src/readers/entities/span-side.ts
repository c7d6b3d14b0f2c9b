import type { EntitySide, TokenColumns } from '../../model/entities.ts';
import { createExclusionLedger, type ExclusionLedger, sideOf } from './exclusion-ledger.ts';
import { spanMentions } from './span-mentions.ts';
import { type TagNames, tagColumn } from './span-tags.ts';
import { hasSpans, hasTags, type WrittenUnit } from './span-units.ts';
import { type OffsetDecision, type OffsetUnit, offsetMap } from './text-offsets.ts';
import { joinedTokens, type PlacedTokens, placeTokens } from './token-places.ts';

/** Units with their texts and tokens fixed, the same for both sides of a file. */
export interface PreparedUnits {
  readonly units: readonly WrittenUnit[];
  readonly texts: readonly string[];
  /** Null where a text has no tokens, or tokens that are not in it. */
  readonly tokens: readonly (PlacedTokens | null)[];
  readonly offsets: OffsetUnit;
  /** Hold what the file repeats of a mention against the words that its offsets cut out. */
  readonly repeatsWords: boolean;
}

export function prepareUnits(
  units: readonly WrittenUnit[],
  { unit: offsets, repeatsWords }: OffsetDecision,
): PreparedUnits {
  const texts: string[] = [];
  const tokens: (PlacedTokens | null)[] = [];
  for (const unit of units) {
    const placed =
      unit.tokens === null || unit.text === null
        ? null
        : placeTokens(unit.text, unit.tokens, offsetMap(unit.text, offsets.counts));
    const tagged = hasTags(unit.reference) || hasTags(unit.predicted);
    // Tags need their tokens; spans need the text that their offsets count in.
    const chosen =
      placed ?? (unit.tokens !== null && (unit.text === null || tagged) ? joinedTokens(unit.tokens) : null);
    tokens.push(chosen);
    texts.push(chosen?.text ?? unit.text ?? '');
  }
  return { units, texts, tokens, offsets, repeatsWords };
}

/** One side of a file of units; null when it says nothing about that side. */
export function sideOfUnits(
  prepared: PreparedUnits,
  slot: 'reference' | 'predicted',
  file: string,
  role: EntitySide['role'],
  names: TagNames,
  ledger: ExclusionLedger = createExclusionLedger(),
): EntitySide | null {
  const { units, texts, tokens } = prepared;
  const said = units.map((unit) => unit[slot]);
  if (said.every((annotation) => annotation === null)) return null;
  const tagged = said.filter(hasTags).length > said.filter(hasSpans).length;
  const columns = tokens.every((placed) => placed !== null)
    ? tokenColumns(tokens as readonly PlacedTokens[])
    : null;
  const built =
    tagged && columns !== null
      ? {
          tags: tagColumn(prepared, said, columns, names, ledger),
          mentions: null,
          types: [] as readonly string[],
        }
      : { tags: null, ...spanMentions(prepared, said, ledger) };
  const ids = units.some(({ id }) => id !== null) ? units.map(({ id }) => id) : null;
  return {
    file,
    role,
    sentences: units.length,
    firstOfDocument: documentsOf(units),
    tokens: columns,
    ...built,
    ids,
    text: (sentence) => texts[sentence] ?? '',
    place: (sentence) => units[sentence]?.place ?? '',
    extra: extraOf(units),
    excluded: ledger.entries(sideOf(role)),
  };
}

function tokenColumns(tokens: readonly PlacedTokens[]): TokenColumns {
  const firstOfSentence = new Int32Array(tokens.length + 1);
  tokens.forEach((placed, at) => {
    firstOfSentence[at + 1] = firstOfSentence[at]! + placed.start.length;
  });
  const start = new Int32Array(firstOfSentence[tokens.length]!);
  const end = new Int32Array(start.length);
  tokens.forEach((placed, at) => {
    start.set(placed.start, firstOfSentence[at]!);
    end.set(placed.end, firstOfSentence[at]!);
  });
  return { firstOfSentence, start, end };
}

/** First unit of each document where every unit names its document and those of one stand together. */
function documentsOf(units: readonly WrittenUnit[]): Int32Array | null {
  if (units.length === 0 || units.some(({ document }) => document === null)) return null;
  const first: number[] = [];
  const seen = new Set<string>();
  for (let u = 0; u < units.length; u++) {
    const document = units[u]!.document!;
    if (u > 0 && units[u - 1]!.document === document) continue;
    if (seen.has(document)) return null;
    seen.add(document);
    first.push(u);
  }
  return Int32Array.from([...first, units.length]);
}

function extraOf(units: readonly WrittenUnit[]): EntitySide['extra'] {
  const columns = new Map<string, (string | null)[]>();
  units.forEach(({ extra }, u) => {
    if (extra === null) return;
    for (const [name, value] of extra) {
      let column = columns.get(name);
      if (column === undefined) {
        column = new Array<string | null>(units.length).fill(null);
        columns.set(name, column);
      }
      column[u] = value;
    }
  });
  return columns;
}
