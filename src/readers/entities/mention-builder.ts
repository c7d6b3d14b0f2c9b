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
      const order = orderOf(sentence, start, end);
      const columns = {
        sentence: new Int32Array(order.length),
        start: new Int32Array(order.length),
        end: new Int32Array(order.length),
        type: new Int32Array(order.length),
      };
      const scores = scored ? new Float64Array(order.length) : null;
      for (let m = 0; m < order.length; m++) {
        const i = order[m]!;
        columns.sentence[m] = sentence[i]!;
        columns.start[m] = start[i]!;
        columns.end[m] = end[i]!;
        columns.type[m] = place[type[i]!]!;
        if (scores !== null) scores[m] = score[i]!;
      }
      return { types, mentions: { ...columns, score: scores } };
    },
  };
}

/** Places by sentence, start and end; equal ones stay in the order of the file. Most files are in order already. */
function orderOf(sentence: readonly number[], start: readonly number[], end: readonly number[]): Int32Array {
  const compare = (a: number, b: number): number =>
    sentence[a]! - sentence[b]! || start[a]! - start[b]! || end[a]! - end[b]! || a - b;
  const order = new Int32Array(sentence.length);
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && compare(i - 1, i) > 0) sorted = false;
  }
  return sorted ? order : order.sort(compare);
}
