import type { MentionColumns } from '../../../model/entities.ts';

/** In a match array: no mention of the other side has the same sentence, start, end and type. */
export const UNMATCHED = -1;
/** In a match array: the same mention stands earlier on the same side; it is counted once, there. */
export const REPEATED = -2;

/** Which mention is which under exact matching: same sentence, start, end and type. */
export interface MentionMatches {
  /** A reference mention each: its predicted mention, `UNMATCHED` (missed) or `REPEATED` (not counted). */
  readonly predictedOf: Int32Array;
  /** A predicted mention each: its reference mention, `UNMATCHED` (spurious) or `REPEATED` (not counted). */
  readonly referenceOf: Int32Array;
}

/** Counts of one side that its mentions alone tell. */
export interface SideCounts {
  /** Mentions counted: each sentence, start, end and type once. */
  readonly mentions: number;
  /** Mentions that say what an earlier one says; not counted. */
  readonly repeated: number;
  /** Counted mentions that share a character with another of their side: nested, crossing, or one span with two types. */
  readonly overlapping: number;
}

/** RangeError when a column is not ordered by sentence, start and end, or an index or offset is out of range. */
export function checkMentions(
  mentions: MentionColumns,
  side: string,
  types: number,
  sentences: number,
): void {
  const { sentence, start, end, type } = mentions;
  const n = sentence.length;
  if (start.length !== n || end.length !== n || type.length !== n) {
    throw new RangeError(`${side} mentions: columns of different lengths`);
  }
  for (let i = 0; i < n; i++) {
    const [s, a, b, t] = [sentence[i]!, start[i]!, end[i]!, type[i]!];
    if (s < 0 || s >= sentences || t < 0 || t >= types || a < 0 || b < a) {
      throw new RangeError(`${side} mention ${i}: sentence ${s}, ${a} to ${b}, type ${t} is out of range`);
    }
    if (i === 0) continue;
    const before = s - sentence[i - 1]! || a - start[i - 1]! || b - end[i - 1]!;
    if (before < 0) throw new RangeError(`${side} mention ${i} stands before the one in front of it`);
  }
}

/** RangeError when the first sentences of the documents do not run from 0 to the number of sentences. */
export function checkDocuments(firstOfDocument: Int32Array, sentences: number): void {
  const last = firstOfDocument.length - 1;
  let fits = last >= 0 && firstOfDocument[0] === 0 && firstOfDocument[last] === sentences;
  for (let d = 0; d < last; d++) fits &&= firstOfDocument[d]! <= firstOfDocument[d + 1]!;
  if (!fits) throw new RangeError(`documents do not cut up ${sentences} sentences`);
}

/** End of the run of mentions with the span of mention `from`. */
function endOfRun({ sentence, start, end }: MentionColumns, from: number): number {
  let to = from + 1;
  while (
    to < sentence.length &&
    sentence[to] === sentence[from] &&
    start[to] === start[from] &&
    end[to] === end[from]
  ) {
    to++;
  }
  return to;
}

/** Pairs mentions of the same sentence, span and type in one walk over both sides; both must be in order. */
export function matchMentions(
  reference: MentionColumns,
  predicted: MentionColumns,
  types: number,
): MentionMatches {
  const predictedOf = new Int32Array(reference.type.length).fill(UNMATCHED);
  const referenceOf = new Int32Array(predicted.type.length).fill(UNMATCHED);
  // First reference mention of a type within the current span, and the span it was noted for.
  const firstReference = new Int32Array(types);
  const referenceSpan = new Int32Array(types);
  const predictedSpan = new Int32Array(types);
  let span = 0;
  let i = 0;
  let j = 0;
  while (i < predictedOf.length || j < referenceOf.length) {
    span++;
    const order = compareSpans(reference, i, predicted, j);
    if (order <= 0) {
      for (const to = endOfRun(reference, i); i < to; i++) {
        const type = reference.type[i]!;
        if (referenceSpan[type] === span) predictedOf[i] = REPEATED;
        else {
          referenceSpan[type] = span;
          firstReference[type] = i;
        }
      }
    }
    if (order < 0) continue;
    for (const to = endOfRun(predicted, j); j < to; j++) {
      const type = predicted.type[j]!;
      if (predictedSpan[type] === span) {
        referenceOf[j] = REPEATED;
        continue;
      }
      predictedSpan[type] = span;
      if (order === 0 && referenceSpan[type] === span) {
        referenceOf[j] = firstReference[type]!;
        predictedOf[firstReference[type]!] = j;
      }
    }
  }
  return { predictedOf, referenceOf };
}

/** Below 0 when mention i stands first, above when mention j does; a side that has run out comes last. */
function compareSpans(a: MentionColumns, i: number, b: MentionColumns, j: number): number {
  if (i >= a.type.length) return 1;
  if (j >= b.type.length) return -1;
  return a.sentence[i]! - b.sentence[j]! || a.start[i]! - b.start[j]! || a.end[i]! - b.end[j]!;
}

/** Counts repeated and overlapping mentions of a side; zero-width mentions share no character with any. */
export function sideCounts({ sentence, start, end }: MentionColumns, matches: Int32Array): SideCounts {
  const n = sentence.length;
  let repeated = 0;
  let overlapping = 0;
  let furthest = 0;
  let last = -1;
  let lastCounted = false;
  for (let i = 0; i < n; i++) {
    if (matches[i] === REPEATED) {
      repeated++;
      continue;
    }
    if (start[i] === end[i]) continue;
    const sameSentence = last >= 0 && sentence[last] === sentence[i];
    if (!sameSentence) furthest = 0;
    // In order of starts, a mention that meets any later one meets the next.
    if (sameSentence && !lastCounted && start[i]! < end[last]!) overlapping++;
    lastCounted = start[i]! < furthest;
    if (lastCounted) overlapping++;
    furthest = Math.max(furthest, end[i]!);
    last = i;
  }
  return { mentions: n - repeated, repeated, overlapping };
}
