import { describe, expect, it } from 'vitest';
import { forEachToken, spansOf } from '../../../src/metrics/words/index.ts';

const wordsOf = (text: string): string[] => {
  const words: string[] = [];
  forEachToken(text, (term) => words.push(term));
  return words;
};

describe('the words of a text', () => {
  it.each([
    ['Great   film!!', ['great', 'film']],
    ["Don't pay 1,800.50 now", ["don't", 'pay', '1,800.50', 'now']],
    ['Don’t stop', ["don't", 'stop']],
    ['rose 3.5% (Q3)', ['rose', '3.5', 'q3']],
    ['end. 5 more, 6', ['end', '5', 'more', '6']],
    ['naïve café', ['naïve', 'café']],
    ['cafe\u0301', ['café']],
    ['ﬁlm ＧＲＥＡＴ', ['film', 'great']],
    ['so bad 😡😡', ['so', 'bad', '😡', '😡']],
    ['我喜欢你', ['我喜', '喜欢', '欢你']],
    ['我 very 好', ['我', 'very', '好']],
    ['买iPhone手机', ['买', 'iphone', '手机']],
    ['カーを', ['カー', 'ーを']],
    ['ดีมาก', ['ดีม', 'มา', 'าก']],
    ['한국어 문장', ['한국어', '문장']],
    ['', []],
    ['…!?', []],
  ])('%s', (text, expected) => {
    expect(wordsOf(text)).toEqual(expected);
  });

  it('stand in the text as given, in UTF-16', () => {
    for (const text of ['😡 Ünï ﬁlm, don’t', '我喜欢 the Film', 'a\u0301b c']) {
      forEachToken(text, (term, start, end) => {
        expect(text.slice(start, end).normalize('NFKC').toLowerCase().replace('’', "'")).toBe(term);
      });
    }
  });

  it('join to phrases within a sentence only', () => {
    const text = 'We did not cut. Not cut it, not, cut';
    expect(spansOf(text, 'not cut').map(([start, end]) => text.slice(start, end))).toEqual([
      'not cut',
      'Not cut',
      'not, cut',
    ]);
    expect(spansOf(text, 'cut not')).toEqual([]);
    expect(spansOf(text, 'cut')).toHaveLength(3);
  });
});
