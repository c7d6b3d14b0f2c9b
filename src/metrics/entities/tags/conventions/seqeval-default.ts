import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { findTag, refused, type TaggedSides, type ToolAnswer, TypeNumbers } from '../sides.ts';
import { type ChunkTags, chunkRules, chunkTags, pairEvents } from './chunk-rules.ts';

/**
 * seqeval 1.2.2 without a mode: the rules of conlleval, with S added and every E an end. `mode='strict'` without a scheme does the
 * same. L, U, M and W are letters without rules to it.
 */
const rules = chunkRules('O.BIES', 'E* S* BB BS BO IB IS IO', '*B *S EE EI SE SI OE OI');

/** First character is the letter, whatever it is; a plain `PER` is letter P, type ER. */
const split = (tag: string): readonly [string, string] => {
  const letter = [...tag][0] ?? '';
  const rest = tag.slice(letter.length);
  const cut = rest.indexOf('-');
  return [letter, (cut < 0 ? rest : rest.slice(cut + 1)) || '_'];
};

/** A mention is reported where one ends, from the last place where one started, even if that one was reported before. */
function mentionsOf(
  tags: Int32Array,
  side: ChunkTags,
  events: (before: number, now: number) => number,
  firstOfSentence: Int32Array,
): TokenMentions {
  const mentions = new MentionList(tags.length >> 3);
  const none = side.codes.length - 1;
  let started = 0;
  let before = none;
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    for (let i = firstOfSentence[s]!; i <= stop; i++) {
      const now = i === stop || tags[i]! < 0 ? none : tags[i]!;
      const event = events(before, now);
      if ((event & 1) === 1) mentions.add(s, started, i, side.types[before]!);
      if ((event & 2) === 2) started = i;
      before = now;
    }
  }
  return mentions.columns();
}

/** What seqeval finds by default. A missing tag is given to it as O. */
export function seqevalDefault(sides: TaggedSides): ToolAnswer {
  if (findTag(sides, (tag) => tag === '') !== null)
    return refused('seqeval stops at an empty tag (IndexError)');
  const types = new TypeNumbers();
  const idOf = (type: string): number => types.id(type);
  const a = chunkTags(sides.reference.names, rules, split, idOf);
  const b = chunkTags(sides.predicted.names, rules, split, idOf);
  return {
    kind: 'read',
    reading: {
      reference: mentionsOf(sides.reference.tags, a, pairEvents(rules, a), sides.firstOfSentence),
      predicted: mentionsOf(sides.predicted.tags, b, pairEvents(rules, b), sides.firstOfSentence),
      types: types.names,
      correct: null,
      readAs: null,
    },
  };
}
