import { expect, test } from 'vitest';
import { bratSide, looksLikeBrat } from '../../../src/readers/entities/brat.ts';
import { fixture } from '../../formats/bytes.ts';
import { spelled } from './sides.ts';

const textOf = (name: string): string => new TextDecoder().decode(fixture(`entities/brat/${name}`));
const pairs = [
  { path: 'one.ann', annotations: textOf('one.ann'), text: textOf('one.txt') },
  { path: 'two.ann', annotations: textOf('two.ann'), text: null },
];

test('mentions of brat, over a line break and behind an emoji', () => {
  const { side } = bratSide(pairs, 'brat', 'reference');
  expect(spelled(side!)).toEqual([
    'PERSON Anna Holm',
    // In two pieces: the stretch from the first to the last.
    'GROUP Anna Holm went to\nNew Oslo',
    'GPE New Oslo',
    'ORG Norda Bank',
  ]);
  expect(side!.sentences).toBe(1);
  expect(Array.from(side!.firstOfDocument!)).toEqual([0, 1]);
});

test('what could not be used is counted with its line', () => {
  const { side } = bratSide(pairs, 'brat', 'reference');
  expect(
    side!.excluded.map(({ kind, mentions, sentences, places }) => [kind, mentions, sentences, places]),
  ).toEqual([
    ['unaligned', 0, 0, ['one.ann, line 6']],
    ['unreadable', 1, 0, ['one.ann, line 9']],
    ['unmatched', 0, 1, ['two.ann']],
    ['unreadable', 1, 0, ['one.ann (38–99 ORG: "Norda")']],
  ]);
});

test('annotations without a single text give no side and say why', () => {
  const { side, said } = bratSide(pairs.slice(1), 'brat', 'reference');
  expect(side).toBeNull();
  expect(said).toEqual(['None of 1 annotation file has its .txt beside it; no mention can be placed.']);
});

test('a file of brat is told from others', () => {
  expect(looksLikeBrat(textOf('one.ann'))).toBe(true);
  expect(looksLikeBrat('The first sentence\n')).toBe(false);
});
