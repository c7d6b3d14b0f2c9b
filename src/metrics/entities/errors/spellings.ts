import { copiedSentences } from './copies.ts';
import type { EntityErrorInput } from './input.ts';
import { tidied, wordRanges, wordsOf } from './words.ts';

/** The same mention in the reference with and without a word at its border, the word standing there both times. */
export interface VaryingBorder {
  readonly side: 'left' | 'right';
  readonly word: string;
  /** The mention without the word. */
  readonly rest: string;
  readonly type: number;
  /** Reference mentions that hold the word, and those that leave it out. */
  readonly with: Int32Array;
  readonly without: Int32Array;
}

/**
 * Mentions whose border the reference draws in two ways (`President Lee` here, `Lee` after `President` there): the model cannot be right
 * on both. Most frequent in the rarer way first.
 */
export function varyingBorders(
  input: EntityErrorInput,
  copied: Uint8Array = copiedSentences(input),
): readonly VaryingBorder[] {
  const { reference } = input;
  const words = wordsOf(input);
  const { from, to } = wordRanges(reference, words);
  const ways = new Map<
    string,
    {
      readonly side: 'left' | 'right';
      word: string;
      rest: string;
      type: number;
      with: number[];
      without: number[];
    }
  >();
  for (let r = 0; r < from.length; r++) {
    const s = reference.sentence[r]!;
    const [a, b] = [from[r]!, to[r]!];
    if (copied[s] === 1 || a === b) continue;
    const text = input.text(s);
    const part = (first: number, end: number): string =>
      tidied(text.slice(words.start[first]!, words.end[end - 1]!));
    const note = (side: 'left' | 'right', word: string, rest: string, holds: boolean): void => {
      const key = `${side}\n${reference.type[r]}\n${word}\n${rest}`;
      let way = ways.get(key);
      if (way === undefined) {
        way = { side, word, rest, type: reference.type[r]!, with: [], without: [] };
        ways.set(key, way);
      }
      (holds ? way.with : way.without).push(r);
    };
    if (b - a > 1) {
      note('left', part(a, a + 1), part(a + 1, b), true);
      note('right', part(b - 1, b), part(a, b - 1), true);
    }
    if (a > words.firstOfSentence[s]!) note('left', part(a - 1, a), part(a, b), false);
    if (b < words.firstOfSentence[s + 1]!) note('right', part(b, b + 1), part(a, b), false);
  }
  const rarer = (one: { readonly with: ArrayLike<number>; readonly without: ArrayLike<number> }): number =>
    Math.min(one.with.length, one.without.length);
  return [...ways.values()]
    .filter((one) => rarer(one) > 0)
    .sort((a, b) => rarer(b) - rarer(a) || (`${a.word} ${a.rest}` < `${b.word} ${b.rest}` ? -1 : 1))
    .map((one) => ({ ...one, with: Int32Array.from(one.with), without: Int32Array.from(one.without) }));
}
