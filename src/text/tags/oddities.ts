import type { TagColumn } from '../../model/entities.ts';
import { many } from '../words.ts';
import type { TagOddity } from './tag-name.ts';
import { readTagTable, styleOfColumn } from './tag-table.ts';

/** Tags that are written in an unusual way, how often, and how they are read. */
export interface OddTags {
  readonly oddity: TagOddity;
  readonly names: readonly string[];
  readonly tokens: number;
  /** Plain sentence for the user. */
  readonly text: string;
}

const readAs: Readonly<Record<TagOddity, string>> = {
  'digit-zero':
    'the digit zero where the letter O is meant; read as outside, other tools take it for an entity type',
  'lower-case': 'in lower case; read as in upper case',
  underscore: '“_”; read as outside',
  'typed-outside': 'O with a type; read as outside',
  'no-type': 'a letter without a type; read as a mention of type “entity”',
  'no-prefix': 'a type without a letter, in a file of tags with letters; read as inside a mention',
  'special-token':
    'marks of the model (such as [CLS], [PAD] or −100); such tokens are in no mention and should not be in the file',
  'word-piece': 'X, the mark of further word pieces; passed over, write one tag a word instead',
  empty: 'empty; the token is in no mention',
};

/** What is unusual about the tags that occur in a column, most frequent first. */
export function oddTags(column: TagColumn): readonly OddTags[] {
  const { readings } = readTagTable(column.names, null, styleOfColumn(column.tags, column.names));
  const perTag = new Float64Array(column.names.length);
  for (let i = 0; i < column.tags.length; i++) if (column.tags[i]! >= 0) perTag[column.tags[i]!]!++;
  const found = new Map<TagOddity, { names: string[]; tokens: number }>();
  readings.forEach(({ oddity }, tag) => {
    if (oddity === null || perTag[tag] === 0) return;
    const entry = found.get(oddity) ?? { names: [], tokens: 0 };
    entry.names.push(column.names[tag]!);
    entry.tokens += perTag[tag]!;
    found.set(oddity, entry);
  });
  return [...found]
    .map(([oddity, { names, tokens }]) => ({
      oddity,
      names,
      tokens,
      text: `${many(tokens, 'tag')} ${tokens === 1 ? 'is' : 'are'} ${readAs[oddity]}`,
    }))
    .sort((a, b) => b.tokens - a.tokens);
}
