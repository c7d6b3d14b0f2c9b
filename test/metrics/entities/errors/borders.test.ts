import { describe, expect, it } from 'vitest';
import { borderWords, errorTaxonomy, varyingBorders } from '../../../../src/metrics/entities/errors/index.ts';
import { fisherExact } from '../../../../src/stats/index.ts';
import { setOf } from './marked.ts';

const names = ['Ada', 'Lee', 'Bo', 'Kim', 'Ana', 'Eva', 'Max', 'Tom'];
/** Eight persons after a title, of which the model takes it in five times; eight after a verb, all right. */
const titled = names.map((name, i): readonly [string, string] => [
  `Mr. [PER ${name}] came`,
  i < 5 ? `[PER Mr. ${name}] came` : `Mr. [PER ${name}] came`,
]);
const plain = names.map((name): readonly [string, string] => [
  `met [PER ${name}] there`,
  `met [PER ${name}] there`,
]);

describe('a word taken in at the left border', () => {
  const input = setOf([...titled, ...plain]);
  const borders = borderWords(input, errorTaxonomy(input));
  const find = (word: string) =>
    borders.words.find((one) => one.side === 'left' && one.change === 'added' && one.word === word)!;

  it('is counted against the same place of other mentions', () => {
    expect(find('mr.')).toMatchObject({
      mentions: 8,
      moved: 5,
      otherMentions: 8,
      otherMoved: 0,
      texts: 5,
      wordClass: 'title',
    });
    expect(find('mr.').p).toBeCloseTo(fisherExact(5, 3, 0, 8, 'greater'), 10);
    expect(find('mr.').q).toBeGreaterThanOrEqual(find('mr.').p);
    expect(find('met').moved).toBe(0);
    expect(borders.mentions).toBe(16);
    expect(borders.moved).toEqual({ left: { cut: 0, added: 5 }, right: { cut: 0, added: 0 } });
  });

  it('is found under its class too', () => {
    expect(find('title')).toMatchObject({ isClass: true, mentions: 8, moved: 5 });
  });

  it('names the rows where the border moved', () => {
    expect([...find('mr.').rows]).toEqual([0, 1, 2, 3, 4]);
  });

  it('says where the reference itself has the word', () => {
    expect(find('mr.')).toMatchObject({ inside: 0, outside: 8 });
  });

  it('counts a copied sentence once', () => {
    const doubled = setOf([...titled, ...titled, ...plain]);
    expect(borderWords(doubled, errorTaxonomy(doubled)).mentions).toBe(16);
  });
});

describe('a word cut off at the right border', () => {
  const firms = names.map((name, i): readonly [string, string] => [
    `[ORG ${name} Inc.] fell`,
    i < 6 ? `[ORG ${name}] Inc. fell` : `[ORG ${name} Inc.] fell`,
  ]);
  const others = names.map((name): readonly [string, string] => [
    `[ORG ${name} Bank] fell`,
    `[ORG ${name} Bank] fell`,
  ]);
  const input = setOf([...firms, ...others]);

  it('is the outermost word of the reference', () => {
    const { words } = borderWords(input, errorTaxonomy(input));
    expect(words[0]).toMatchObject({
      side: 'right',
      change: 'cut',
      moved: 6,
      mentions: 8,
      otherMoved: 0,
      otherMentions: 8,
    });
    expect(
      words
        .slice(0, 2)
        .map(({ word }) => word)
        .sort(),
    ).toEqual(['inc.', 'legal form']);
    expect(words.find(({ word, change }) => word === 'inc.' && change === 'cut')).toMatchObject({
      inside: 8,
      outside: 0,
    });
  });

  it('is not looked for in mentions of one word, which cannot lose it and be found', () => {
    const short = setOf(names.map((name) => [`met [PER ${name}]`, `met [PER ${name}]`] as const));
    const { words } = borderWords(short, errorTaxonomy(short), { leastMentions: 1 });
    expect(words.filter(({ change }) => change === 'cut')).toEqual([]);
  });
});

describe('a border that the reference draws in two ways', () => {
  it('is listed with the mentions of both ways', () => {
    const input = setOf(
      [
        ['[PER President Lee] came', ''],
        ['and President [PER Lee] went', ''],
        ['President [PER Lee] spoke', ''],
        ['[PER President Kim] came', ''],
        ['[LOC Oslo] .', ''],
      ].map(([gold]) => [gold!, gold!] as const),
    );
    const [only, ...none] = varyingBorders(input);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ side: 'left', word: 'President', rest: 'Lee' });
    expect([...only!.with]).toEqual([0]);
    expect([...only!.without]).toEqual([1, 2]);
  });
});
