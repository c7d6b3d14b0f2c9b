import { type DocBin, readDocBin } from '../../formats/doc-bin.ts';
import type { EntitySide, TokenColumns } from '../../model/entities.ts';
import { many } from '../../text/words.ts';
import { type Place, placeOfUnits, type Units, unitsOf } from './doc-bin-units.ts';
import { createExclusionLedger, type ExclusionLedger, sideOf, snippet } from './exclusion-ledger.ts';
import { createMentionBuilder } from './mention-builder.ts';

export interface DocBinOptions {
  /** Whole documents, or sentences where the file marks them. */
  readonly units?: 'sentences' | 'documents';
  /** The group of `doc.spans` to take instead of `doc.ents`. */
  readonly spanGroup?: string;
}

/** One side out of a DocBin, with what the user should know about it. */
export interface DocBinSide {
  readonly side: EntitySide;
  readonly columns: Readonly<Record<string, string>>;
  readonly said: readonly string[];
  /** True when the file holds neither entities nor groups of spans: categories of a text classifier, or plain texts. */
  readonly withoutMentions: boolean;
}

/** Mentions over tokens of the whole file. */
interface TokenSpans {
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly label: readonly string[];
}

const MISSING = 0;
const INSIDE = 1;
const BEGINS = 3;

/**
 * Entities of a `.spacy` file: `doc.ents` with their tags, or a group of `doc.spans` (which may overlap) when there are no
 * entities. A unit is a sentence where the file marks them, else a document; none begins inside a mention. Tokens without
 * annotation (`ENT_IOB` 0) have no tag.
 *
 * Throws `FormatError`.
 */
export function docBinSide(
  bytes: Uint8Array,
  file: string,
  role: EntitySide['role'],
  options: DocBinOptions = {},
): DocBinSide {
  const bin = readDocBin(bytes);
  const said: string[] = [];
  const group = chosenGroup(bin, options.spanGroup, said);
  const spans = group === null ? entitySpans(bin) : groupSpans(bin, group);
  const wanted = options.units ?? 'sentences';
  const units = unitsOf(bin, spans, wanted === 'sentences');
  const place = placeOfUnits(units);
  const ledger = createExclusionLedger();
  const withoutMentions =
    spans.start.length === 0 && (bin.entityTag?.every((tag) => tag === MISSING) ?? true);
  if (group === null) noteMissing(bin, units, place, ledger);
  const tokens = tokenOffsets(bin, units);
  const { types, mentions } = unitMentions(bin, spans, units, tokens, place, ledger);
  if (withoutMentions && bin.withCategories > 0)
    said.push(
      `${file} holds categories of ${many(bin.withCategories, 'document')} and no entities: it belongs to a text classifier.`,
    );
  return {
    side: {
      file,
      role,
      types,
      sentences: units.count,
      firstOfDocument: units.firstOfDocument,
      tokens,
      tags: group === null && bin.entityTag !== null && !withoutMentions ? tagColumn(bin, types) : null,
      mentions,
      ids: null,
      text: (sentence) => unitText(bin, units, sentence),
      place: place.of,
      extra: new Map(),
      excluded: ledger.entries(sideOf(role)),
    },
    columns: {
      text: 'ORTH, SPACY',
      mentions: group === null ? 'ENT_IOB, ENT_TYPE' : `spans["${group}"]`,
      sentences: units.bySentence ? 'SENT_START' : 'one a document',
    },
    said,
    withoutMentions,
  };
}

/** Null for `doc.ents`. */
function chosenGroup(bin: DocBin, wanted: string | undefined, said: string[]): string | null {
  const { groups, group } = bin.spans;
  const named = groups.filter((_, at) => group.includes(at)).map((name) => `spans["${name}"]`);
  if (wanted !== undefined) {
    if (groups.includes(wanted)) return wanted;
    said.push(
      `There is no span group "${wanted}"; ${named.length === 0 ? 'the file has none' : `the file has ${named.join(', ')}`}.`,
    );
  }
  if (named.length === 0) return null;
  if (bin.entityTag?.some((tag) => tag === BEGINS || tag === INSIDE) === true) {
    said.push(
      `Besides entities the file has ${named.join(', ')}, which ${named.length === 1 ? 'is' : 'are'} not scored.`,
    );
    return null;
  }
  const counts = new Int32Array(groups.length);
  for (const at of group) counts[at]!++;
  const largest = groups[counts.indexOf(Math.max(...counts))]!;
  const chosen = groups.includes('sc') && counts[groups.indexOf('sc')]! > 0 ? 'sc' : largest;
  said.push(
    `The file has no entities; the spans of spans["${chosen}"] were taken${named.length > 1 ? ` out of ${named.join(', ')}` : ''}.`,
  );
  return chosen;
}

/** As `Doc.ents` reads them: a beginning without a type is a place that may hold no entity. */
function entitySpans(bin: DocBin): TokenSpans {
  const start: number[] = [];
  const end: number[] = [];
  const label: number[] = [];
  const tags = bin.entityTag;
  const types = bin.entityType;
  if (tags === null) return { start, end, label: [] };
  for (let d = 0; d < bin.documents; d++) {
    let open = false;
    for (let i = bin.firstToken[d]!; i < bin.firstToken[d + 1]!; i++) {
      const type = types === null ? -1 : types[i]!;
      if (tags[i] === BEGINS ? type >= 0 : tags[i] === INSIDE && !open && type >= 0) {
        start.push(i);
        end.push(i + 1);
        label.push(type);
        open = true;
      } else if (tags[i] === INSIDE && open) end[end.length - 1] = i + 1;
      else open = false;
    }
  }
  return { start, end, label: label.map((type) => bin.strings[type]!) };
}

function groupSpans(bin: DocBin, group: string): TokenSpans {
  const { spans } = bin;
  const wanted = spans.groups.indexOf(group);
  const start: number[] = [];
  const end: number[] = [];
  const label: string[] = [];
  for (let i = 0; i < spans.group.length; i++) {
    if (spans.group[i] !== wanted) continue;
    const from = bin.firstToken[spans.document[i]!]!;
    start.push(from + spans.start[i]!);
    end.push(from + spans.end[i]!);
    label.push(spans.label[i]! < 0 ? '' : bin.strings[spans.label[i]!]!);
  }
  return { start, end, label };
}

const unannotated = {
  kind: 'missing-annotation',
  text: (count: number) =>
    `${many(count, 'token')} without entity annotation (ENT_IOB 0): nobody said whether an entity is there. spaCy skips a document where that holds for every token, and counts no prediction that touches such a token.`,
} as const;

function noteMissing(bin: DocBin, units: Units, place: Place, ledger: ExclusionLedger): void {
  for (let u = 0; u < units.count; u++) {
    const from = units.firstToken[u]!;
    const to = units.firstToken[u + 1]!;
    let missing = 0;
    if (bin.entityTag === null) missing = to - from;
    else for (let i = from; i < to; i++) if (bin.entityTag[i] === MISSING) missing++;
    if (missing === 0) continue;
    const whole = missing === to - from;
    ledger.add(unannotated, { tokens: missing, sentences: whole ? 1 : 0 }, u, () =>
      whole
        ? `${place.of(u)} (all ${many(missing, 'token')})`
        : `${place.of(u)} (${missing} of ${to - from} tokens)`,
    );
  }
}

/** Offsets of tokens in the text of their unit. */
function tokenOffsets(bin: DocBin, units: Units): TokenColumns {
  const rows = bin.word.length;
  const start = new Int32Array(rows);
  const end = new Int32Array(rows);
  const lengths = Int32Array.from(bin.strings, (text) => text.length);
  for (let u = 0; u < units.count; u++) {
    let at = 0;
    for (let i = units.firstToken[u]!; i < units.firstToken[u + 1]!; i++) {
      start[i] = at;
      at += lengths[bin.word[i]!]!;
      end[i] = at;
      at += bin.spaceAfter[i]!;
    }
  }
  return { firstOfSentence: units.firstToken, start, end };
}

/** Without the space behind the last token. */
function unitText(bin: DocBin, units: Units, unit: number): string {
  const from = units.firstToken[unit]!;
  const to = units.firstToken[unit + 1]!;
  let text = '';
  for (let i = from; i < to; i++) {
    text += bin.strings[bin.word[i]!]!;
    if (bin.spaceAfter[i] === 1 && i + 1 < to) text += ' ';
  }
  return text;
}

const emptySpan = {
  kind: 'unreadable',
  text: (count: number) => `${many(count, 'span')} of no tokens, left out.`,
} as const;
const twice = {
  kind: 'duplicate',
  text: (count: number) =>
    `${many(count, 'span')} that the same document holds already, with the same type; counted once.`,
} as const;
const white = {
  kind: 'whitespace',
  text: (count: number) =>
    `${many(count, 'mention')} of nothing but white space. spaCy counts such a mention like any other, and so it is here.`,
} as const;

function unitMentions(
  bin: DocBin,
  spans: TokenSpans,
  units: Units,
  tokens: TokenColumns,
  place: Place,
  ledger: ExclusionLedger,
) {
  const builder = createMentionBuilder();
  const unitOf = new Int32Array(bin.word.length);
  for (let u = 0; u < units.count; u++) unitOf.fill(u, units.firstToken[u]!, units.firstToken[u + 1]!);
  const blank = Uint8Array.from(bin.strings, (text) => (text.trim() === '' ? 1 : 0));
  const seen = new Set<string>();
  for (let m = 0; m < spans.start.length; m++) {
    const from = spans.start[m]!;
    const to = spans.end[m]!;
    const label = spans.label[m]!;
    const unit = unitOf[Math.min(from, unitOf.length - 1)] ?? 0;
    const where = (): string => {
      const words = Array.from(bin.word.subarray(from, to), (word) => bin.strings[word]!).join(' ');
      return `${place.of(unit)} (token ${from - units.firstToken[unit]! + 1}: "${snippet(words)}")`;
    };
    if (to <= from) {
      ledger.add(emptySpan, { mentions: 1 }, unit, where);
      continue;
    }
    const key = `${from} ${to} ${label}`;
    if (seen.has(key)) {
      ledger.add(twice, { mentions: 1 }, null, where);
      continue;
    }
    seen.add(key);
    let blanks = true;
    for (let i = from; i < to && blanks; i++) blanks = blank[bin.word[i]!] === 1;
    if (blanks) ledger.add(white, { mentions: 1 }, unit, where);
    builder.add(unit, tokens.start[from]!, tokens.end[to - 1]!, label, Number.NaN);
  }
  return builder.build();
}

/**
 * spaCy's own marks as IOB2, −1 where nobody annotated. Inside a mention the type is that of its beginning, as `Doc.ents`
 * reads it.
 */
function tagColumn(bin: DocBin, types: readonly string[]): EntitySide['tags'] {
  const names = ['O', ...types.flatMap((type) => [`B-${type}`, `I-${type}`])];
  const numbers = new Map(types.map((type, at) => [type, at]));
  const typeOf = Int32Array.from(bin.strings, (text) => numbers.get(text) ?? -1);
  const tags = new Int32Array(bin.word.length);
  for (let d = 0; d < bin.documents; d++) {
    let open = -1;
    for (let i = bin.firstToken[d]!; i < bin.firstToken[d + 1]!; i++) {
      const mark = bin.entityTag![i]!;
      const string = bin.entityType === null ? -1 : bin.entityType[i]!;
      if (mark === BEGINS) open = string < 0 ? -1 : typeOf[string]!;
      else if (mark !== INSIDE) open = -1;
      else if (open < 0 && string >= 0) open = typeOf[string]!;
      tags[i] = mark === MISSING ? -1 : open < 0 ? 0 : 2 * open + (mark === BEGINS ? 1 : 2);
    }
  }
  return { tags, names };
}
