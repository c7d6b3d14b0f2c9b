import { addRow, emptyMask, type Mask } from './mask.ts';
import type { PropertyValue, Span } from './property.ts';
import { placesOfWords, type Reading } from './reading.ts';

/** Every match of a pattern (with the `g` flag) in a text. */
export const spansOfPattern =
  (pattern: RegExp) =>
  (text: string): readonly Span[] =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));

export const spansOfWords =
  (is: (word: string, shape: number) => boolean) =>
  (text: string): readonly Span[] =>
    placesOfWords(text)
      .filter(({ word, shape }) => is(word, shape))
      .map(({ start, end }) => ({ start, end }));

/** Rows whose text matches; `hint` is a cheap look that spares most texts the pattern. */
export function rowsMatching(
  { texts }: Reading,
  pattern: RegExp,
  hint: (text: string, row: number) => boolean = () => true,
): Mask {
  const rows = emptyMask(texts.length);
  const once = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  for (const [row, text] of texts.entries())
    if (text !== null && hint(text, row) && once.test(text)) addRow(rows, row);
  return rows;
}

export function patternValue(
  reading: Reading,
  name: string,
  definition: string,
  pattern: RegExp,
  hint?: (text: string, row: number) => boolean,
): PropertyValue {
  return {
    name,
    definition,
    rows: rowsMatching(reading, pattern, hint),
    words: [],
    spans: spansOfPattern(pattern),
  };
}

/** Rows with at least `least` tokens for which `is` says yes. */
export function rowsWithTokens(
  { token, shape, start }: Reading,
  is: (word: number, shape: number) => boolean,
  least = 1,
): Mask {
  const rows = emptyMask(start.length - 1);
  for (let row = 0; row + 1 < start.length; row++) {
    let count = 0;
    for (let at = start[row]!; at < start[row + 1]! && count < least; at++)
      if (is(token[at]!, shape[at]!)) count++;
    if (count >= least) addRow(rows, row);
  }
  return rows;
}

export function wordListValue(
  reading: Reading,
  name: string,
  definition: string,
  list: readonly string[],
): PropertyValue {
  const wanted = new Set(list);
  const is = Uint8Array.from(reading.words, (word) => (wanted.has(word) ? 1 : 0));
  return {
    name,
    definition,
    words: list,
    rows: rowsWithTokens(reading, (word) => is[word] === 1),
    spans: spansOfWords((word) => wanted.has(word)),
  };
}
