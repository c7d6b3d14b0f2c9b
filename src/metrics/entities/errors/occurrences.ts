import type { MentionColumns, TokenColumns } from '../../../model/entities.ts';
import type { EntityErrorInput } from './input.ts';
import { foldedText, type WordRanges, wordRanges } from './words.ts';

/** Label of an occurrence: a type, or one of these. */
const UNTAGGED = -1;
/** Inside a mention, or across the border of one: no answer to what the text alone is. */
export const COVERED = -2;

/** Places of the texts that are a reference mention somewhere; upper and lower case told apart. */
export interface Occurrences {
  /** Text of each string. */
  readonly strings: readonly string[];
  /** First occurrence of each string, and one more entry: the number of occurrences. */
  readonly first: Int32Array;
  readonly sentence: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Type, `UNTAGGED` or `COVERED`, in the reference and in the prediction. */
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  /** Reference mention that is tagged there, −1 for none. */
  readonly mention: Int32Array;
  /** Number of each word of the set, case folded. */
  readonly folded: Int32Array;
  readonly foldedWords: readonly string[];
}

/** Longer mentions are not looked for elsewhere. */
const MOST_WORDS = 12;

/** Mentions that begin and end with words, by their words; and what covers each word. */
function tagging(mentions: MentionColumns, { from, to }: WordRanges, words: TokenColumns) {
  const exact = new Map<number, number>();
  const covered = new Uint8Array(words.start.length);
  for (let i = 0; i < from.length; i++) {
    for (let at = from[i]!; at < to[i]!; at++) covered[at] = 1;
    if (to[i]! - from[i]! > MOST_WORDS || to[i] === from[i]) continue;
    if (words.start[from[i]!] !== mentions.start[i] || words.end[to[i]! - 1] !== mentions.end[i]) continue;
    const key = from[i]! * (MOST_WORDS + 1) + to[i]! - from[i]!;
    if (!exact.has(key)) exact.set(key, i);
  }
  const labelOf = (a: number, b: number): readonly [label: number, mention: number] => {
    const mention = exact.get(a * (MOST_WORDS + 1) + b - a);
    if (mention !== undefined) return [mentions.type[mention]!, mention];
    for (let at = a; at < b; at++) if (covered[at] === 1) return [COVERED, -1];
    return [UNTAGGED, -1];
  };
  return { exact, labelOf };
}

/** Finds every place of every text that the reference marks once, by whole words, in sentences that are no copies. */
export function occurrencesOf(input: EntityErrorInput, words: TokenColumns, copied: Uint8Array): Occurrences {
  const { sentences } = input;
  const written = new Map<string, number>();
  const word = new Int32Array(words.start.length);
  const foldedOf: number[] = [];
  const foldedNumbers = new Map<string, number>();
  for (let s = 0; s < sentences; s++) {
    const text = input.text(s);
    for (let at = words.firstOfSentence[s]!; at < words.firstOfSentence[s + 1]!; at++) {
      const one = text.slice(words.start[at]!, words.end[at]!);
      let number = written.get(one);
      if (number === undefined) {
        number = written.size;
        written.set(one, number);
        const folded = foldedText(one);
        const known = foldedNumbers.get(folded) ?? foldedNumbers.size;
        foldedNumbers.set(folded, known);
        foldedOf.push(known);
      }
      word[at] = number;
    }
  }
  const vocabulary = written.size;
  const gold = tagging(input.reference, wordRanges(input.reference, words), words);
  const found = tagging(input.predicted, wordRanges(input.predicted, words), words);
  // A tree of the words of all mentions: node · vocabulary + word leads to the next node.
  const next = new Map<number, number>();
  const stringAt: number[] = [-1];
  const strings: string[] = [];
  const opens = new Uint8Array(vocabulary);
  for (const [key, mention] of gold.exact) {
    const from = Math.floor(key / (MOST_WORDS + 1));
    const to = from + (key % (MOST_WORDS + 1));
    opens[word[from]!] = 1;
    let node = 0;
    for (let at = from; at < to; at++) {
      const step = node * vocabulary + word[at]!;
      let into = next.get(step);
      if (into === undefined) {
        into = stringAt.length;
        stringAt.push(-1);
        next.set(step, into);
      }
      node = into;
    }
    if (stringAt[node] !== -1) continue;
    stringAt[node] = strings.length;
    const { sentence, start, end } = input.reference;
    strings.push(input.text(sentence[mention]!).slice(start[mention]!, end[mention]!));
  }
  const places: {
    readonly string: number[];
    readonly sentence: number[];
    readonly from: number[];
    readonly to: number[];
  } = {
    string: [],
    sentence: [],
    from: [],
    to: [],
  };
  for (let s = 0; s < sentences; s++) {
    if (copied[s] === 1) continue;
    const last = words.firstOfSentence[s + 1]!;
    for (let from = words.firstOfSentence[s]!; from < last; from++) {
      if (opens[word[from]!] === 0) continue;
      let node: number | undefined = 0;
      for (let at = from; at < last && at < from + MOST_WORDS; at++) {
        node = next.get(node * vocabulary + word[at]!);
        if (node === undefined) break;
        if (stringAt[node] === -1) continue;
        places.string.push(stringAt[node]!);
        places.sentence.push(s);
        places.from.push(from);
        places.to.push(at + 1);
      }
    }
  }
  const count = places.string.length;
  const first = new Int32Array(strings.length + 1);
  for (const string of places.string) first[string + 1]!++;
  for (let i = 0; i < strings.length; i++) first[i + 1]! += first[i]!;
  const put = first.slice();
  const columns = Array.from({ length: 6 }, () => new Int32Array(count));
  const [sentence, from, to, reference, predicted, mention] = columns as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let i = 0; i < count; i++) {
    const at = put[places.string[i]!]!++;
    const [a, b] = [places.from[i]!, places.to[i]!];
    const [label, tagged] = gold.labelOf(a, b);
    sentence[at] = places.sentence[i]!;
    from[at] = a;
    to[at] = b;
    reference[at] = label;
    mention[at] = tagged;
    predicted[at] = found.labelOf(a, b)[0];
  }
  return {
    strings,
    first,
    sentence,
    from,
    to,
    reference,
    predicted,
    mention,
    folded: word.map((one) => foldedOf[one]!),
    foldedWords: [...foldedNumbers.keys()],
  };
}
