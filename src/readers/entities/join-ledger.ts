import type { EntityExclusion, MentionColumns } from '../../model/entities.ts';
import { readTagTable, role } from '../../text/tags/index.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { DecodedPair } from './build-set.ts';
import { createRows, exclusion, MOST_PLACES } from './ledger.ts';
import type { SentencePairs } from './pair-sentences.ts';
import { firstMentions, type PlacedMentions } from './place-mentions.ts';
import { type ReadSide, sumsOf } from './read-side.ts';
import { keyOfSums } from './text-sum.ts';

const short = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const placeOf = (side: ReadSide, s: number): string => `${short(side.file)}, ${side.place(s)}`;

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

function moved(
  entry: EntityExclusion,
  rowOf: Int32Array,
  side: 'reference' | 'predicted',
): EntityExclusion {
  const rows = Int32Array.from(entry.rows, (row) => rowOf[row] ?? -1)
    .filter((row) => row >= 0)
    .sort();
  return { ...entry, side: entry.side === 'both' && side === 'predicted' ? 'predicted' : entry.side, rows };
}

/** The same text again. It stays in the score; a set that repeats a sentence counts it twice. */
function duplicates(side: ReadSide, mentions: MentionColumns, rowOf: Int32Array): readonly EntityExclusion[] {
  if (!side.hasText) return [];
  const sums = sumsOf(side);
  const firstOf = new Map<number, number>();
  const rows = createRows();
  const places: string[] = [];
  const repeated = new Uint8Array(side.sentences);
  for (let s = 0; s < side.sentences; s++) {
    if (sums.bytes[s] === 0 || rowOf[s]! < 0) continue;
    const key = keyOfSums(sums, s);
    const before = firstOf.get(key);
    if (before === undefined) {
      firstOf.set(key, s);
      continue;
    }
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
      text: `${many(rows.count, 'sentence')} repeat one before them, white space aside; they count again`,
      places,
      rows: rows.rows(),
    }),
  ];
}

function whiteMentions(
  side: ReadSide,
  mentions: MentionColumns,
  rowOf: Int32Array,
  name: 'reference' | 'predicted',
): readonly EntityExclusion[] {
  if (!side.hasText) return [];
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
function splitEntities(side: ReadSide, rowOf: Int32Array, name: 'reference' | 'predicted'): readonly EntityExclusion[] {
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

interface Joined {
  readonly reference: ReadSide;
  readonly predicted: ReadSide;
  readonly partner: Int32Array;
  readonly pairs: SentencePairs;
  readonly rowOf: Int32Array;
  readonly placed: PlacedMentions;
  /** Mentions of the reference, in rows of the set. */
  readonly own: MentionColumns;
  readonly subset: boolean;
}

/** What joining could not bring together. */
export function joinLedger(joined: Joined): readonly EntityExclusion[] {
  return [...cutSentences(joined), ...unmatched(joined), ...unplaced(joined)];
}

function cutSentences({ reference, predicted, partner, pairs, rowOf, own }: Joined): readonly EntityExclusion[] {
  const firstOf = firstMentions(own.sentence, rowOf.length);
  const rows = createRows();
  const places: string[] = [];
  let tokens = 0;
  let mentions = 0;
  for (let s = 0; s < partner.length; s++) {
    if (pairs.relation[s] !== 'cut' || reference.tokens === null || predicted.tokens === null) continue;
    const row = rowOf[s]!;
    const first = reference.tokens.firstOfSentence[s]!;
    const all = reference.tokens.firstOfSentence[s + 1]! - first;
    const read = predicted.tokens.firstOfSentence[partner[s]! + 1]! - predicted.tokens.firstOfSentence[partner[s]!]!;
    const end = read === 0 ? 0 : reference.tokens.end[first + read - 1]!;
    tokens += all - read;
    for (let m = firstOf[row]!; m < firstOf[row + 1]!; m++) if (own.end[m]! > end) mentions++;
    rows.add(row);
    if (places.length < MOST_PLACES)
      places.push(`${placeOf(predicted, partner[s]!)}: ${formatCount(read)} of ${many(all, 'token')}`);
  }
  if (rows.count === 0) return [];
  return [
    exclusion({
      kind: 'truncated',
      side: 'predicted',
      tokens,
      mentions,
      sentences: rows.count,
      text: `${many(rows.count, 'sentence')} whose prediction ends early, as a limit of length cuts them; mentions behind the cut count as missed`,
      places,
      rows: rows.rows(),
    }),
  ];
}

function unmatched({ reference, predicted, partner, pairs, rowOf, own, subset }: Joined): readonly EntityExclusion[] {
  const found: EntityExclusion[] = [];
  const rows = createRows();
  const places: string[] = [];
  const lacking = new Set<number>();
  let sentences = 0;
  for (let s = 0; s < partner.length; s++) {
    const relation = pairs.relation[s]!;
    if (relation !== 'none' && relation !== 'foreign') continue;
    sentences++;
    if (rowOf[s]! >= 0) {
      rows.add(rowOf[s]!);
      lacking.add(rowOf[s]!);
    }
    if (places.length < MOST_PLACES) places.push(placeOf(reference, s));
  }
  if (sentences > 0) {
    let mentions = 0;
    for (const sentence of own.sentence) if (lacking.has(sentence)) mentions++;
    found.push(
      exclusion({
        kind: 'unmatched',
        side: 'reference',
        sentences,
        mentions,
        text: subset
          ? `${many(sentences, 'sentence')} of the reference without a prediction, more than half: left out, since only a part was predicted`
          : `${many(sentences, 'sentence')} of the reference without a prediction; their mentions count as missed`,
        places,
        rows: rows.rows(),
      }),
    );
  }
  const used = new Uint8Array(predicted.sentences);
  for (let s = 0; s < partner.length; s++)
    if (partner[s]! >= 0 && pairs.relation[s] !== 'foreign') used[partner[s]!] = 1;
  const spare = [...used.keys()].filter((p) => used[p] === 0);
  if (spare.length > 0)
    found.push(
      exclusion({
        kind: 'unmatched',
        side: 'predicted',
        sentences: spare.length,
        text: `${many(spare.length, 'predicted sentence')} that the reference does not have`,
        places: spare.slice(0, MOST_PLACES).map((p) => placeOf(predicted, p)),
      }),
    );
  const longer = [...pairs.relation.keys()].filter((s) => pairs.relation[s] === 'longer');
  if (longer.length > 0)
    found.push(
      exclusion({
        kind: 'unreadable',
        side: 'predicted',
        sentences: longer.length,
        text: `${many(longer.length, 'sentence')} with more tags than words: nobody can tell which tag belongs to which, left out`,
        places: longer.slice(0, MOST_PLACES).map((s) => placeOf(predicted, partner[s]!)),
      }),
    );
  return found;
}

function unplaced({ reference, pairs, placed, rowOf }: Joined): readonly EntityExclusion[] {
  const found: EntityExclusion[] = [];
  const entry = (sentences: readonly number[], text: string): void => {
    if (sentences.length === 0) return;
    const rows = Int32Array.from(new Set(sentences), (s) => rowOf[s]!);
    found.push(
      exclusion({
        kind: 'unaligned',
        side: 'predicted',
        mentions: sentences.length,
        sentences: rows.length,
        text,
        places: [...new Set(sentences)].slice(0, MOST_PLACES).map((s) => placeOf(reference, s)),
        rows,
      }),
    );
  };
  const { lost, inside } = placed;
  entry(lost, `${many(lost.length, 'predicted mention')} whose borders have no counterpart in the text of the reference: not in the score`);
  entry(
    inside,
    `${many(inside.length, 'predicted mention')} that begin or end inside a token of the reference, which cuts the text differently: they count as wrong`,
  );
  const edited = [...pairs.maps].filter(([, map]) => map.kind === 'edited');
  if (edited.length > 0)
    found.push(
      exclusion({
        kind: 'unaligned',
        side: 'both',
        sentences: edited.length,
        text: `${many(edited.length, 'sentence')} whose text differs between the files; aligned character by character`,
        places: edited.slice(0, MOST_PLACES).map(([s]) => placeOf(reference, s)),
        rows: Int32Array.from(edited, ([s]) => rowOf[s]!).filter((row) => row >= 0),
      }),
    );
  return found;
}
