import { withoutBoilerplate } from './boilerplate.ts';
import { type LongText, longIndex } from './long-texts.ts';
import { type NearMatch, nearRule } from './near-rule.ts';
import { wordsOf } from './normalise.ts';
import { shortIndex, shortTexts } from './short-texts.ts';

/** What two texts have apart from boilerplate must be alike too: with one word of eight changed 7 of 9 are shared. */
const OWN_ALIKE = 0.7;
const LEAST_OWN = 4;

function shareOwn(a: readonly string[], b: readonly string[]): boolean {
  const [first, second] = [new Set(a), new Set(b)];
  if (Math.min(first.size, second.size) < LEAST_OWN) return false;
  let common = 0;
  for (const word of first) if (second.has(word)) common++;
  return common / (first.size + second.size - common) >= OWN_ALIKE;
}

/** Candidates looked at. 26,696 captions and tweets take 0.9 million; texts made of the same twenty words all bring each other up. */
const MOST_CANDIDATES = 30_000_000;

/**
 * The best near match among `texts` of each text of `wanted`, or null. All texts are normalised; texts that share only what many share
 * do not match. `inside`: both lists are the same one, and no text matches itself. Null as a whole: too many candidates.
 */
export function nearMatches(
  texts: readonly string[],
  wanted: readonly string[],
  inside = false,
): readonly (NearMatch | null)[] | null {
  const words = (all: readonly string[]): LongText[] =>
    all.map((text, row) => ({ row, words: wordsOf(text) }));
  const [known, asked] = [words(texts), words(wanted)];
  const isShort = (text: LongText): boolean =>
    text.words.length >= nearRule.leastWords * nearRule.alike && text.words.length < nearRule.longWords;
  const isLong = (text: LongText): boolean => text.words.length >= nearRule.longWords * nearRule.alike;
  const best: (NearMatch | null)[] = wanted.map(() => null);
  const keep = (row: number, found: NearMatch | null): void => {
    if (found !== null && found.alike > (best[row]?.alike ?? 0)) best[row] = found;
  };
  const short = shortTexts(known.filter(isShort), asked.filter(isShort));
  const effort = { left: MOST_CANDIDATES };
  const findShort = shortIndex(short.texts, effort);
  for (const text of short.wanted) {
    keep(text.row, findShort(text, inside ? text.row : -1));
    if (effort.left < 0) return null;
  }
  const findLong = longIndex(known.filter(isLong));
  for (const text of asked.filter(isLong)) keep(text.row, findLong(text.words, inside ? text.row : -1));
  if (best.every((match) => match === null)) return best;
  const own = withoutBoilerplate(known.map((text) => text.words));
  return best.map((match, row) =>
    match !== null && shareOwn(own(known[match.row]!.words), own(asked[row]!.words)) ? match : null,
  );
}
