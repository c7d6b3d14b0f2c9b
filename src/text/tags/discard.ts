import type { TaggingScheme } from '../../model/entities.ts';
import { role, type TagTable } from './tag-table.ts';
import { MentionList, type TokenMentions } from './token-mentions.ts';

/** Letters B and I: a tag that breaks the scheme is outside, what stands before it stays a mention. */
function withoutEnds(
  tags: Int32Array,
  table: TagTable,
  firstOfSentence: Int32Array,
  scheme: 'IO' | 'IOB1' | 'IOB2',
): TokenMentions {
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
      const type = tag < 0 ? -1 : types[tag]!;
      const joined = open >= 0 && type === openType;
      if (r === role.inside && joined) {
        last = i + 1;
        continue;
      }
      if (open >= 0) mentions.add(s, open, last, openType);
      const opens =
        r === role.begin
          ? scheme === 'IOB2' || (scheme === 'IOB1' && joined)
          : r === role.inside && scheme !== 'IOB2';
      open = opens ? i : -1;
      openType = type;
      last = i + 1;
    }
    if (open >= 0) mentions.add(s, open, last, openType);
  }
  return mentions.columns();
}

/** Letters I and E. IOE2: a mention is a run of I and the E that closes it. IOE1: E only where the next mention follows at once. */
function withEnds(
  tags: Int32Array,
  table: TagTable,
  firstOfSentence: Int32Array,
  scheme: 'IOE1' | 'IOE2',
): TokenMentions {
  const { roles, types } = table;
  const mentions = new MentionList(tags.length >> 3);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let open = -1;
    let openType = -1;
    let last = -1;
    // A mention of IOE1 that an E closed counts once the next token is of its type.
    let closed = -1;
    let closedType = -1;
    let closedEnd = -1;
    for (let i = firstOfSentence[s]!; i <= stop; i++) {
      const tag = i < stop ? tags[i]! : -1;
      const r = i === stop ? role.outside : tag < 0 ? role.missing : roles[tag]!;
      if (r === role.piece) continue;
      const type = tag < 0 ? -1 : types[tag]!;
      const inMention = r === role.inside || r === role.end;
      if (closed >= 0) {
        if (inMention && type === closedType) mentions.add(s, closed, closedEnd, closedType);
        else if (closedEnd - 1 > closed) mentions.add(s, closed, closedEnd - 1, closedType);
        closed = -1;
      }
      if (open >= 0 && (!inMention || type !== openType)) {
        if (scheme === 'IOE1') mentions.add(s, open, last, openType);
        open = -1;
      }
      if (!inMention) continue;
      if (open < 0) {
        open = i;
        openType = type;
      }
      last = i + 1;
      if (r !== role.end) continue;
      if (scheme === 'IOE2') mentions.add(s, open, last, openType);
      else {
        closed = open;
        closedType = openType;
        closedEnd = last;
      }
      open = -1;
    }
  }
  return mentions.columns();
}

/** Letters B, I, E and S: a mention is S, or B, any I of its type, and E of its type. */
function withBoth(tags: Int32Array, table: TagTable, firstOfSentence: Int32Array): TokenMentions {
  const { roles, types } = table;
  const mentions = new MentionList(tags.length >> 3);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let open = -1;
    let openType = -1;
    for (let i = firstOfSentence[s]!; i < stop; i++) {
      const tag = tags[i]!;
      const r = tag < 0 ? role.missing : roles[tag]!;
      if (r === role.piece) continue;
      const type = tag < 0 ? -1 : types[tag]!;
      if (r === role.begin) {
        open = i;
        openType = type;
        continue;
      }
      const continues = open >= 0 && type === openType;
      if (r === role.inside && continues) continue;
      if (r === role.end && continues) mentions.add(s, open, i + 1, type);
      else if (r === role.single) mentions.add(s, i, i + 1, type);
      open = -1;
    }
  }
  return mentions.columns();
}

/** Mentions as far as they are spelt by the scheme; see `decode`. */
export function discard(
  tags: Int32Array,
  table: TagTable,
  firstOfSentence: Int32Array,
  scheme: TaggingScheme,
): TokenMentions {
  switch (scheme) {
    case 'IO':
    case 'IOB1':
    case 'IOB2':
      return withoutEnds(tags, table, firstOfSentence, scheme);
    case 'IOE1':
    case 'IOE2':
      return withEnds(tags, table, firstOfSentence, scheme);
    default:
      return withBoth(tags, table, firstOfSentence);
  }
}
