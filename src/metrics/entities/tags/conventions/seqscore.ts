import type { TagColumn, TaggingScheme } from '../../../../model/entities.ts';
import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { findTag, refused, type TaggedSides, type ToolAnswer, TypeNumbers, usedTags } from '../sides.ts';

/** SeqScore's word for what it does with invalid tags: `conlleval` begins a mention, `discard` makes the tag O. */
export type SeqScoreRepair = 'begin' | 'discard';

/** Outside, begin, inside, end, single, and any letter that the encoding does not have. */
const O = 0;
const B = 1;
const I = 2;
const E = 3;
const S = 4;
const unknown = 5;

interface Encoding {
  readonly name: 'IO' | 'IOB' | 'BIO' | 'BIOES' | 'BILOU' | 'BMES' | 'BMEOW';
  /** Letters of the codes B, I, E, S; a space where there is none. */
  readonly letters: string;
}

const encodings: Readonly<Record<Encoding['name'], Encoding>> = {
  IO: { name: 'IO', letters: ' I  ' },
  IOB: { name: 'IOB', letters: 'BI  ' },
  BIO: { name: 'BIO', letters: 'BI  ' },
  BIOES: { name: 'BIOES', letters: 'BIES' },
  BILOU: { name: 'BILOU', letters: 'BILU' },
  BMES: { name: 'BMES', letters: 'BMES' },
  BMEOW: { name: 'BMEOW', letters: 'BMEW' },
};

const encodingOf: Readonly<Record<TaggingScheme, Encoding['name'] | null>> = {
  IO: 'IO',
  IOB1: 'IOB',
  IOB2: 'BIO',
  IOE1: null,
  IOE2: null,
  IOBES: 'BIOES',
  BILOU: 'BILOU',
  BMES: 'BMES',
};

/** Whether the encoding allows `now` after `before` (codes), with the same type or another. */
function allows(encoding: Encoding['name'], before: number, now: number, same: boolean): boolean {
  if (before === O && now === O) return true;
  switch (encoding) {
    case 'IO':
      return before <= I && now <= I && before !== B && now !== B;
    case 'IOB':
      if (now === B) return (before === B || before === I) && same;
      return before <= I && now <= I;
    case 'BIO':
      if (now === I) return (before === B || before === I) && same;
      return before <= I && now <= I;
    default: {
      const open = before === B || before === I;
      if (before === unknown || now === unknown) return false;
      return open ? same && (now === I || now === E) : now === O || now === B || now === S;
    }
  }
}

interface CodedSide {
  readonly codes: Uint8Array;
  readonly types: Int32Array;
}

function codeSide(column: TagColumn, encoding: Encoding, types: TypeNumbers): CodedSide {
  const codes = new Uint8Array(column.names.length);
  const ids = new Int32Array(column.names.length).fill(-1);
  column.names.forEach((tag, index) => {
    if (tag === 'O') return;
    const cut = tag.indexOf('-');
    if (cut < 0) return;
    const code = tag.slice(0, cut).length === 1 ? encoding.letters.indexOf(tag[0]!) + 1 : 0;
    codes[index] = code > 0 ? code : unknown;
    ids[index] = types.id(tag.slice(cut + 1));
  });
  return { codes, types: ids };
}

type Decoded = TokenMentions | { readonly error: string };

/** One side, repaired where the encoding can be and decoded. */
function decodeSide(
  column: TagColumn,
  firstOfSentence: Int32Array,
  encoding: Encoding,
  side: CodedSide,
  repair: SeqScoreRepair,
): Decoded {
  const { tags } = column;
  const { name } = encoding;
  const mentions = new MentionList(tags.length >> 3);
  const whole = name !== 'IO' && name !== 'IOB' && name !== 'BIO';
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let before = O;
    let typeBefore = -1;
    let open = -1;
    for (let i = firstOfSentence[s]!; i <= stop; i++) {
      const tag = i === stop ? -1 : tags[i]!;
      let code = tag < 0 ? O : side.codes[tag]!;
      let type = tag < 0 ? -1 : side.types[tag]!;
      const sound = allows(name, before, code, type === typeBefore);
      if (name === 'IOB' && code === unknown)
        return { error: `“${column.names[tag]!}” is no tag of ${name}; SeqScore stops (AssertionError)` };
      if (!sound) {
        if (whole || name === 'IO')
          return { error: `the tags break ${name}, for which SeqScore has no repair (NotImplementedError)` };
        if (name === 'IOB' && repair === 'discard')
          return { error: 'the tags break IOB, for which SeqScore cannot discard (ValueError)' };
        if (name === 'IOB') code = I;
        else if (repair === 'begin') code = B;
        else {
          code = O;
          type = -1;
        }
      }
      const begins =
        code === B || code === S || (code === I && name !== 'BIO' && !whole && type !== typeBefore);
      if (open >= 0 && (code === O || begins)) {
        mentions.add(s, open, i, typeBefore);
        open = -1;
      }
      if (begins) open = i;
      if (open >= 0 && (code === E || code === S)) {
        mentions.add(s, open, i + 1, type);
        open = -1;
      }
      before = code;
      typeBefore = type;
    }
  }
  return mentions.columns();
}

/** BMES writes S for a single token and BMEOW writes W. */
const usesW = (column: TagColumn): boolean => {
  const used = usedTags(column);
  return column.names.some((tag, index) => used[index] === 1 && tag.startsWith('W-'));
};

/**
 * What SeqScore 0.9.0 finds. It repairs BIO in two ways, IOB in one, and refuses to score tags that break another encoding. A
 * missing tag is given to it as O.
 */
export function seqscore(sides: TaggedSides, scheme: TaggingScheme, repair: SeqScoreRepair): ToolAnswer {
  let name = encodingOf[scheme];
  if (name === null) return refused(`SeqScore has no encoding ${scheme}`);
  if (name === 'BMES' && (usesW(sides.reference) || usesW(sides.predicted))) name = 'BMEOW';
  const unreadable = findTag(sides, (tag) => tag !== 'O' && (!tag.includes('-') || tag.startsWith('O-')));
  if (unreadable !== null)
    return refused(`SeqScore cannot read the tag “${unreadable}” (InvalidLabelError)`, name);
  const untyped = findTag(sides, (tag) => tag.endsWith('-') && tag.indexOf('-') === tag.length - 1);
  if (untyped !== null)
    return refused(`the tag “${untyped}” has no type; SeqScore stops (AssertionError)`, name);
  const encoding = encodings[name];
  const types = new TypeNumbers();
  const read = (column: TagColumn): Decoded =>
    decodeSide(column, sides.firstOfSentence, encoding, codeSide(column, encoding, types), repair);
  const predicted = read(sides.predicted);
  if ('error' in predicted) return refused(`prediction: ${predicted.error}`, name);
  const reference = read(sides.reference);
  if ('error' in reference) return refused(`reference: ${reference.error}`, name);
  return {
    kind: 'read',
    reading: { reference, predicted, types: types.names, correct: null, readAs: name },
  };
}
