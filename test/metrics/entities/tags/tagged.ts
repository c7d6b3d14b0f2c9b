import type { TaggedSides } from '../../../../src/metrics/entities/tags/index.ts';
import type { TagColumn } from '../../../../src/model/entities.ts';

/** Tags of a sentence each, as a column; null is a missing tag. */
export function column(sentences: readonly (readonly (string | null)[])[]): TagColumn {
  const names: string[] = [];
  const tags: number[] = [];
  for (const sentence of sentences)
    for (const tag of sentence) {
      if (tag === null) {
        tags.push(-1);
        continue;
      }
      if (!names.includes(tag)) names.push(tag);
      tags.push(names.indexOf(tag));
    }
  return { tags: Int32Array.from(tags), names };
}

export function firsts(sentences: readonly (readonly unknown[])[]): Int32Array {
  const first = [0];
  for (const sentence of sentences) first.push(first[first.length - 1]! + sentence.length);
  return Int32Array.from(first);
}

export const sidesOf = (
  reference: readonly (readonly (string | null)[])[],
  predicted: readonly (readonly (string | null)[])[],
): TaggedSides => ({
  reference: column(reference),
  predicted: column(predicted),
  firstOfSentence: firsts(reference),
});

/** `B-PER I-PER | O`: sentences separated by a bar. */
export const written = (text: string): readonly (readonly string[])[] =>
  text.split('|').map((sentence) => sentence.trim().split(/\s+/));
