import type { MentionColumns, TokenColumns } from '../../model/entities.ts';
import type { ReadSide } from './read-side.ts';

/** The parts of a side whose sentences are kept: `of` lists them in order, `rowOf` gives each its row or −1. */
export const lengthOf = (tokens: TokenColumns | null, s: number): number =>
  tokens === null ? 0 : tokens.firstOfSentence[s + 1]! - tokens.firstOfSentence[s]!;

/** Tokens of the kept sentences; null stays null. */
export function keepTokens(tokens: TokenColumns | null, of: Int32Array): TokenColumns | null {
  if (tokens === null) return null;
  const first = new Int32Array(of.length + 1);
  of.forEach((s, row) => {
    first[row + 1] = first[row]! + lengthOf(tokens, s);
  });
  const start = new Int32Array(first[of.length]!);
  const end = new Int32Array(start.length);
  of.forEach((s, row) => {
    const from = tokens.firstOfSentence[s]!;
    const to = tokens.firstOfSentence[s + 1]!;
    start.set(tokens.start.subarray(from, to), first[row]);
    end.set(tokens.end.subarray(from, to), first[row]);
  });
  return { firstOfSentence: first, start, end };
}

/** Tags over the tokens of the kept sentences. */
export function keepTags(tags: Int32Array, { tokens }: ReadSide, of: Int32Array): Int32Array {
  const parts = Array.from(of, (s) =>
    tags.subarray(tokens!.firstOfSentence[s]!, tokens!.firstOfSentence[s + 1]!),
  );
  const kept = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    kept.set(part, at);
    at += part.length;
  }
  return kept;
}

/** Mentions of the kept sentences, in their rows. */
export function keepMentions(mentions: MentionColumns, rowOf: Int32Array): MentionColumns {
  const kept = [...mentions.sentence.keys()].filter((m) => rowOf[mentions.sentence[m]!]! >= 0);
  if (kept.length === mentions.sentence.length && rowOf.every((row, s) => row === s)) return mentions;
  const pick = (values: Int32Array): Int32Array => Int32Array.from(kept, (m) => values[m]!);
  return {
    sentence: Int32Array.from(kept, (m) => rowOf[mentions.sentence[m]!]!),
    start: pick(mentions.start),
    end: pick(mentions.end),
    type: pick(mentions.type),
    score: mentions.score === null ? null : Float64Array.from(kept, (m) => mentions.score![m]!),
  };
}

/** First row of each document that keeps any, and the number of rows. */
export function keepDocuments(first: Int32Array | null, rowOf: Int32Array): Int32Array | null {
  if (first === null) return null;
  const kept: number[] = [];
  let rows = 0;
  for (let d = 0; d + 1 < first.length; d++) {
    const before = rows;
    for (let s = first[d]!; s < first[d + 1]!; s++) if (rowOf[s]! >= 0) rows++;
    if (rows > before) kept.push(before);
  }
  return Int32Array.from([...kept, rows]);
}
