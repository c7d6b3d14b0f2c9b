import { withoutBoilerplate } from './boilerplate.ts';
import { type LongText, longIndex } from './long-texts.ts';
import { type NearMatch, nearRule } from './near-rule.ts';
import { wordsOf } from './normalise.ts';
import { shortIndex, shortTexts } from './short-texts.ts';

/** The best near match among `texts` of each text of `wanted`, or null. All texts are normalised; what many share is left out. */
export function nearMatches(
  texts: readonly string[],
  wanted: readonly string[],
): readonly (NearMatch | null)[] {
  const split = texts.map(wordsOf);
  const own = withoutBoilerplate(split);
  const words = (all: readonly (readonly string[])[]): LongText[] =>
    all.map((one, row) => ({ row, words: own(one) }));
  const [known, asked] = [words(split), words(wanted.map(wordsOf))];
  const isShort = (text: LongText): boolean =>
    text.words.length >= nearRule.leastWords * nearRule.alike && text.words.length < nearRule.longWords;
  const isLong = (text: LongText): boolean => text.words.length >= nearRule.longWords * nearRule.alike;
  const best: (NearMatch | null)[] = wanted.map(() => null);
  const keep = (row: number, found: NearMatch | null): void => {
    if (found !== null && found.alike > (best[row]?.alike ?? 0)) best[row] = found;
  };
  const short = shortTexts(known.filter(isShort), asked.filter(isShort));
  const findShort = shortIndex(short.texts);
  for (const text of short.wanted) keep(text.row, findShort(text));
  const findLong = longIndex(known.filter(isLong));
  for (const text of asked.filter(isLong)) keep(text.row, findLong(text.words));
  return best;
}
