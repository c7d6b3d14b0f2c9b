import type { TagColumn, TaggingScheme } from '../../../../model/entities.ts';
import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { findTag, refused, type TaggedSides, type ToolAnswer, TypeNumbers } from '../sides.ts';

type StrictScheme = 'IOB1' | 'IOB2' | 'IOE1' | 'IOE2' | 'IOBES' | 'BILOU';

const letters = 'OIBESUL';
const size = letters.length;

/**
 * Where a mention starts, goes on and ends in each scheme of seqeval 1.2.2: letter before, letter now (`*` any), and whether the
 * types are the same (`=`), differ (`!`) or do not matter (`.`). The gaps are seqeval's: an IOB1 mention that follows one of
 * another type with a B has no start; an IOE1 mention has none when a single E stands alone.
 */
const patterns: Readonly<
  Record<
    StrictScheme,
    { readonly allowed: string; readonly start: string; readonly inside: string; readonly end: string }
  >
> = {
  IOB1: {
    allowed: 'IOB',
    start: 'OI. II! BI. IB= BB=',
    inside: 'BI= II=',
    end: 'II! IO. IB. BO. BI! BB=',
  },
  IOB2: { allowed: 'IOB', start: '*B.', inside: 'BI= II=', end: 'IO. II! IB. BO. BI! BB.' },
  IOE1: {
    allowed: 'IOE',
    start: 'OI. II! EI. EE=',
    inside: 'II= IE=',
    end: 'II! IO. IE! EI= EE=',
  },
  IOE2: { allowed: 'IOE', start: 'OI. OE. EI. EE. II! IE!', inside: 'IE= II=', end: 'E*.' },
  IOBES: { allowed: 'IOBES', start: '*B. *S.', inside: 'BI= BE= II= IE=', end: 'S*. E*.' },
  BILOU: { allowed: 'IOBUL', start: '*B. *U.', inside: 'BI= BL= II= IL=', end: 'U*. L*.' },
};

/** Index: (before · letters + now) · 2 + same type. */
function patternTable(text: string): Uint8Array {
  const table = new Uint8Array(size * size * 2);
  for (const pattern of text.split(' '))
    for (let before = 0; before < size; before++)
      for (let now = 0; now < size; now++) {
        if (pattern[0] !== '*' && pattern[0] !== letters[before]) continue;
        if (pattern[1] !== '*' && pattern[1] !== letters[now]) continue;
        if (pattern[2] !== '=') table[(before * size + now) * 2] = 1;
        if (pattern[2] !== '!') table[(before * size + now) * 2 + 1] = 1;
      }
  return table;
}

/** seqeval takes hyphens off both ends of what follows the letter. */
const typeOf = (tag: string): string => tag.slice(1).replace(/^-+|-+$/g, '') || '_';

function mentionsOf(
  column: TagColumn,
  firstOfSentence: Int32Array,
  scheme: StrictScheme,
  types: TypeNumbers,
): TokenMentions {
  const start = patternTable(patterns[scheme].start);
  const inside = patternTable(patterns[scheme].inside);
  const end = patternTable(patterns[scheme].end);
  const { tags, names } = column;
  const none = names.length;
  const codes = new Uint8Array(none + 1);
  const typeIds = new Int32Array(none + 1);
  for (let tag = 0; tag <= none; tag++) {
    const name = tag < none ? names[tag]! : 'O';
    codes[tag] = Math.max(0, letters.indexOf(name[0] ?? 'O'));
    typeIds[tag] = types.id(typeOf(name));
  }
  const pair = (before: number, now: number): number =>
    (codes[before]! * size + codes[now]!) * 2 + (typeIds[before] === typeIds[now] ? 1 : 0);
  const mentions = new MentionList(tags.length >> 3);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    const at = (i: number): number => (i === stop || tags[i]! < 0 ? none : tags[i]!);
    let before = none;
    let i = firstOfSentence[s]!;
    while (i <= stop) {
      const now = at(i);
      if (start[pair(before, now)] === 0) {
        before = now;
        i++;
        continue;
      }
      let last = now;
      let next = i + 1;
      while (next < stop && inside[pair(last, at(next))] === 1) last = at(next++);
      if (end[pair(last, at(next))] === 1) mentions.add(s, i, next, typeIds[now]!);
      before = last;
      i = next;
    }
  }
  return mentions.columns();
}

const strictSchemes: Readonly<Record<TaggingScheme, StrictScheme | null>> = {
  // seqeval has no IO. Its users name IOB2, and lose every mention.
  IO: 'IOB2',
  IOB1: 'IOB1',
  IOB2: 'IOB2',
  IOE1: 'IOE1',
  IOE2: 'IOE2',
  IOBES: 'IOBES',
  BILOU: 'BILOU',
  BMES: null,
};

/** What seqeval finds with `mode='strict'` and the scheme. A missing tag is given to it as O. */
export function seqevalStrict(sides: TaggedSides, scheme: TaggingScheme): ToolAnswer {
  const readAs = strictSchemes[scheme];
  if (readAs === null) return refused(`seqeval has no scheme with the letters of ${scheme}`);
  const unknown = findTag(sides, (tag) => tag === '' || !letters.includes([...tag][0]!));
  if (unknown !== null)
    return refused(
      unknown === ''
        ? 'seqeval stops at an empty tag (IndexError)'
        : `seqeval knows no tag that begins like “${unknown}” (KeyError)`,
      readAs,
    );
  const foreign = findTag(sides, (tag) => !patterns[readAs].allowed.includes(tag[0]!));
  if (foreign !== null) return refused(`“${foreign}” is no tag of ${readAs} (ValueError)`, readAs);
  const types = new TypeNumbers();
  return {
    kind: 'read',
    reading: {
      reference: mentionsOf(sides.reference, sides.firstOfSentence, readAs, types),
      predicted: mentionsOf(sides.predicted, sides.firstOfSentence, readAs, types),
      types: types.names,
      correct: null,
      readAs,
    },
  };
}
