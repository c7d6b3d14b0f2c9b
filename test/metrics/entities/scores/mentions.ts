import fc from 'fast-check';
import type { MentionInput } from '../../../../src/metrics/entities/scores/index.ts';
import type { MentionColumns } from '../../../../src/model/entities.ts';

/** Sentence, start, end, type. */
export type Mention = readonly [number, number, number, number];

/** Columns of mentions given in any order; equal spans keep the order in which they were given. */
function mentionColumns(mentions: readonly Mention[]): MentionColumns {
  const ordered = [...mentions].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const column = (k: number): Int32Array => Int32Array.from(ordered, (mention) => mention[k]!);
  return { sentence: column(0), start: column(1), end: column(2), type: column(3), score: null };
}

/** Mentions written one after the other, four numbers each. */
export const unflattened = (numbers: readonly number[]): Mention[] =>
  Array.from({ length: numbers.length / 4 }, (_, i) => numbers.slice(4 * i, 4 * i + 4) as unknown as Mention);

export const input = (
  reference: readonly Mention[],
  predicted: readonly Mention[],
  types: number,
  sentences: number,
  firstOfDocument: readonly number[] | null = null,
): MentionInput => ({
  reference: mentionColumns(reference),
  predicted: mentionColumns(predicted),
  types,
  sentences,
  firstOfDocument: firstOfDocument === null ? null : Int32Array.from(firstOfDocument),
});

export const sentencesOfSets = 4;
export const typesOfSets = 3;

const mention = fc
  .tuple(fc.nat(sentencesOfSets - 1), fc.nat(14), fc.integer({ min: 1, max: 6 }), fc.nat(typesOfSets - 1))
  .map(([sentence, start, length, type]): Mention => [sentence, start, start + length, type]);

/** Mentions of both sides: nested, crossing, repeated ones and equal spans of two types among them. */
export const mentionSets = fc.tuple(
  fc.array(mention, { maxLength: 18 }),
  fc.array(mention, { maxLength: 18 }),
);
