import type { MentionColumns, TagColumn, TokenColumns } from '../../model/entities.ts';
import { mapSpan } from './align-characters.ts';
import type { SentencePairs } from './pair-sentences.ts';
import type { ReadSide } from './read-side.ts';

/** Predicted mentions in the texts of the reference, and those that have no place there. */
export interface PlacedMentions {
  readonly mentions: MentionColumns;
  /** Sentences of the reference with mentions that could not be placed, each as often as it has some. */
  readonly lost: readonly number[];
  /** Sentences with a mention that begins or ends inside a token of the reference: it cannot be right. */
  readonly inside: readonly number[];
}

/**
 * Moves mentions of the prediction to the sentences of the reference: `partner` by sentence of the reference, `rowOf` the
 * sentence of the set (−1: not in it).
 */
export function placeMentions(
  mentions: MentionColumns,
  reference: ReadSide,
  predicted: ReadSide,
  partner: Int32Array,
  { relation, maps }: SentencePairs,
  rowOf: Int32Array,
): PlacedMentions {
  const firstOf = firstMentions(mentions.sentence, predicted.sentences);
  const kept: number[] = [];
  const sentence: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const lost: number[] = [];
  const inside: number[] = [];
  for (let s = 0; s < partner.length; s++) {
    const p = partner[s]!;
    const row = rowOf[s]!;
    if (p < 0 || row < 0 || relation[s] === 'foreign' || relation[s] === 'longer') continue;
    const map = maps.get(s);
    const own = map === undefined ? '' : predicted.text(p);
    const other = map === undefined ? '' : reference.text(s);
    const begun = kept.length;
    for (let m = firstOf[p]!; m < firstOf[p + 1]!; m++) {
      const span =
        map === undefined
          ? spanOf(mentions, m, reference, predicted, s, p)
          : mapSpan(own, other, map, mentions.start[m]!, mentions.end[m]!);
      if (span === null) {
        lost.push(s);
        continue;
      }
      if (map !== undefined && !onBorders(reference.tokens, s, span.start, span.end)) inside.push(s);
      kept.push(m);
      sentence.push(row);
      start.push(span.start);
      end.push(span.end);
    }
    if (map !== undefined) sortLast(begun, kept, start, end);
  }
  return {
    mentions: {
      sentence: Int32Array.from(sentence),
      start: Int32Array.from(start),
      end: Int32Array.from(end),
      type: Int32Array.from(kept, (m) => mentions.type[m]!),
      score: mentions.score === null ? null : Float64Array.from(kept, (m) => mentions.score![m]!),
    },
    lost,
    inside,
  };
}

/** First mention of each sentence, and one more entry. */
export function firstMentions(sentence: Int32Array, sentences: number): Int32Array {
  const first = new Int32Array(sentences + 1);
  for (let m = 0; m < sentence.length; m++) first[sentence[m]! + 1]!++;
  for (let s = 0; s < sentences; s++) first[s + 1]! += first[s]!;
  return first;
}

/** The same tokens: offsets hold as they are, but where the prediction has tags alone and the reference knows the words. */
function spanOf(
  mentions: MentionColumns,
  m: number,
  reference: ReadSide,
  predicted: ReadSide,
  s: number,
  p: number,
): { readonly start: number; readonly end: number } | null {
  const start = mentions.start[m]!;
  const end = mentions.end[m]!;
  const x = reference.tokens;
  const y = predicted.tokens;
  if (reference.hasText === predicted.hasText || x === null || y === null) return { start, end };
  // A side of tags has a dot for each word: the place of a dot is the number of its word.
  const from = x.firstOfSentence[s]! - y.firstOfSentence[p]!;
  const first = tokenAt(y.start, y.firstOfSentence[p]!, y.firstOfSentence[p + 1]!, start);
  const last = tokenAt(y.end, y.firstOfSentence[p]!, y.firstOfSentence[p + 1]!, end);
  return first < 0 || last < 0 ? null : { start: x.start[first + from]!, end: x.end[last + from]! };
}

/** The token of `offsets` from `from` to `to` that is at `wanted`, −1 when none is. */
function tokenAt(offsets: Int32Array, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low < to && offsets[low] === wanted ? low : -1;
}

function onBorders(tokens: TokenColumns | null, s: number, start: number, end: number): boolean {
  if (tokens === null) return true;
  const from = tokens.firstOfSentence[s]!;
  const to = tokens.firstOfSentence[s + 1]!;
  return tokenAt(tokens.start, from, to, start) >= 0 && tokenAt(tokens.end, from, to, end) >= 0;
}

/** Edited texts may turn the order of two mentions. */
function sortLast(begun: number, kept: number[], start: number[], end: number[]): void {
  const n = kept.length - begun;
  const order = Array.from({ length: n }, (_, i) => begun + i).sort(
    (a, b) => start[a]! - start[b]! || end[a]! - end[b]!,
  );
  if (order.every((at, i) => at === begun + i)) return;
  for (const column of [kept, start, end]) {
    const sorted = order.map((at) => column[at]!);
    for (let i = 0; i < n; i++) column[begun + i] = sorted[i]!;
  }
}

/**
 * Predicted tags over the tokens of the reference: those of the same tokens as they are, −1 where the prediction has no token that
 * begins and ends at the same places. Null when more than a tenth of the tokens lie in such sentences: then tags would mislead.
 */
export function placeTags(
  reference: ReadSide,
  predicted: ReadSide,
  partner: Int32Array,
  { relation, maps }: SentencePairs,
): TagColumn | null {
  const x = reference.tokens;
  const y = predicted.tokens;
  if (x === null || y === null || predicted.tags === null || reference.tags === null) return null;
  const { tags, names } = predicted.tags;
  const placed = new Int32Array(x.start.length).fill(-1);
  let other = 0;
  for (let s = 0; s < partner.length; s++) {
    const p = partner[s]!;
    if (p < 0) continue;
    const from = x.firstOfSentence[s]!;
    const own = y.firstOfSentence[p]!;
    const n = y.firstOfSentence[p + 1]! - own;
    if (relation[s] === 'same' || relation[s] === 'cut') {
      for (let i = 0; i < n; i++) placed[from + i] = tags[own + i]!;
      continue;
    }
    const map = maps.get(s);
    if (map === undefined) continue;
    const to = x.firstOfSentence[s + 1]!;
    for (let i = own; i < own + n; i++) {
      if (y.end[i]! <= y.start[i]!) continue;
      const start = map.at[y.start[i]!]!;
      const end = map.at[y.end[i]! - 1]! + 1;
      const token = tokenAt(x.start, from, to, start);
      if (token >= 0 && x.end[token] === end) placed[token] = tags[i]!;
      else other++;
    }
  }
  return other > 0.1 * placed.length ? null : { tags: placed, names };
}
