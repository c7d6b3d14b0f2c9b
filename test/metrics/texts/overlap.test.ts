import { describe, expect, it } from 'vitest';
import { normaliseText, wordsOf } from '../../../src/metrics/texts/normalise.ts';
import { overlapOf } from '../../../src/metrics/texts/overlap.ts';
import { overlapGain } from '../../../src/metrics/texts/overlap-gain.ts';
import { createRandom, type Random } from '../../../src/stats/index.ts';

const count = (train: readonly string[], evaluation: readonly string[]) => {
  const { kind } = overlapOf(train, evaluation);
  return { exact: kind.filter((one) => one === 1).length, near: kind.filter((one) => one === 2).length };
};

/** Texts that share words as texts do: few words are frequent, most are rare. */
const sentences = (r: Random, n: number, least: number, most: number): string[] =>
  Array.from({ length: n }, () =>
    Array.from(
      { length: least + r.integer(most - least) },
      () => `w${Math.floor(3000 * r.next() ** 3).toString(36)}`,
    ).join(' '),
  );

const shuffled = <T>(r: Random, list: readonly T[]): T[] =>
  list
    .map((one) => [r.next(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);

describe('normalising a text', () => {
  it.each([
    ['Great   film!!', 'great film'],
    ['ＧＲＥＡＴ ﬁlm', 'great film'],
    ['see https://t.co/x1 and www.a.org/b @bob', 'see and'],
    ['mail me@there.org now', 'mail now'],
    ['order 1234567 of 12', 'order of 12'],
    ['row 123e4567-e89b-12d3-a456-426614174000 end', 'row end'],
    ["don't pay 1,800", 'dont pay 1800'],
    ['naïve café', 'naïve café'],
    ['…!?', ''],
    ['x_123456', 'x'],
  ])('%s', (text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });

  it('twice is the same as once, for any text', () => {
    const r = createRandom(11);
    const letters = [...'aZé09 .,@_-/:\'’"İßﬁ中文ไทย🙂%#ǅ½٣\u0301'];
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: r.integer(40) }, () => letters[r.integer(letters.length)]!).join('');
      const once = normaliseText(text);
      expect(normaliseText(once), JSON.stringify(text)).toBe(once);
    }
  });

  it('counts letters of scripts without blanks as words', () => {
    expect(wordsOf(normaliseText('我爱 NLP'))).toEqual(['我', '爱', 'nlp']);
  });
});

describe('overlap of two lists of texts', () => {
  const r = createRandom(5);
  const train = sentences(r, 600, 8, 30);
  const fresh = sentences(r, 400, 8, 30);

  it('counts verbatim copies exactly, also in other letters', () => {
    const copies = train.slice(0, 60).map((text, i) => (i % 2 ? `${text.toUpperCase()}!` : text));
    expect(count(train, [...fresh, ...copies])).toEqual({ exact: 60, near: 0 });
    expect(count(train, fresh)).toEqual({ exact: 0, near: 0 });
  });

  it('finds copies with one word changed, dropped or added', () => {
    const edits = train.slice(0, 90).map((text, i) => {
      const words = text.split(' ');
      if (words.length < 10) words.push(...sentences(createRandom(i), 1, 4, 5));
      if (i % 3 === 0) words[4] = 'something';
      else if (i % 3 === 1) words.splice(4, 1);
      else words.splice(4, 0, 'indeed');
      return words.join(' ');
    });
    const long = train.slice(0, 90).filter((text) => text.split(' ').length >= 10);
    expect(count(train, edits).near).toBeGreaterThanOrEqual(long.length);
  });

  it('finds long texts with few words changed, not long texts of the same words', () => {
    const long = sentences(r, 40, 120, 200);
    const edited = long.map((text) => text.replace(/^(\S+ ){40}/, (start) => `${start}something `));
    expect(count(long, edited)).toEqual({ exact: 0, near: 40 });
    expect(
      count(
        long,
        long.map((text) => shuffled(r, text.split(' ')).join(' ')),
      ),
    ).toEqual({ exact: 0, near: 0 });
  });

  it('sees no copy where short texts differ in one word, or in the order', () => {
    expect(count(['the film was really great'], ['the film was really awful'])).toEqual({
      exact: 0,
      near: 0,
    });
    const words = 'one two three four five six seven eight nine ten'.split(' ');
    expect(count([words.join(' ')], [[...words].reverse().join(' ')])).toEqual({ exact: 0, near: 0 });
  });

  it('is symmetric: who is near to whom does not depend on the side', () => {
    const base = sentences(r, 40, 6, 60);
    const other = base.map((text) => {
      const words = text.split(' ');
      words[r.integer(words.length)] = 'other';
      return words.join(' ');
    });
    for (let i = 0; i < base.length; i++)
      expect(count([base[i]!], [other[i]!]), base[i]).toEqual(count([other[i]!], [base[i]!]));
  });

  it('does not depend on the order of the rows', () => {
    const asked = [...fresh, ...train.slice(0, 30), ...train.slice(30, 60).map((text) => `${text} indeed`)];
    expect(count(shuffled(r, train), shuffled(r, asked))).toEqual(count(train, asked));
  });

  it('compares nothing that has no words', () => {
    const found = overlapOf(['!!!', '', 'a'], ['???', null as unknown as string, 'b']);
    expect([...found.kind]).toEqual([0, 0, 0]);
    expect([...found.words]).toEqual([0, 0, 1]);
  });
});

describe('the gain of overlapping rows', () => {
  it('is shown where copies are right more often within labels and lengths, and not where they are only easy', () => {
    const r = createRandom(3);
    const rows = (chance: (overlaps: boolean, short: boolean) => number) =>
      Array.from({ length: 2000 }, () => {
        const words = 3 + r.integer(40);
        const overlaps = r.next() < (words < 12 ? 0.6 : 0.05);
        return { overlaps, right: r.next() < chance(overlaps, words < 12), label: 'a', words };
      });
    const remembered = overlapGain(rows((overlaps) => (overlaps ? 0.99 : 0.75)));
    expect(remembered.p).toBeLessThan(1e-6);
    expect(remembered.stratifiedP).toBeLessThan(1e-6);
    const easy = overlapGain(rows((_, short) => (short ? 0.95 : 0.7)));
    expect(easy.p).toBeLessThan(1e-6);
    expect(easy.stratifiedP).toBeGreaterThan(0.01);
  });
});

describe('what many texts share', () => {
  const notice = 'this message was sent by the automatic service and may be read by those who work there';
  const end = 'write to the editor if you wish to receive no further messages of this kind';

  it('does not make two texts nearly equal, long or short', () => {
    const r = createRandom(4);
    const own = sentences(r, 400, 8, 14);
    for (const form of [
      (text: string) => `${notice} ${text}`,
      (text: string) => `${notice} ${text} ${end}`,
    ]) {
      const texts = own.map(form);
      expect(count(texts.slice(0, 300), texts.slice(300)).near).toBe(0);
    }
  });

  it('leaves no copy where texts have fewer than four words of their own', () => {
    const r = createRandom(6);
    const own = sentences(r, 300, 3, 3).map((text) => `${notice} ${text}`);
    const edited = own.slice(0, 20).map((text) => text.replace(/\S+$/, 'changed'));
    expect(count(own, edited).near).toBe(0);
  });

  it('asks what is their own to be alike, not only the whole', () => {
    const own = Array.from(
      { length: 300 },
      (_, row) => `${notice} ${Array.from({ length: 8 }, (_, at) => `w${row}x${at}`).join(' ')}`,
    );
    const some = own.slice(0, 40);
    const edited = (changed: number) =>
      some.map((text) =>
        text.replace(
          new RegExp(`( \\S+){${changed}}$`),
          ' another ending'
            .split(' ')
            .slice(0, changed + 1)
            .join(' '),
        ),
      );
    // Of 25 words 23 stay, but of the nine that are a text's own (one of them stands at the border) seven: 7 of 11.
    expect(count(own, edited(1)).near).toBe(40);
    expect(count(own, edited(2)).near).toBe(0);
  });

  it('is not taken out of fewer than a hundred texts', () => {
    const r = createRandom(8);
    const few = sentences(r, 40, 3, 3).map((text) => `${notice} ${text}`);
    expect(count(few.slice(0, 30), few.slice(30)).near).toBeGreaterThan(0);
  });

  it('does not hide a copy with one word changed', () => {
    const r = createRandom(5);
    const own = sentences(r, 300, 12, 16).map((text) => `${notice} ${text}`);
    const edited = own.slice(0, 40).map((text) => text.replace(/\S+$/, 'changed'));
    const others = sentences(r, 60, 12, 16).map((text) => `${notice} ${text}`);
    expect(count(own, [...edited, ...others]).near).toBe(40);
  });
});
