/** From so many texts on, what a share of them says alike is a form, not a copy. */
const ENOUGH_TEXTS = 100;
const COMMON = 0.05;

/**
 * Takes out what many texts have in common word for word (a signature, a notice, a form): two texts that share only that
 * are not nearly equal. A word goes when both pairs it stands in, with the word before and the word after, occur in at
 * least 5 % of `known`. Returns what applies this to a text's words, or the words as they are when `known` is small.
 */
export function withoutBoilerplate(
  known: readonly (readonly string[])[],
): (words: readonly string[]) => readonly string[] {
  if (known.length < ENOUGH_TEXTS) return (words) => words;
  const numbers = new Map<string, number>();
  const texts = new Map<number, { count: number; last: number }>();
  const numberOf = (word: string): number => {
    const found = numbers.get(word);
    if (found !== undefined) return found;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  };
  // 2²⁶ words on either side stay exact in a double.
  const pairOf = (a: number, b: number): number => a * 67_108_864 + b;
  for (const [row, words] of known.entries()) {
    let before = -1;
    for (const word of words) {
      const number = numberOf(word);
      if (before >= 0) {
        const pair = pairOf(before, number);
        const seen = texts.get(pair);
        if (seen === undefined) texts.set(pair, { count: 1, last: row });
        else if (seen.last !== row) {
          seen.count++;
          seen.last = row;
        }
      }
      before = number;
    }
  }
  const least = COMMON * known.length;
  const common = new Set<number>();
  for (const [pair, { count }] of texts) if (count >= least) common.add(pair);
  if (common.size === 0) return (words) => words;
  const isCommon = (a: string | undefined, b: string | undefined): boolean => {
    const [first, second] = [
      a === undefined ? undefined : numbers.get(a),
      b === undefined ? undefined : numbers.get(b),
    ];
    return first !== undefined && second !== undefined && common.has(pairOf(first, second));
  };
  return (words) =>
    words.filter((word, at) => {
      const [before, after] = [words[at - 1], words[at + 1]];
      const left = before === undefined || isCommon(before, word);
      const right = after === undefined || isCommon(word, after);
      // A text of one word has no pair.
      return !(left && right && words.length > 1);
    });
}
