import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { findTag, refused, type TaggedSides, type ToolAnswer, TypeNumbers, usedTags } from '../sides.ts';
import { type ChunkTags, chunkRules, chunkTags, pairEvents } from './chunk-rules.ts';

/**
 * The script of the CoNLL shared tasks (conlleval, version of 2004-01-26). Made for B, I, E and O: it does not see that a mention
 * ends between E and B, and knows neither S nor L nor U.
 */
const rules = chunkRules('O.BIE[]', 'BB BO IB IO EE EI EO [* ]*', 'BB IB OB OI EE EI OE *[ *]');

/** Cut at the first hyphen; a type that Perl takes for false is none. */
const split = (tag: string): readonly [string, string] => {
  const cut = tag.indexOf('-');
  if (cut < 0) return [tag, ''];
  const type = tag.slice(cut + 1);
  return [tag.slice(0, cut), type === '0' ? '' : type];
};

type Events = (before: number, now: number) => number;

/** Mentions as far as they can be listed: from a start to the next end, start, or border of the sentence. */
function mentionsOf(
  tags: Int32Array,
  side: ChunkTags,
  events: Events,
  firstOfSentence: Int32Array,
): TokenMentions {
  const mentions = new MentionList(tags.length >> 3);
  const none = side.codes.length - 1;
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let before = none;
    let open = -1;
    let type = -1;
    for (let i = firstOfSentence[s]!; i < stop; i++) {
      const now = tags[i]! < 0 ? none : tags[i]!;
      const event = events(before, now);
      if (event !== 0 && open >= 0) {
        mentions.add(s, open, i, type);
        open = -1;
      }
      if (event >= 2) {
        open = i;
        type = side.types[now]!;
      }
      before = now;
    }
    if (open >= 0) mentions.add(s, open, stop, type);
  }
  return mentions.columns();
}

/**
 * Correct mentions as the script counts them: it follows both columns at once, and an empty line between sentences is a token
 * that is outside on both sides.
 */
function countCorrect(
  sides: TaggedSides,
  columns: readonly [ChunkTags, ChunkTags],
  events: readonly [Events, Events],
): number {
  const [a, b] = columns;
  const noneA = a.codes.length - 1;
  const noneB = b.codes.length - 1;
  let beforeA = noneA;
  let beforeB = noneB;
  let inCorrect = false;
  let correct = 0;
  const step = (nowA: number, nowB: number): void => {
    const eventA = events[0](beforeA, nowA);
    const eventB = events[1](beforeB, nowB);
    const sameType = a.types[nowA] === b.types[nowB];
    if (inCorrect) {
      if ((eventA & eventB & 1) === 1 && a.types[beforeA] === b.types[beforeB]) {
        inCorrect = false;
        correct++;
      } else if (((eventA ^ eventB) & 1) === 1 || !sameType) inCorrect = false;
    }
    if ((eventA & eventB & 2) === 2 && sameType) inCorrect = true;
    beforeA = nowA;
    beforeB = nowB;
  };
  const { firstOfSentence } = sides;
  const tagsA = sides.reference.tags;
  const tagsB = sides.predicted.tags;
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    for (let i = firstOfSentence[s]!; i < stop; i++)
      step(tagsA[i]! < 0 ? noneA : tagsA[i]!, tagsB[i]! < 0 ? noneB : tagsB[i]!);
    step(noneA, noneB);
  }
  return inCorrect ? correct + 1 : correct;
}

/** What conlleval finds in both columns. A missing tag is given to it as O. */
export function conlleval(sides: TaggedSides): ToolAnswer {
  // Columns are split at single spaces, and empty columns at the end of a line are lost.
  const spaced = findTag(sides, (tag) => tag.includes(' '));
  const used = usedTags(sides.predicted);
  if (spaced !== null || sides.predicted.names.some((tag, index) => tag === '' && used[index] === 1))
    return refused(
      'a line whose tag is empty or has a space in it has another number of columns; conlleval stops there',
    );
  const types = new TypeNumbers();
  const idOf = (type: string): number => types.id(type);
  const a = chunkTags(sides.reference.names, rules, split, idOf);
  const b = chunkTags(sides.predicted.names, rules, split, idOf);
  const events = [pairEvents(rules, a), pairEvents(rules, b)] as const;
  return {
    kind: 'read',
    reading: {
      reference: mentionsOf(sides.reference.tags, a, events[0], sides.firstOfSentence),
      predicted: mentionsOf(sides.predicted.tags, b, events[1], sides.firstOfSentence),
      types: types.names,
      correct: countCorrect(sides, [a, b], events),
      readAs: null,
    },
  };
}
