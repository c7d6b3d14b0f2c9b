import type { MentionColumns } from '../../model/entities.ts';

/** Gathers mentions in any order. */
export interface MentionBuilder {
  add(sentence: number, start: number, end: number, type: string, score: number): void;
  readonly count: number;
  /** Sorted by sentence, start, end; scores are null when none was a number. */
  build(): { readonly mentions: MentionColumns; readonly types: readonly string[] };
}

export function createMentionBuilder(): MentionBuilder {
  const numbers = new Map<string, number>();
  const sentence: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const type: number[] = [];
  const score: number[] = [];
  let scored = false;
  return {
    get count() {
      return sentence.length;
    },
    add(ofSentence, from, to, name, probability) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(name, number);
      }
      sentence.push(ofSentence);
      start.push(from);
      end.push(to);
      type.push(number);
      score.push(probability);
      if (!Number.isNaN(probability)) scored = true;
    },
    build() {
      // Types in alphabetical order, so that two files with the same types number them alike.
      const types = [...numbers.keys()].sort();
      const place = new Int32Array(types.length);
      types.forEach((name, at) => {
        place[numbers.get(name)!] = at;
      });
      const order = Int32Array.from(sentence, (_, i) => i).sort(
        (a, b) =>
          sentence[a]! - sentence[b]! ||
          start[a]! - start[b]! ||
          end[a]! - end[b]! ||
          place[type[a]!]! - place[type[b]!]!,
      );
      const ordered = (values: readonly number[]): Int32Array => Int32Array.from(order, (i) => values[i]!);
      return {
        types,
        mentions: {
          sentence: ordered(sentence),
          start: ordered(start),
          end: ordered(end),
          type: Int32Array.from(order, (i) => place[type[i]!]!),
          score: scored ? Float64Array.from(order, (i) => score[i]!) : null,
        },
      };
    },
  };
}
