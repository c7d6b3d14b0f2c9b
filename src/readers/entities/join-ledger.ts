import type { EntityExclusion, MentionColumns } from '../../model/entities.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { createRows, exclusion, MOST_PLACES, placeOf } from './ledger.ts';
import type { SentencePairs } from './pair-sentences.ts';
import { firstMentions, type PlacedMentions } from './place-mentions.ts';
import type { ReadSide } from './read-side.ts';

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

function cutSentences({
  reference,
  predicted,
  partner,
  pairs,
  rowOf,
  own,
}: Joined): readonly EntityExclusion[] {
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
    const read =
      predicted.tokens.firstOfSentence[partner[s]! + 1]! - predicted.tokens.firstOfSentence[partner[s]!]!;
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

function unmatched({
  reference,
  predicted,
  partner,
  pairs,
  rowOf,
  own,
  subset,
}: Joined): readonly EntityExclusion[] {
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
  entry(
    lost,
    `${many(lost.length, 'predicted mention')} whose borders have no counterpart in the text of the reference: not in the score`,
  );
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
