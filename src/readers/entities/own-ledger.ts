import type { EntityExclusion, MentionColumns } from '../../model/entities.ts';
import { readTagTable, role } from '../../text/tags/index.ts';
import { many } from '../../text/words.ts';
import type { DecodedPair } from './build-set.ts';
import { createRows, exclusion, MOST_PLACES, placeOf } from './ledger.ts';
import { sameSums } from './match.ts';
import { type ReadSide, sumsOf } from './read-side.ts';
import type { TextSums } from './text-sum.ts';

/** What each side says of itself, in rows of the set, and what its sentences and mentions show. */
export function ownLedger(
  reference: ReadSide,
  predicted: ReadSide,
  rowOf: Int32Array,
  rowOfPredicted: Int32Array,
  decoded: DecodedPair,
): readonly EntityExclusion[] {
  return [
    ...reference.excluded.map((entry) => moved(entry, rowOf, 'reference')),
    ...predicted.excluded.map((entry) => moved(entry, rowOfPredicted, 'predicted')),
    ...duplicates(reference, decoded.reference, rowOf),
    ...whiteMentions(reference, decoded.reference, rowOf, 'reference'),
    ...whiteMentions(predicted, decoded.predicted, rowOfPredicted, 'predicted'),
    ...splitEntities(reference, rowOf, 'reference'),
    ...(predicted.tokens === null ? [] : splitEntities(predicted, rowOfPredicted, 'predicted')),
  ];
}

function moved(entry: EntityExclusion, rowOf: Int32Array, side: 'reference' | 'predicted'): EntityExclusion {
  const rows = Int32Array.from(entry.rows, (row) => rowOf[row] ?? -1)
    .filter((row) => row >= 0)
    .sort();
  return { ...entry, side: entry.side === 'both' && side === 'predicted' ? 'predicted' : entry.side, rows };
}

/** The same text again. It stays in the score; a set that repeats a sentence counts it twice. */
function duplicates(side: ReadSide, mentions: MentionColumns, rowOf: Int32Array): readonly EntityExclusion[] {
  if (!side.hasText) return [];
  const sums = sumsOf(side);
  const slots = createSlots(side.sentences);
  const rows = createRows();
  const places: string[] = [];
  const repeated = new Uint8Array(side.sentences);
  for (let s = 0; s < side.sentences; s++) {
    if (sums.bytes[s] === 0 || rowOf[s]! < 0) continue;
    const before = firstAlike(slots, sums, s);
    if (before === s) continue;
    repeated[s] = 1;
    rows.add(rowOf[s]!);
    if (places.length < MOST_PLACES) places.push(`${placeOf(side, s)} repeats ${side.place(before)}`);
  }
  if (rows.count === 0) return [];
  let n = 0;
  for (let m = 0; m < mentions.sentence.length; m++) n += repeated[mentions.sentence[m]!]!;
  return [
    exclusion({
      kind: 'duplicate',
      side: 'both',
      mentions: n,
      sentences: rows.count,
      text: `${many(rows.count, 'sentence')} with the text of one before, white space aside; the score counts each again`,
      places,
      rows: rows.rows(),
    }),
  ];
}

const createSlots = (n: number): Int32Array => {
  let size = 16;
  while (size < 2 * n) size *= 2;
  return new Int32Array(size).fill(-1);
};

/** The first sentence with the text of `s`, itself when there was none; it is then the first. */
function firstAlike(slots: Int32Array, sums: TextSums, s: number): number {
  let slot = (sums.first[s]! ^ (sums.second[s]! >>> 7)) & (slots.length - 1);
  for (;;) {
    const before = slots[slot]!;
    if (before < 0) {
      slots[slot] = s;
      return s;
    }
    if (sameSums(sums, before, sums, s)) return before;
    slot = (slot + 1) & (slots.length - 1);
  }
}

function whiteMentions(
  side: ReadSide,
  mentions: MentionColumns,
  rowOf: Int32Array,
  name: 'reference' | 'predicted',
): readonly EntityExclusion[] {
  if (!side.hasText || side.whiteTokens === 0) return [];
  const rows = createRows();
  const places: string[] = [];
  let n = 0;
  let sentence = -1;
  let text = '';
  for (let m = 0; m < mentions.sentence.length; m++) {
    const length = mentions.end[m]! - mentions.start[m]!;
    if (length > 1) continue;
    const s = mentions.sentence[m]!;
    if (length > 0) {
      if (s !== sentence) text = side.text(s);
      sentence = s;
      if (text.slice(mentions.start[m], mentions.end[m]).trim() !== '') continue;
    }
    n++;
    if (rowOf[s]! >= 0) rows.add(rowOf[s]!);
    if (places.length < MOST_PLACES) places.push(placeOf(side, s));
  }
  if (n === 0) return [];
  return [
    exclusion({
      kind: 'whitespace',
      side: name,
      mentions: n,
      text: `${many(n, 'mention')} of white space or of nothing; spaCy would refuse ${n === 1 ? 'it' : 'them'}`,
      places,
      rows: rows.rows(),
    }),
  ];
}

/** A sentence that begins inside a mention of the type that the one before ended in: the end of a sentence cuts it. */
function splitEntities(
  side: ReadSide,
  rowOf: Int32Array,
  name: 'reference' | 'predicted',
): readonly EntityExclusion[] {
  const { tags, tokens } = side;
  if (tags === null || tokens === null) return [];
  const table = readTagTable(tags.names);
  // Without letters nobody can tell a mention that goes on from one that begins.
  if (!table.roles.includes(role.begin) && !table.roles.includes(role.single)) return [];
  const rows = createRows();
  const places: string[] = [];
  let n = 0;
  const { firstOfSentence } = tokens;
  for (let s = 1; s < side.sentences; s++) {
    const from = firstOfSentence[s]!;
    if (from === 0 || from === firstOfSentence[s + 1]) continue;
    const now = tags.tags[from]!;
    const before = tags.tags[from - 1]!;
    if (now < 0 || before < 0) continue;
    const continues = table.roles[now] === role.inside || table.roles[now] === role.end;
    const open = table.roles[before] === role.inside || table.roles[before] === role.begin;
    if (!continues || !open || table.types[now] !== table.types[before]) continue;
    n++;
    if (rowOf[s]! >= 0) rows.add(rowOf[s]!);
    if (places.length < MOST_PLACES) places.push(placeOf(side, s));
  }
  if (n === 0) return [];
  return [
    exclusion({
      kind: 'split-entity',
      side: name,
      mentions: n,
      sentences: rows.count,
      text: `${many(n, 'mention')} cut by the end of a sentence: each part counts as a mention of its own`,
      places,
      rows: rows.rows(),
    }),
  ];
}
