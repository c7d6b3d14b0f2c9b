import { describe, expect, test } from 'vitest';
import type { EntitySide } from '../../../src/model/entities.ts';
import { spanLineSides } from '../../../src/readers/entities/span-lines.ts';
import { fixture } from '../../formats/bytes.ts';
import { fuzz } from '../../formats/fuzz-targets.ts';
import { mentionsOf, spelled } from './sides.ts';

const textOf = (path: string): string => new TextDecoder().decode(fixture(`entities/${path}`));
const readFixture = (path: string, options = {}) => spanLineSides(textOf(path), path, 'unknown', options)!;
const lines = (...records: unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const read = (text: string, options = {}) => spanLineSides(text, 'file.jsonl', 'unknown', options)!;
const one = (text: string, options = {}): EntitySide => read(text, options).sides[0]!;
const exclusionsOf = (side: EntitySide) =>
  side.excluded.map(({ kind, mentions, text }) => `${kind} ${mentions}: ${text}`);
const tagsOf = (side: EntitySide) => Array.from(side.tags!.tags, (tag) => side.tags!.names[tag] ?? null);

describe('exports of annotation tools', () => {
  test('doccano: marks in code points, also behind an emoji', () => {
    const { shape, sides, columns } = readFixture('doccano/gold.jsonl');
    const [side] = sides;
    expect(shape).toBe('doccano');
    expect(side!.role).toBe('reference');
    expect(spelled(side!)).toEqual(['ORG Norda Bank', 'GPE Oslo', 'PERSON Anna Holm', 'ORG Equinor']);
    expect(columns).toEqual({ text: 'text', mentions: 'label', offsets: 'code points' });
    expect(side!.ids).toEqual(['1', '2', '3', '4']);
  });

  test('doccano: offsets that mean nothing are counted with their place', () => {
    const [side] = readFixture('doccano/gold.jsonl').sides;
    expect(exclusionsOf(side!)).toEqual([
      'whitespace 0: 1 mention with white space at the ends, scored without it. Nothing was left out.',
      'duplicate 1: 1 mention that the same text holds already, with the same type; counted once.',
      'whitespace 1: 1 mention of nothing but white space, left out.',
      'unreadable 1: 1 mention with offsets outside the text, left out.',
      'unreadable 1: 1 mention of no characters, left out.',
      'unreadable 1: 1 mention with an end before the start, left out.',
    ]);
    expect(side!.excluded.map(({ places }) => places)).toEqual([
      ['line 4 (8–16 ORG)'],
      ['line 4 (8–16 ORG)'],
      ['line 4 (7–9 ORG)'],
      ['line 4 (17–40 DATE)'],
      ['line 4 (5–5 X)'],
      ['line 4 (9–2 X)'],
    ]);
  });

  test('doccano’s old list of several annotators: one of them is taken, and it is told', () => {
    const mark = (user: number, start: number, end: number) => ({
      label: 1,
      start_offset: start,
      end_offset: end,
      user,
    });
    const { sides, said } = read(
      lines(
        { id: 1, text: 'Anna met Bert', annotations: [mark(2, 0, 4), mark(1, 0, 4), mark(1, 9, 13)] },
        { id: 2, text: 'Bert left', annotations: [mark(2, 0, 4)] },
      ),
    );
    expect(spelled(sides[0]!)).toEqual(['1 Anna', '1 Bert']);
    expect(said[0]).toBe(
      '2 annotators marked the same texts; those of user 2 were taken. Export each in a file of its own to score another.',
    );
  });

  test('Prodigy: tokens with offsets, an ignored text left out, a text without marks kept', () => {
    const { shape, sides } = readFixture('prodigy/marks.jsonl');
    const [side] = sides;
    expect(shape).toBe('Prodigy');
    expect(side!.sentences).toBe(2);
    expect(spelled(side!)).toEqual(['PERSON Anna', 'PERSON Bert']);
    expect(Array.from(side!.tokens!.firstOfSentence)).toEqual([0, 3, 6]);
    expect(side!.place(1)).toBe('line 3');
    expect(side!.excluded).toMatchObject([
      { kind: 'ignored', sentences: 1, places: ['line 2 (answered "ignore")'], rows: new Int32Array(0) },
    ]);
    expect(side!.extra.get('section')).toEqual(['news', null]);
  });

  test('Label Studio: UTF-16 offsets, its predictions as the other side, a skipped text left out', () => {
    const { shape, sides, columns } = readFixture('label-studio/export.json');
    expect(shape).toBe('Label Studio');
    expect(sides.map(({ role }) => role)).toEqual(['reference', 'predicted']);
    expect(sides.map(spelled)).toEqual([
      ['GPE Bergen', 'PERSON Holm', 'ORG Norda'],
      ['GPE Bergen', 'ORG Holm'],
    ]);
    expect(mentionsOf(sides[1]!)[0]!.score).toBe(0.5);
    expect(columns.offsets).toBe('UTF-16 units');
    expect(sides[0]!.excluded.map(({ kind, side, places }) => [kind, side, places])).toEqual([
      ['ignored', 'both', ['record 3 (skipped by the annotator)']],
    ]);
    expect(sides[1]!.excluded).toEqual([]);
  });

  test('spaCy’s JSON: sentences in their text, `-` is no tag, documents are kept', () => {
    const { shape, sides } = readFixture('spacy-json/train.json');
    const [side] = sides;
    expect(shape).toBe('spaCy JSON');
    expect([0, 1, 2].map((unit) => side!.text(unit))).toEqual([
      'Anna Holm left.',
      'Bert (of Norda) stayed.',
      'Norda grew',
    ]);
    expect(tagsOf(side!)).toEqual(
      'B-PERSON L-PERSON O O U-PERSON - O U-ORG O O O U-ORG O'
        .split(' ')
        .map((tag) => (tag === '-' ? null : tag)),
    );
    expect(Array.from(side!.firstOfDocument!)).toEqual([0, 2, 3]);
    expect(side!.mentions).toBeNull();
  });

  test('pairs of text and entities, with the classes that a page adds', () => {
    const pairs = {
      classes: ['ORG'],
      annotations: [['Norda grew', { entities: [[0, 5, 'ORG']] }], null, ['Nothing', { entities: [] }]],
    };
    const { shape, sides } = read(JSON.stringify(pairs));
    expect(shape).toBe('spaCy 2 training data');
    expect(spelled(sides[0]!)).toEqual(['ORG Norda']);
    expect([0, 1].map((unit) => sides[0]!.place(unit))).toEqual(['record 1', 'record 3']);
  });

  test('Dataturks: the last character is included, told by the repeated words', () => {
    const { sides, said } = read(
      lines(
        {
          content: 'Anna works at Norda',
          annotation: [{ label: ['ORG'], points: [{ start: 14, end: 18, text: 'Norda' }] }],
        },
        {
          content: 'Bert left',
          annotation: [{ label: ['PERSON'], points: [{ start: 0, end: 3, text: 'Bert' }] }],
        },
      ),
    );
    expect(spelled(sides[0]!)).toEqual(['ORG Norda', 'PERSON Bert']);
    expect(said).toEqual([
      'Offsets count code points, the last character included: 2 of 2 repeated texts are what the offsets cut out.',
    ]);
  });
});

describe('what programs write', () => {
  test('a pipeline’s groups, with scores; its put-together words are not held against the text', () => {
    const [side] = readFixture('pipeline/predicted.jsonl').sides;
    expect(mentionsOf(side!)).toEqual([
      { unit: 0, type: 'PER', words: 'Anna Holm', score: 0.98 },
      { unit: 0, type: 'LOC', words: 'Oslo', score: 0.91 },
      { unit: 1, type: 'ORG', words: 'Nor', score: 0.6 },
    ]);
  });

  test('pieces of a pipeline without aggregation are put together', () => {
    const piece = (entity: string, index: number, start: number, end: number, score: number) => ({
      entity,
      index,
      start,
      end,
      score,
      word: 'x',
    });
    const side = one(
      lines({
        text: 'Anna Holm Oslo',
        entities: [
          piece('B-PER', 1, 0, 2, 0.8),
          piece('I-PER', 2, 2, 4, 0.9),
          piece('I-PER', 3, 5, 9, 1),
          piece('B-LOC', 4, 10, 14, 0.5),
        ],
      }),
    );
    expect(spelled(side)).toEqual(['PER Anna Holm', 'LOC Oslo']);
    expect(mentionsOf(side)[0]!.score).toBeCloseTo(0.9, 12);
  });

  test('tokens and tags by name, reference and prediction in one record', () => {
    const { sides, columns } = read(
      lines(
        { tokens: ['Anna', 'left'], ner_tags: ['B-PER', 'O'], pred_tags: ['O', 'O'] },
        { tokens: ['Oslo'], ner_tags: ['B-LOC'], pred_tags: ['B-LOC'] },
      ),
    );
    expect(columns).toEqual({
      tokens: 'tokens',
      reference: 'ner_tags',
      predicted: 'pred_tags',
      offsets: 'code points',
    });
    expect(sides.map(tagsOf)).toEqual([
      ['B-PER', 'O', 'B-LOC'],
      ['O', 'O', 'B-LOC'],
    ]);
    expect(sides[0]!.text(0)).toBe('Anna left');
  });

  test('numbers get names when they are given, and −100 is no tag', () => {
    const file = lines({ tokens: ['Anna', '##lise', 'left'], labels: [1, -100, 0] });
    const named = read(file, { tagNames: ['O', 'B-PER'] });
    expect(tagsOf(named.sides[0]!)).toEqual(['B-PER', null, 'O']);
    expect(named.sides[0]!.excluded).toMatchObject([{ kind: 'ignored', tokens: 1 }]);
    const plain = read(file);
    expect(tagsOf(plain.sides[0]!)).toEqual(['1', null, '0']);
    expect(plain.said).toEqual([
      'Tags are numbers and the file has no names for them; a config.json with id2label beside it names them.',
    ]);
    expect(exclusionsOf(read(file, { tagNames: ['O'] }).sides[0]!)[0]).toContain(
      'a number that the list of labels does not have',
    );
  });

  test('fewer and more tags than tokens are told with the counts', () => {
    const side = one(
      lines(
        { tokens: ['a', 'b', 'c'], tags: ['O', 'B-X'] },
        { tokens: ['a', 'b'], tags: ['O', 'O', 'B-X'] },
        { tokens: ['a'], tags: null },
      ),
    );
    expect(side.excluded.map(({ kind, tokens, places }) => [kind, tokens, places])).toEqual([
      ['truncated', 2, ['line 1 (3 tokens, 2 tags)', 'line 3 (1 token, 0 tags)']],
      ['unaligned', 1, ['line 2 (2 tokens, 3 tags)']],
    ]);
    expect(tagsOf(side)).toEqual(['O', 'B-X', null, 'O', 'O', null]);
  });

  test('spans of both sides; a list of nothing but errors is no test set', () => {
    const record = (gold: unknown[], predicted: unknown[]) => ({
      text: 'Anna left Oslo',
      entities: gold,
      predicted_entities: predicted,
    });
    const person = { start: 0, end: 4, label: 'PER' };
    const place = { start: 10, end: 14, label: 'LOC' };
    const whole = read(lines(record([person, place], [person]), record([person], [person])));
    expect(whole.sides.map(spelled)).toEqual([
      ['PER Anna', 'LOC Oslo', 'PER Anna'],
      ['PER Anna', 'PER Anna'],
    ]);
    expect(whole.onlyErrors).toBe(false);
    expect(read(lines(...new Array(6).fill(record([person], [place])))).onlyErrors).toBe(true);
  });

  test('documents and columns of the user’s own', () => {
    const side = one(
      lines(
        { doc_id: 'a', text: 'Oslo', spans: [[0, 4, 'LOC']], source: 'news' },
        { doc_id: 'a', text: 'Rome', spans: [], source: 'web' },
        { doc_id: 'b', text: 'Kiel', spans: [] },
      ),
    );
    expect(Array.from(side.firstOfDocument!)).toEqual([0, 2, 3]);
    expect(side.extra.get('source')).toEqual(['news', 'web', null]);
  });
});

describe('how a file counts', () => {
  const emoji = (start: number, end: number, text?: string) =>
    lines({
      text: '😀😀 Anna went to Oslo',
      spans: [{ start, end, label: 'PER', ...(text ? { text } : {}) }],
    });

  test.each([
    ['code points', 3, 7],
    ['UTF-16 units', 5, 9],
    ['UTF-8 bytes', 9, 13],
  ])('%s, told by the repeated words', (unit, start, end) => {
    const { sides, columns } = read(emoji(start, end, 'Anna'));
    expect(spelled(sides[0]!)).toEqual(['PER Anna']);
    expect(columns.offsets).toBe(unit);
  });

  test('told by borders of words when nothing is repeated; code points when nothing tells', () => {
    expect(spelled(one(emoji(5, 9)))).toEqual(['PER Anna']);
    expect(spelled(one(emoji(3, 7)))).toEqual(['PER Anna']);
    expect(spelled(one(lines({ text: '東京都に住む😀山田', spans: [[7, 9, 'PER']] })))).toEqual(['PER 山田']);
  });

  test('combining marks are characters of their own, as Python counts', () => {
    expect(
      spelled(
        one(
          lines({
            text: 'Cafe\u0301 Oslo',
            spans: [
              [0, 5, 'ORG'],
              [6, 10, 'LOC'],
            ],
          }),
        ),
      ),
    ).toEqual(['ORG Cafe\u0301', 'LOC Oslo']);
  });

  test('right-to-left text is counted from its first letter', () => {
    expect(spelled(one(lines({ text: 'מיכל כהן גרה בחיפה', spans: [[0, 8, 'PER']] })))).toEqual([
      'PER מיכל כהן',
    ]);
  });

  test('a border inside a character is told and left out', () => {
    const side = one(
      lines(
        { text: '😀 Anna', spans: [{ start: 3, end: 7, label: 'PER', text: 'Anna' }] },
        {
          text: '😀 Bert',
          spans: [
            { start: 3, end: 7, label: 'PER', text: 'Bert' },
            { start: 1, end: 7, label: 'PER' },
          ],
        },
      ),
    );
    expect(spelled(side)).toEqual(['PER Anna', 'PER Bert']);
    expect(side.excluded).toMatchObject([
      { kind: 'unaligned', mentions: 1, places: ['line 2 (1–7 PER)'], rows: Int32Array.of(1) },
    ]);
  });

  test('words other than those the offsets cut out are left out while most agree, and ignored when most do not', () => {
    const record = (text: string, words: string) => ({
      text,
      spans: [{ start: 0, end: 4, label: 'PER', text: words }],
    });
    const mostly = one(lines(record('Anna', 'Anna'), record('Bert', 'Bert'), record('Cora', 'Dora')));
    expect(spelled(mostly)).toEqual(['PER Anna', 'PER Bert']);
    expect(mostly.excluded[0]).toMatchObject({ kind: 'unaligned', places: ['line 3 (0–4 PER: "Dora")'] });
    const never = read(lines(record('Anna', 'Q1'), record('Bert', 'Q2')));
    expect(spelled(never.sides[0]!)).toEqual(['PER Anna', 'PER Bert']);
    expect(never.said[0]).toContain('not what their offsets cut out');
  });
});

describe('bad files', () => {
  test('a broken line is told and the others are read', () => {
    const side = one(
      `${lines({ text: 'Oslo', label: [[0, 4, 'LOC']] })}{"text": "Rome", "label": [[0,\n${lines({ text: 'Kiel', label: [[0, 4, 'LOC']] })}`,
    );
    expect(spelled(side)).toEqual(['LOC Oslo', 'LOC Kiel']);
    expect(side.excluded[0]).toMatchObject({ kind: 'unreadable', sentences: 1 });
    expect(side.excluded[0]!.places[0]).toMatch(/^line 2: expected /);
  });

  test('a list that breaks off is used up to there', () => {
    const whole = JSON.stringify(
      [
        { text: 'Oslo', label: [[0, 4, 'LOC']] },
        { text: 'Rome', label: [[0, 4, 'LOC']] },
      ],
      null,
      1,
    );
    const side = one(whole.slice(0, whole.indexOf('Rome')));
    expect(spelled(side)).toEqual(['LOC Oslo']);
    expect(side.excluded[0]!.kind).toBe('unreadable');
  });

  test.each([
    ['nothing', ''],
    ['text', 'EU B-ORG\nrejects O\n'],
    ['rows of a classifier', lines({ text: 'good', label: 'positive' }, { text: 'bad', label: 'negative' })],
    ['categories', lines({ text: 'good', cats: { A: 1 } })],
    ['several labels a text', lines({ text: 'good', label: ['a', 'b'] })],
    ['chat', lines({ messages: [{ role: 'user', content: 'hi' }] })],
    ['scores', JSON.stringify({ ents_f: 0.5, ents_per_type: {} })],
    [
      'a choice with marks as its question',
      lines({
        text: 'Emerson',
        spans: [{ start: 0, end: 7, label: 'P' }],
        options: [{ id: 1 }],
        accept: ['1'],
        answer: 'accept',
      }),
    ],
  ])('%s is no file of mentions', (_, text) => {
    expect(spanLineSides(text, 'file.json', 'unknown')).toBeNull();
  });

  test('numbers that are none, types that are missing', () => {
    const side = one(
      lines({
        text: 'Anna left',
        spans: [
          { start: 0, end: 4, label: 'PER' },
          { start: null, end: 4, label: 'PER' },
          { start: 0.5, end: 4, label: 'PER' },
          { start: 0, end: 4 },
          { start: -3, end: 4, label: 'PER' },
          { start: 1e300, end: 2e300, label: 'PER' },
        ],
      }),
    );
    expect(spelled(side)).toEqual(['PER Anna']);
    expect(exclusionsOf(side)).toEqual([
      'unreadable 2: 2 mentions without whole numbers for start and end, left out.',
      'unreadable 1: 1 mention without a type, left out.',
      'unreadable 2: 2 mentions with offsets outside the text, left out.',
    ]);
  });

  test('overlapping and nested mentions are kept, ten thousand types too', () => {
    const spans = Array.from({ length: 10_000 }, (_, i) => [0, 4 + (i % 5), `T${i}`]);
    const side = one(lines({ text: 'Anna Holm', spans }));
    expect(side.types).toHaveLength(10_000);
    // The one that ends at the space is cut to the word.
    expect(side.mentions!.start).toHaveLength(10_000);
  });

  test('an own key __proto__ harms nothing', () => {
    const side = one('{"text": "Oslo", "label": [[0, 4, "__proto__"]], "__proto__": {"text": 1}, "id": 1}\n');
    expect(spelled(side)).toEqual(['__proto__ Oslo']);
  });
});

test('flipped bytes are read or passed over, offsets stay inside their texts', async () => {
  const seeds = [
    'doccano/gold.jsonl',
    'prodigy/marks.jsonl',
    'label-studio/export.json',
    'spacy-json/train.json',
    'pipeline/predicted.jsonl',
  ].map((path) => fixture(`entities/${path}`));
  const run = async (bytes: Uint8Array): Promise<void> => {
    for (const side of spanLineSides(new TextDecoder().decode(bytes), 'x.json', 'unknown')?.sides ?? []) {
      if (side.mentions === null) continue;
      for (const { words } of mentionsOf(side)) expect(words).toMatch(/\S/);
    }
  };
  await fuzz({ name: 'span-lines', seeds, run }, 20_241_124, 4000);
});
