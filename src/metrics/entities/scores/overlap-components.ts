import type { MentionColumns } from '../../../model/entities.ts';
import { REPEATED } from './match.ts';
import { equalPairs, mostPairs, type Spans, typedPairs } from './overlap-matching.ts';

/** The four ways of SemEval-2013 (task 9.1) to call a mention right. */
export const overlapSchemes = ['strict', 'boundary', 'partial', 'type'] as const;
export type OverlapScheme = (typeof overlapSchemes)[number];

/** Pairs found in a set of mentions, a scheme each in the order of `overlapSchemes`. */
export interface PairCounts {
  /** Correct under the scheme. */
  readonly correct: Int32Array;
  /** Further pairs that overlap: incorrect, for `partial` half right. */
  readonly overlapping: Int32Array;
  /** Mentions in groups too large for the further pairs under `type` to be certain. */
  uncertain: number;
}

/** Mentions of one sentence and side; reused from sentence to sentence. */
export interface SentenceSide {
  size: number;
  readonly start: number[];
  readonly end: number[];
  readonly type: number[];
}

export const emptySide = (): SentenceSide => ({ size: 0, start: [], end: [], type: [] });

/** Reads the counted mentions of a sentence from position `from`; returns where the next sentence starts. */
export function readSentence(
  mentions: MentionColumns,
  matches: Int32Array,
  sentence: number,
  from: number,
  into: SentenceSide,
): number {
  into.size = 0;
  let i = from;
  for (; i < matches.length && mentions.sentence[i] === sentence; i++) {
    if (matches[i] === REPEATED) continue;
    const k = into.size++;
    into.start[k] = mentions.start[i]!;
    into.end[k] = mentions.end[i]!;
    into.type[k] = mentions.type[i]!;
  }
  return i;
}

/** Hands the mentions of each type that occurs in the sentence to `take`, in their order. */
export function takeByType(
  reference: SentenceSide,
  predicted: SentenceSide,
  take: (reference: SentenceSide, predicted: SentenceSide, type: number) => void,
): void {
  const [a, b] = [sortedByType(reference), sortedByType(predicted)];
  let i = 0;
  let j = 0;
  while (i < a.size || j < b.size) {
    const type = Math.min(a.type[i] ?? Number.POSITIVE_INFINITY, b.type[j] ?? Number.POSITIVE_INFINITY);
    const [fromA, fromB] = [i, j];
    while (i < a.size && a.type[i] === type) i++;
    while (j < b.size && b.type[j] === type) j++;
    take(part(a, fromA, i), part(b, fromB, j), type);
  }
}

/** Stable, so that mentions of a type stay in order. */
function sortedByType({ size, start, end, type }: SentenceSide): SentenceSide {
  const order = Array.from({ length: size }, (_, k) => k).sort((x, y) => type[x]! - type[y]!);
  return {
    size,
    start: order.map((k) => start[k]!),
    end: order.map((k) => end[k]!),
    type: order.map((k) => type[k]!),
  };
}

const part = ({ start, end, type }: SentenceSide, from: number, to: number): SentenceSide => ({
  size: to - from,
  start: start.slice(from, to),
  end: end.slice(from, to),
  type: type.slice(from, to),
});

/** Adds up pairs over the connected groups of overlapping mentions; sides ordered by start, then end. */
export function countPairs(reference: SentenceSide, predicted: SentenceSide, into: PairCounts): void {
  const a = { start: [] as number[], end: [] as number[], type: [] as number[] };
  const b = { start: [] as number[], end: [] as number[], type: [] as number[] };
  const empties = [
    { start: [] as number[], end: [] as number[], type: [] as number[] },
    { start: [] as number[], end: [] as number[], type: [] as number[] },
  ] as const;
  const clear = (): void => {
    for (const side of [a, b]) {
      side.start.length = 0;
      side.end.length = 0;
      side.type.length = 0;
    }
  };
  let i = 0;
  let j = 0;
  let furthest = -1;
  while (i < reference.size || j < predicted.size) {
    const fromReference =
      j >= predicted.size || (i < reference.size && reference.start[i]! <= predicted.start[j]!);
    const side = fromReference ? reference : predicted;
    const at = fromReference ? i++ : j++;
    const [start, end, type] = [side.start[at]!, side.end[at]!, side.type[at]!];
    if (start === end) {
      // Overlaps nothing, but can be the same mention: looked at apart, as if it were one character wide.
      put(empties[fromReference ? 0 : 1], start, end + 1, type);
      continue;
    }
    if (start >= furthest) {
      countGroup(a, b, into);
      clear();
    }
    put(fromReference ? a : b, start, end, type);
    furthest = Math.max(furthest, end);
  }
  countGroup(a, b, into);
  if (empties[0].start.length > 0) countGroup(empties[0], empties[1], into);
}

const put = (
  side: { readonly start: number[]; readonly end: number[]; readonly type: number[] },
  start: number,
  end: number,
  type: number,
): void => {
  side.start.push(start);
  side.end.push(end);
  side.type.push(type);
};

function countGroup(a: Spans, b: Spans, into: PairCounts): void {
  const { correct, overlapping } = into;
  if (a.start.length === 0 || b.start.length === 0) return;
  if (a.start.length === 1 && b.start.length === 1) {
    // By far the most frequent group. The two overlap, else they would not stand together.
    const sameSpan = a.start[0] === b.start[0] && a.end[0] === b.end[0];
    const sameType = a.type[0] === b.type[0];
    const right = [sameSpan && sameType, sameSpan, sameSpan, sameType];
    for (let s = 0; s < 4; s++) {
      if (right[s]) correct[s] = correct[s]! + 1;
      else overlapping[s] = overlapping[s]! + 1;
    }
    return;
  }
  for (const [s, sameType] of [[0, true] as const, [1, false] as const]) {
    const takenA = new Uint8Array(a.start.length);
    const takenB = new Uint8Array(b.start.length);
    const equal = equalPairs(a, b, takenA, takenB, sameType);
    const further = mostPairs(a, b, takenA, takenB);
    correct[s] = correct[s]! + equal;
    overlapping[s] = overlapping[s]! + further;
    if (s === 1) {
      correct[2] = correct[2]! + equal;
      overlapping[2] = overlapping[2]! + further;
    }
  }
  const typed = typedPairs(a, b);
  correct[3] = correct[3]! + typed.same;
  overlapping[3] = overlapping[3]! + typed.other;
  if (!typed.certain) into.uncertain += a.start.length + b.start.length;
}
