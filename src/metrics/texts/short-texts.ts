import type { LongText } from './long-texts.ts';
import { jaccard, type NearMatch, nearRule } from './near-rule.ts';

/** A text as numbers of its words, rare ones first in number; a second `the` has a number of its own. */
export interface ShortText {
  readonly row: number;
  readonly words: Int32Array;
  readonly sorted: Int32Array;
}

/** Numbers the words of both sides from rare to frequent, so that the first of a sorted text are its rarest. */
export function shortTexts(
  texts: readonly LongText[],
  wanted: readonly LongText[],
): { readonly texts: readonly ShortText[]; readonly wanted: readonly ShortText[] } {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const number = (token: string): number => {
    let found = numbers.get(token);
    if (found === undefined) {
      found = counts.push(0) - 1;
      numbers.set(token, found);
    }
    counts[found]!++;
    return found;
  };
  const encode = ({ row, words }: LongText): { row: number; words: Int32Array } => {
    const own = new Int32Array(words.length);
    for (let i = 0; i < own.length; i++) {
      const word = words[i]!;
      let before = 0;
      for (let j = words.indexOf(word); j < i; j = words.indexOf(word, j + 1)) before++;
      own[i] = number(before === 0 ? word : `${word} ${before}`);
    }
    return { row, words: own };
  };
  const [first, second] = [texts.map(encode), wanted.map(encode)];
  const rank = new Int32Array(counts.length);
  Int32Array.from(counts, (_, i) => i)
    .sort((a, b) => counts[a]! - counts[b]!)
    .forEach((token, place) => {
      rank[token] = place;
    });
  const ranked = ({ row, words }: { row: number; words: Int32Array }): ShortText => {
    for (let i = 0; i < words.length; i++) words[i] = rank[words[i]!]!;
    return { row, words, sorted: words.slice().sort() };
  };
  return { texts: first.map(ranked), wanted: second.map(ranked) };
}

const { alike: LEAST } = nearRule;
/** Two sets alike to t share one of the first n − ⌈t·n⌉ + 1 of each, whatever the order (Chaudhuri, Ganti, Kaushik 2006). */
const prefix = (n: number): number => n - Math.ceil(LEAST * n - 1e-9) + 1;

/** What looking may still cost, in candidates: texts of few different words all bring each other up. */
export interface Effort {
  left: number;
}

/**
 * Finds the best near match of a short text, but for row `without`; exact, no candidate is missed as long as there is effort left:
 * after that the answers mean nothing.
 */
export function shortIndex(
  texts: readonly ShortText[],
  effort: Effort,
): (wanted: ShortText, without?: number) => NearMatch | null {
  // Two passes, so that the postings of all words lie in one array, as pairs of a text and the place in its prefix.
  let most = 0;
  for (const { sorted } of texts) most = Math.max(most, sorted[prefix(sorted.length) - 1]!);
  const end = new Int32Array(most + 2);
  for (const { sorted } of texts) for (let i = 0; i < prefix(sorted.length); i++) end[sorted[i]! + 1]!++;
  for (let word = 0; word <= most; word++) end[word + 1]! += end[word]!;
  const postings = new Int32Array(2 * end[most + 1]!);
  const next = end.slice();
  for (const [at, { sorted }] of texts.entries())
    for (let i = 0; i < prefix(sorted.length); i++) {
      const place = 2 * next[sorted[i]!]!++;
      postings[place] = at;
      postings[place + 1] = i;
    }
  const asked = new Int32Array(texts.length).fill(-1);
  let question = -1;
  return (wanted, without = -1) => {
    question++;
    let best: NearMatch | null = null;
    const size = wanted.sorted.length;
    for (let i = 0; i < prefix(size); i++) {
      const word = wanted.sorted[i]!;
      if (word > most || effort.left < 0) break;
      effort.left -= end[word + 1]! - end[word]!;
      for (let k = 2 * end[word]!; k < 2 * end[word + 1]!; k += 2) {
        const at = postings[k]!;
        if (asked[at] === question) continue;
        asked[at] = question;
        const other = texts[at]!;
        if (other.row === without) continue;
        const length = other.sorted.length;
        if (size < nearRule.leastWords && length < nearRule.leastWords) continue;
        // Rarer words than this one are not shared: what is left on both sides must be enough (Xiao and others 2008).
        const possible = Math.min(size - i, length - postings[k + 1]!);
        if (possible < (LEAST / (1 + LEAST)) * (size + length) - 1e-9) continue;
        const alike = jaccard(wanted.sorted, other.sorted, Math.max(LEAST, best?.alike ?? 0));
        if (alike === 0 || (best !== null && alike <= best.alike)) continue;
        if (sameOrder(wanted.words, other.words) >= nearRule.inOrder) best = { row: other.row, alike };
      }
    }
    return best;
  };
}

/** Longest common subsequence as a share of the longer text. */
function sameOrder(a: Int32Array, b: Int32Array): number {
  let before = new Int32Array(b.length + 1);
  let now = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++)
      now[j] = a[i - 1] === b[j - 1] ? before[j - 1]! + 1 : Math.max(before[j]!, now[j - 1]!);
    [before, now] = [now, before];
  }
  return before[b.length]! / Math.max(a.length, b.length);
}
