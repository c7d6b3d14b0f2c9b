import { forEachToken } from '../words/index.ts';

/** One different word of a text, by its form for counting. */
export interface WeighedWord {
  readonly term: string;
  /** Of all its occurrences together. */
  readonly weight: number;
}

/**
 * The weights of a text by its words as all other counts cut them. What stands in the text is given to the word that covers more
 * of it; punctuation is left out. Where a script puts no blanks between words, a weight is given to the first pair of letters over it.
 */
export function wordsOfText(
  text: string,
  start: ArrayLike<number>,
  end: ArrayLike<number>,
  weight: ArrayLike<number>,
): readonly WeighedWord[] {
  const [terms, starts, ends]: [string[], number[], number[]] = [[], [], []];
  forEachToken(text, (term, from, to) => {
    terms.push(term);
    starts.push(from);
    ends.push(to);
  });
  const sums = new Map<string, number>();
  let near = 0;
  for (let span = 0; span < start.length; span++) {
    while (near < ends.length && ends[near]! <= start[span]!) near++;
    let best = -1;
    let most = 0;
    for (let word = near; word < terms.length && starts[word]! < end[span]!; word++) {
      const shared = Math.min(ends[word]!, end[span]!) - Math.max(starts[word]!, start[span]!);
      if (shared > most) [best, most] = [word, shared];
    }
    if (best >= 0) sums.set(terms[best]!, (sums.get(terms[best]!) ?? 0) + weight[span]!);
  }
  return Array.from(sums, ([term, sum]) => ({ term, weight: sum }));
}
