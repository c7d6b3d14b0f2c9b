import { describe, expect, it } from 'vitest';
import { type Examples, propertiesOf } from '../../../src/metrics/subsets/index.ts';
import { rowsOf } from '../../../src/metrics/subsets/mask.ts';
import { defaultSettings } from '../../../src/metrics/subsets/settings.ts';

const examplesOf = (texts: readonly (string | null)[], more: Partial<Examples> = {}): Examples => ({
  reference: new Int32Array(texts.length),
  predicted: new Int32Array(texts.length),
  labels: ['a', 'b'],
  probabilities: null,
  texts,
  ...more,
});

/** The texts that have a value, by the start of its name; or all values of a property, by name. */
function propertiesAmong(texts: readonly (string | null)[], more: Partial<Examples> = {}) {
  const examples = examplesOf(texts, more);
  const outcome = Float64Array.from(examples.reference, (label, row) =>
    label === examples.predicted[row] ? 0 : 1,
  );
  const answers = propertiesOf(examples, outcome, { ...defaultSettings, leastRows: 1 });
  const value = (id: string, name: string) => {
    const found = answers.find((one) => one.id === id)?.values.find((one) => one.name.startsWith(name));
    if (found === undefined) throw new Error(`no value ${name} of ${id}`);
    return found;
  };
  return {
    answers,
    value,
    rows: (id: string, name: string) => [...rowsOf(value(id, name).rows)],
    shown: (id: string, name: string, text: string) =>
      value(id, name)
        .spans?.(text)
        .map(({ start, end }) => text.slice(start, end)),
  };
}

/** Which texts have it, as the texts themselves. */
const having = (id: string, name: string, texts: readonly (string | null)[]): (string | null)[] =>
  propertiesAmong(texts)
    .rows(id, name)
    .map((row) => texts[row]!);

describe('what a text has', () => {
  it.each([
    [
      'negation',
      'contains an English negation',
      ['I do NOT know', 'don’t', "isn't it", 'cannot go'],
      ['knot', 'note', '', 'nothingness'],
    ],
    [
      'negation',
      'contains a negation of another language',
      ['das ist nicht gut', 'je ne sais pas', 'não'],
      ['a sin in mai', 'passing'],
    ],
    ['numbers', 'contains a number', ['in 2019', '½ cup', '٣ times', 'b2b'], ['two', '']],
    ['numbers', 'contains no number', ['two', ''], ['in 2019']],
    ['amounts', 'names a currency', ['$5', '5 €', '10 USD', 'ten Dollars', '₹20'], ['five', 'cadence', 'S5']],
    ['amounts', 'contains a percentage', ['5%', 'ten percent', '3 ‰'], ['percentile', '']],
    ['addresses', 'contains a link', ['see https://a.b/c', 'WWW.x.org now'], ['a: //b', 'wwww']],
    ['addresses', 'contains an e-mail address', ['mail bob.x@there.org.'], ['@bob', 'a @ b.c', 'x@y']],
    ['addresses', 'mentions a user', ['hi @bob', '@中文'], ['me@there.org', 'a @ b']],
    ['addresses', 'contains a hashtag', ['so #ok', '#中文'], ['#1', 'a&#39;b', 'C# code']],
    [
      'emoji',
      'contains an emoji',
      ['nice 🙂', '👩‍🚀 up', '❤️', '🇫🇮'],
      ['© 2020', 'x™', '1', '😀'.slice(0, 1)],
    ],
    ['emoji', 'contains an emoticon', ['nice :)', ';-( oh', '<3'], ['a: b', 'list (a)', '2:30']],
    ['casing', 'all in capitals', ['STOP NOW', 'ÄRGER'], ['OK', 'Stop NOW', '1234']],
    ['casing', 'in title case', ['The Quick Brown Foxes Jump'], ['The quick brown foxes', 'Hello World']],
    ['casing', 'no capital letter', ['all small', 'naïve'], ['One', '中文', '123', '']],
    ['casing', 'contains a word in capitals', ['a BIG one', 'NASA said'], ['I am OK', 'Big']],
    ['sentence-marks', 'asks a question', ['why?', '为什么？', 'لماذا؟'], ['why', '¡']],
    ['sentence-marks', 'exclaims', ['no!', '好！'], ['no']],
    ['repeated-punctuation', 'repeats question or exclamation marks', ['what?!', 'no!!'], ['a! b!']],
    ['repeated-punctuation', 'contains an ellipsis', ['well...', 'so…'], ['a. b.']],
    ['quotation', 'quotes', ['he said "so"', '«oui»', '„ja“'], ["don't", "'a'"]],
    [
      'named-terms',
      'contains a capitalised term',
      ['we saw Paris today'],
      ['Paris is nice', 'I am here. Now go', 'we saw BIG'],
    ],
    ['script', 'mostly Cyrillic', ['привет мир'], ['hello', '']],
    ['script', 'mostly Kana', ['これはペンです', '東京へ行く'], ['东京']],
    ['script', 'mixed scripts', ['hello привет'], ['東京へ行く', 'hello world this is п']],
    ['script', 'no letters', ['123 !!', '', '🙂'], ['a']],
    ['script', 'Latin letters beyond a to z', ['naïve', 'Straße', 'e\u0301t'], ['plain', 'привет']],
  ] as const)('%s: %s', (id, name, yes, no) => {
    expect(having(id, name, [...yes, ...no])).toEqual(yes);
  });

  it('shows the words that make it true', () => {
    const text = 'We do NOT pay 5 % or $20 to Bob, never.';
    const { shown } = propertiesAmong([text, 'they do not know', 'other words', 'here', 'and there']);
    expect(shown('negation', 'contains an English', text)).toEqual(['NOT', 'never']);
    expect(shown('numbers', 'contains a number', text)).toEqual(['5', '20']);
    expect(shown('amounts', 'names a currency', text)).toEqual(['$']);
    expect(shown('named-terms', 'contains a capitalised', text)).toEqual(['Bob']);
    expect(shown('rare-words', 'contains a rare word', text)).toContain('pay');
    expect(shown('n-grams', 'contains “do not”', text)).toEqual(['do NOT']);
  });

  it('finds the same rows as its spans do', () => {
    const texts = [
      'a NOT b',
      'x@y.org',
      '@me #ok 🙂',
      '5 dollars!!',
      'naïve Straße',
      'We met Ann',
      '…',
      '',
      'no "x" 20 ‰',
    ];
    const { answers } = propertiesAmong(texts);
    for (const { values } of answers)
      for (const { name, rows, spans } of values) {
        if (spans === null || name.includes('two ') || name.includes('three ')) continue;
        const marked = texts.flatMap((text, row) => (spans(text).length > 0 ? [row] : []));
        expect([...rowsOf(rows)], name).toEqual(marked);
      }
  });

  it('takes any text, broken ones too, and knows nothing of a missing one', () => {
    const texts = [
      '\ud800',
      '\udc00a',
      '',
      ' \n',
      '\u0000',
      'a\u0301\u0302',
      '’',
      "'",
      '𝐁𝐨𝐥𝐝 text',
      null,
      'x'.repeat(20_000),
      '@'.repeat(5000),
      'a.'.repeat(5000),
    ];
    const { answers } = propertiesAmong(texts);
    for (const { id, values } of answers)
      for (const { rows } of values)
        if (!id.startsWith('reference') && !id.startsWith('predicted')) expect(rowsOf(rows)).not.toContain(9);
  });
});

describe('quarters', () => {
  const texts = Array.from({ length: 40 }, (_, row) => Array.from({ length: row + 1 }, () => 'w').join(' '));

  it('states its edges, and every text is in one', () => {
    const { answers } = propertiesAmong(texts);
    const { values } = answers.find(({ id }) => id === 'word-count')!;
    expect(values.map(({ name }) => name)).toEqual([
      'at most 10 words',
      '11 to 20 words',
      '21 to 30 words',
      '31 words or more',
    ]);
    expect(values.flatMap(({ rows }) => [...rowsOf(rows)]).sort((a, b) => a - b)).toEqual(
      texts.map((_, row) => row),
    );
  });

  it('are fewer when values are equal, and none when all are', () => {
    const values = (list: string[]) => propertiesAmong(list).answers.find(({ id }) => id === 'word-count')!;
    expect(values(['a b', 'a b', 'a b', 'a b c']).values.map(({ name }) => name)).toEqual([
      'at most 2 words',
      '3 words or more',
    ]);
    expect(values(['a', 'b']).leftOut).toMatch(/same number/);
  });

  it('of tokens say what the limit cut, where the limit is known', () => {
    const given = { tokenCounts: Int32Array.from([5, 12, 40, -1]), tokenLimit: 12 };
    expect(propertiesAmong(['a', 'b', 'c', 'd'], given).rows('token-count', 'cut at 12 tokens')).toEqual([2]);
  });
});

describe('rare words', () => {
  it('are rare in training texts when those are given', () => {
    const { rows, value } = propertiesAmong(['the cat', 'the yak', 'the dog'], {
      trainingTexts: ['the cat and the dog', 'a cat', 'Dog!', 'one yak', null],
    });
    expect(rows('rare-words', 'contains a rare word')).toEqual([1]);
    expect(value('rare-words', 'contains a rare word').definition).toMatch(/training texts/);
  });

  it('else in this set, where a text counts once however often it is there', () => {
    expect(
      propertiesAmong(['one yak', 'one yak', 'one cat', 'cat one']).rows('rare-words', 'contains a rare'),
    ).toEqual([0, 1]);
  });
});

describe("the user's own columns", () => {
  const n = 120;
  const texts = Array.from({ length: n }, (_, row) => `text ${row}`);
  const predicted = Int32Array.from({ length: n }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const column = (name: string, cell: (row: number) => string | number | boolean | null) => ({
    name,
    values: texts.map((_, row) => cell(row)),
  });
  const { answers } = propertiesAmong(texts, {
    predicted,
    columns: [
      column('region', (row) => (row % 7 === 0 ? null : ['north', 'south', 'east'][row % 3]!)),
      column('age', (row) => row),
      column('written', (row) => String(row / 2)),
      column('stars', (row) => 1 + (row % 5)),
      column('user', (row) => `u${row}`),
      column('same', () => 'x'),
      column('none', () => null),
      column('correct', (row) => row % 4 !== 0),
      column('loss', (row) => (row % 4 === 0 ? 2 + row / n : row / n)),
    ],
  });
  const of = (name: string) => answers.find(({ id }) => id === `column:${name}`)!;

  it('by value, with what is empty', () => {
    expect(of('region').values.map(({ name }) => name)).toEqual([
      'region = east',
      'region = north',
      'region = south',
      'region is empty',
    ]);
    expect(of('stars').values).toHaveLength(6);
  });

  it('numbers in quarters, also when written as text', () => {
    expect(
      of('age')
        .values.map(({ name }) => name)
        .slice(0, 4),
    ).toEqual(['age ≤ 29', '29 < age ≤ 59', '59 < age ≤ 89', 'age > 89']);
    expect(of('written').values).toHaveLength(5);
  });

  it('left out, and why', () => {
    expect(of('user').leftOut).toMatch(/more than 50/);
    expect(of('same').leftOut).toMatch(/same value/);
    expect(of('none').leftOut).toMatch(/empty/);
  });

  it('no outcome passes for a property', () => {
    expect(of('correct')).toMatchObject({ values: [], leftOut: expect.stringMatching(/result/) });
    expect(of('loss')).toMatchObject({ values: [], leftOut: expect.stringMatching(/result/) });
  });
});

it('without texts, probabilities and counts each says what is missing', () => {
  const { answers } = propertiesAmong([]);
  const bare = propertiesOf({ ...examplesOf([]), texts: null }, new Float64Array(0), defaultSettings);
  expect(bare.map(({ id }) => id)).toEqual(answers.map(({ id }) => id));
  for (const { role, leftOut } of bare) if (role !== 'partner') expect(leftOut).toMatch(/given/);
});
