import type { WrittenToken } from './span-units.ts';
import type { OffsetMap } from './text-offsets.ts';

/** Tokens in a text: UTF-16 offsets. */
export interface PlacedTokens {
  readonly text: string;
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Tokens joined by one space: the text when nothing else is known. */
export function joinedTokens(tokens: readonly WrittenToken[]): PlacedTokens {
  const start: number[] = [];
  const end: number[] = [];
  let text = '';
  tokens.forEach((token, at) => {
    if (at > 0) text += ' ';
    start.push(text.length);
    text += token.text;
    end.push(text.length);
  });
  return { text, start, end };
}

/**
 * Tokens found in their text one after the other, or by the offsets the file gives. Null when they are not there in this order with
 * nothing but white space between (a tokeniser that changed characters).
 */
export function placeTokens(
  text: string,
  tokens: readonly WrittenToken[],
  map: OffsetMap,
): PlacedTokens | null {
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  for (const token of tokens) {
    if (token.text === '') {
      start.push(at);
      end.push(at);
      continue;
    }
    let from = token.start < 0 ? -1 : map(token.start);
    if (from < at || !text.startsWith(token.text, from)) {
      from = text.indexOf(token.text, at);
      if (from < 0 || text.slice(at, from).trim() !== '') return null;
    }
    start.push(from);
    at = from + token.text.length;
    end.push(at);
  }
  return { text, start, end };
}
