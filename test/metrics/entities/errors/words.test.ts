import { describe, expect, it } from 'vitest';
import { outsideShare } from '../../../../src/metrics/entities/errors/index.ts';
import { casingOf, casings, digitKinds, digitsOf } from '../../../../src/metrics/entities/errors/shapes.ts';
import { wordsOf } from '../../../../src/metrics/entities/errors/words.ts';
import { setOf } from './marked.ts';

const split = (text: string): string[] => {
  const { start, end } = wordsOf({ sentences: 1, tokens: null, text: () => text });
  return Array.from(start, (from, i) => text.slice(from, end[i]!));
};

describe('words of a text that the file did not cut', () => {
  it.each([
    ['Mr. Lee paid $5.', ['Mr', '.', 'Lee', 'paid', '$', '5', '.']],
    ['東京 Oslo', ['東', '京', 'Oslo']],
    ['naïve e\u0301te\u0301', ['naïve', 'e\u0301te\u0301']],
    ['🙂ok', ['🙂', 'ok']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });
});

describe('how a mention is written', () => {
  it.each([
    ['Bank of England', 'capitalised words'],
    ['Oslo', 'capitalised words'],
    ['USA', 'all capitals'],
    ['X', 'capitalised words'],
    ['iPhone', 'mixed capitals'],
    ['mr. Lee', 'mixed capitals'],
    ['aspirin', 'no capital letter'],
    ['1999', 'no letter with case'],
    ['東京', 'no letter with case'],
  ])('%s: %s', (text, name) => {
    expect(casings[casingOf(text)]!.name).toBe(name);
  });

  it.each([
    ['Oslo', 'no digit'],
    ['B-52', 'digits and letters'],
    ['1,999', 'digits and no letter'],
  ])('%s: %s', (text, name) => {
    expect(digitKinds[digitsOf(text)]!.name).toBe(name);
  });
});

describe('words outside all mentions', () => {
  it('are what a model that finds nothing gets right', () => {
    const input = setOf([
      ['[PER Ada Lee] met us in [LOC Oslo] .', '[PER Ada] Lee met us [LOC in] Oslo .'],
      ['nothing to see here', 'nothing to see here'],
    ]);
    expect(outsideShare(input)).toEqual({
      words: 'file',
      count: 11,
      outside: 8,
      predictedOutside: 9,
      share: 8 / 11,
      right: 8,
      accuracy: 8 / 11,
      inside: 3,
      insideRight: 1,
    });
  });

  it('are unknown without words', () => {
    expect(outsideShare(setOf([['', '']]))).toMatchObject({ count: 0, share: null, accuracy: null });
  });
});
