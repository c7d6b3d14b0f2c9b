import type { MentionColumns } from '../../../model/entities.ts';
import type { EntityErrorInput } from './input.ts';
import { wordRanges, wordsOf } from './words.ts';

/** How far words outside all mentions carry the score of words. */
export interface OutsideShare {
  /** `file`: the words of the file; `split`: texts split here, as the file cut no words. */
  readonly words: 'file' | 'split';
  readonly count: number;
  /** Words in no reference mention, and in no predicted one. */
  readonly outside: number;
  readonly predictedOutside: number;
  /** Share of words in no reference mention: the accuracy of a model that finds nothing. Null without words. */
  readonly share: number | null;
  /** Words with the type of the reference (or none on both sides); prefixes are not looked at. */
  readonly right: number;
  readonly accuracy: number | null;
  /** The same, of words in a reference mention. */
  readonly inside: number;
  readonly insideRight: number;
}

/** Type that each word is in, −1 for none; in nested mentions the outermost. */
function typeOfWords(mentions: MentionColumns, from: Int32Array, to: Int32Array, count: number): Int32Array {
  const types = new Int32Array(count).fill(-1);
  const length = new Int32Array(count);
  for (let i = 0; i < from.length; i++) {
    const size = mentions.end[i]! - mentions.start[i]!;
    for (let at = from[i]!; at < to[i]!; at++)
      if (types[at] === -1 || size > length[at]!) {
        types[at] = mentions.type[i]!;
        length[at] = size;
      }
  }
  return types;
}

/** Word accuracy, and what of it is words outside mentions. Entities are judged by mentions; this says why. */
export function outsideShare(input: EntityErrorInput): OutsideShare {
  const words = wordsOf(input);
  const count = words.start.length;
  const [gold, found] = [input.reference, input.predicted].map((side) => {
    const { from, to } = wordRanges(side, words);
    return typeOfWords(side, from, to, count);
  }) as [Int32Array, Int32Array];
  let [outside, predictedOutside, right, insideRight] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const same = gold[i] === found[i] ? 1 : 0;
    right += same;
    if (gold[i] === -1) outside++;
    else insideRight += same;
    if (found[i] === -1) predictedOutside++;
  }
  return {
    words: input.tokens === null ? 'split' : 'file',
    count,
    outside,
    predictedOutside,
    share: count === 0 ? null : outside / count,
    right,
    accuracy: count === 0 ? null : right / count,
    inside: count - outside,
    insideRight,
  };
}
