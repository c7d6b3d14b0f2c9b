import { jaccard, type NearMatch, nearRule } from './near-rule.ts';

export interface LongText {
  readonly row: number;
  readonly words: readonly string[];
}

/** Words of a long text beyond this are not looked at. */
const MOST_WORDS = 500;
const RUN = 5;
/** A run of words found in more texts than this is boilerplate and brings up no candidates. */
const MOST_POSTINGS = 300;
/** Smallest hashes that bring up candidates: two texts alike to 0.8 share one of eight with probability > 0.9999. */
const SKETCH = 8;

/** Finds the best near match of a long text, but for row `without`, by its runs of five words (Broder 1997). */
export function longIndex(
  texts: readonly LongText[],
): (words: readonly string[], without?: number) => NearMatch | null {
  const postings = new Map<number, number[]>();
  const runs = texts.map(({ words }, at) => {
    const own = runsOf(words);
    for (const hash of own.subarray(0, SKETCH)) {
      const list = postings.get(hash);
      if (list === undefined) postings.set(hash, [at]);
      else if (list.length < MOST_POSTINGS) list.push(at);
    }
    return own;
  });
  return (words, without = -1) => {
    if (texts.length === 0) return null;
    const own = runsOf(words);
    const candidates = new Set<number>();
    for (const hash of own.subarray(0, SKETCH)) for (const at of postings.get(hash) ?? []) candidates.add(at);
    let best: NearMatch | null = null;
    for (const at of candidates) {
      const other = texts[at]!;
      if (other.row === without) continue;
      if (Math.max(words.length, other.words.length) < nearRule.longWords) continue;
      const alike = jaccard(own, runs[at]!, nearRule.alike);
      if (alike > (best?.alike ?? 0)) best = { row: other.row, alike };
    }
    return best;
  };
}

/** Hashes of all runs of five words, each once, sorted. */
function runsOf(words: readonly string[]): Int32Array {
  const hashes = words.slice(0, MOST_WORDS).map(hashOf);
  const runs = new Set<number>();
  for (let i = 0; i + RUN <= hashes.length; i++) {
    let hash = 0;
    for (let j = 0; j < RUN; j++) hash = scramble(Math.imul(hash, 0x01000193) ^ hashes[i + j]!);
    runs.add(hash);
  }
  return Int32Array.from(runs).sort();
}

/** FNV-1a (Fowler, Noll and Vo) over the code units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** Finaliser of MurmurHash3 (Appleby): neighbours end far apart. */
function scramble(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
