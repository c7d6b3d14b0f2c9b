import { describe, expect, it } from 'vitest';
import {
  oddTags,
  readTagName,
  readTagTable,
  styleOfTags,
  typesOfTags,
} from '../../../src/text/tags/index.ts';
import { column } from '../../metrics/entities/tags/tagged.ts';

describe('the names of a file are read together', () => {
  it.each([
    ['prefix', ['O', 'B-PER', 'I-PER']],
    ['prefix', ['O', 'B_PER', 'I_PER']],
    ['prefix', ['O', 'B-PER', 'I-PER', 'PER', '0', '[CLS]', 'X']],
    ['suffix', ['O', 'PER-B', 'PER-I']],
    ['bare', ['O', 'B', 'I']],
    ['bare', ['B', 'M', 'E', 'S', 'O']],
    ['plain', ['O', 'PER', 'LOC']],
    // Few-NERD has hyphens in plain types.
    ['plain', ['O', 'person-actor', 'location-GPE']],
    // A letter beside words is a type, and so is an initial with a hyphen.
    ['plain', ['O', 'PER', 'B']],
    ['plain', ['O', 'PER', 'LOC', 'E-mail']],
    ['plain', ['O']],
  ] as const)('%s: %j', (style, names) => {
    expect(styleOfTags(names)).toBe(style);
  });

  it('cuts a tag at the first hyphen', () => {
    expect(readTagName('B-ARGM-LOC', 'prefix')).toMatchObject({
      letter: 'B',
      type: 'ARGM-LOC',
      form: 'typed',
    });
    expect(readTagName('S_GPE_x', 'prefix')).toMatchObject({ letter: 'S', type: 'GPE_x' });
  });

  it('cuts it at the last where the letter stands last', () => {
    expect(readTagName('ARGM-LOC-I', 'suffix')).toMatchObject({ letter: 'I', type: 'ARGM-LOC' });
  });

  it('numbers the types of both sides alike', () => {
    expect(typesOfTags(['O', 'B-PER', 'I-PER'], ['O', 'S-LOC'])).toEqual(['LOC', 'PER']);
    expect(readTagTable(['B', 'I', 'O']).typeNames).toEqual(['entity']);
  });
});

describe('unusual tags are read and reported', () => {
  it.each([
    ['0', 'digit-zero', 'outside'],
    ['o', 'lower-case', 'outside'],
    ['_', 'underscore', 'outside'],
    ['O-PER', 'typed-outside', 'outside'],
    ['', 'empty', 'missing'],
    ['[CLS]', 'special-token', 'missing'],
    ['-100', 'special-token', 'missing'],
    ['X', 'word-piece', 'piece'],
    ['B', 'no-type', 'bare'],
    ['PER', 'no-prefix', 'plain'],
    ['b-PER', 'lower-case', 'typed'],
  ] as const)('“%s” is %s', (tag, oddity, form) => {
    expect(readTagName(tag, 'prefix')).toMatchObject({ oddity, form });
  });

  it('counts them, the most frequent first, and only those that occur', () => {
    const tags = column([['B-PER', '0', '0', '[SEP]', 'O']]);
    const found = oddTags({ tags: tags.tags, names: [...tags.names, 'X'] });
    expect(found.map(({ oddity, names, tokens }) => [oddity, names, tokens])).toEqual([
      ['digit-zero', ['0'], 2],
      ['special-token', ['[SEP]'], 1],
    ]);
    expect(found[0]!.text).toBe(
      '2 tags are the digit zero where the letter O is meant; read as outside, other tools take it for an entity type',
    );
  });

  it('finds nothing unusual in an ordinary file', () => {
    expect(oddTags(column([['B-PER', 'I-PER', 'O', '-']]))).toEqual([]);
  });
});
