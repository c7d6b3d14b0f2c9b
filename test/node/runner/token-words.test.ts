import { expect, it } from 'vitest';
import { tokenWords } from '../../../src/node/runner/token-words.ts';

/** Tokens as places and pieces; gives the words as text, and the word of each token. */
function words(text: string, tokens: readonly (readonly [number, number, number])[]) {
  const column = (i: 0 | 1 | 2) => tokens.map((token) => token[i]);
  const { word, start, end } = tokenWords(text, column(0), column(1), column(2));
  return { words: Array.from(start, (from, i) => text.slice(from, end[i])), word: [...word] };
}

it('puts pieces of one word together and leaves special tokens out', () => {
  expect(
    words('playing on', [
      [-1, -1, -1],
      [0, 4, 0],
      [4, 7, 0],
      [8, 10, 1],
      [-1, -1, -1],
    ]),
  ).toEqual({ words: ['playing', 'on'], word: [-1, 0, 0, 1, -1] });
});

it('lets punctuation stand alone, though a tokenizer of spaces has it in the same piece', () => {
  expect(
    words('filing, late', [
      [0, 6, 0],
      [6, 7, 0],
      [7, 12, 1],
    ]),
  ).toEqual({ words: ['filing', ',', 'late'], word: [0, 1, 2] });
});

it('keeps the bytes of one character together', () => {
  expect(
    words('a😀b', [
      [0, 1, 0],
      [1, 3, 1],
      [1, 3, 1],
      [1, 3, 1],
      [3, 4, 2],
    ]),
  ).toEqual({ words: ['a', '😀', 'b'], word: [0, 1, 1, 1, 2] });
});

it('does not make one word of a script without blanks', () => {
  expect(
    words('我喜歡', [
      [0, 1, 0],
      [1, 3, 0],
    ]).words,
  ).toEqual(['我', '喜歡']);
});
