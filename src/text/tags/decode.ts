import type { TaggingScheme } from '../../model/entities.ts';
import { discard } from './discard.ts';
import { readTagTable, role, styleOfColumn, type TagTable } from './tag-table.ts';
import { MentionList, type TokenMentions } from './token-mentions.ts';

/**
 * What becomes of tags that break their scheme. `begin`: a tag that continues nothing begins a mention, as in the conlleval
 * script. `discard`: it counts as outside, and a mention that its scheme wants closed and is not closed does not count.
 */
export type DecodingRule = 'begin' | 'discard';

/**
 * `begin` needs no scheme: B and S open, E and S close, O and another type close, I opens where nothing is open. Every valid file
 * of every scheme decodes to what it was written from (IO, IOB1 and IOE1 as far as they can tell neighbours apart).
 */
function begin(tags: Int32Array, table: TagTable, firstOfSentence: Int32Array): TokenMentions {
  const { roles, types } = table;
  const mentions = new MentionList(tags.length >> 3);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let open = -1;
    let openType = -1;
    let last = -1;
    for (let i = firstOfSentence[s]!; i < stop; i++) {
      const tag = tags[i]!;
      const r = tag < 0 ? role.missing : roles[tag]!;
      if (r === role.piece) continue;
      if (r === role.outside || r === role.missing) {
        if (open >= 0) mentions.add(s, open, last, openType);
        open = -1;
        continue;
      }
      const type = types[tag]!;
      if (open >= 0 && (type !== openType || r === role.begin || r === role.single)) {
        mentions.add(s, open, last, openType);
        open = -1;
      }
      if (open < 0) {
        open = i;
        openType = type;
      }
      last = i + 1;
      if (r === role.end || r === role.single) {
        mentions.add(s, open, last, openType);
        open = -1;
      }
    }
    if (open >= 0) mentions.add(s, open, last, openType);
  }
  return mentions.columns();
}

/**
 * Mentions of one side.
 *
 * `tags` holds indices of `names` and −1 where the tag is missing, which ends a mention; `firstOfSentence` has one entry more
 * than there are sentences. `typeIds` numbers the types (`typeIdsOf`); a type that is not in it gets the next number. No mention
 * crosses a sentence.
 */
export function decode(
  tags: Int32Array,
  names: readonly string[],
  firstOfSentence: Int32Array,
  scheme: TaggingScheme,
  rule: DecodingRule,
  typeIds: ReadonlyMap<string, number>,
): TokenMentions {
  const table = readTagTable(names, typeIds, styleOfColumn(tags, names));
  return rule === 'begin'
    ? begin(tags, table, firstOfSentence)
    : discard(tags, table, firstOfSentence, scheme);
}
