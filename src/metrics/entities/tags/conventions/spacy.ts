import type { TagColumn } from '../../../../model/entities.ts';
import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { findTag, refused, type TaggedSides, type ToolAnswer, TypeNumbers } from '../sides.ts';

/** spaCy's codes of a token: 0 not annotated, 1 inside, 2 outside, 3 begin. */
const unset = 0;
const inside = 1;
const outside = 2;
const begin = 3;

/** `B-`, `I-` or `O-` and a type; anything else but O and the empty tag is E177. */
const readable = (tag: string): boolean => tag === '' || tag === 'O' || /^[BIO]-./s.test(tag);

interface CodedSide {
  readonly codes: Uint8Array;
  readonly types: Int32Array;
}

function codeSide(column: TagColumn, types: TypeNumbers): CodedSide {
  const codes = new Uint8Array(column.names.length);
  const ids = new Int32Array(column.names.length).fill(-1);
  column.names.forEach((tag, index) => {
    codes[index] = tag === '' ? unset : tag[0] === 'O' ? outside : tag[0] === 'B' ? begin : inside;
    if (codes[index] === begin || codes[index] === inside) ids[index] = types.id(tag.slice(2));
  });
  return { codes, types: ids };
}

/**
 * `doc.ents` of one side: I begins a mention after O, an unset token or another type. At the start of a document it does not,
 * and asking for the entities is error E093: the token's index is returned.
 */
function mentionsOf(
  column: TagColumn,
  firstOfSentence: Int32Array,
  side: CodedSide,
  annotated: Uint8Array,
): TokenMentions | number {
  const { tags } = column;
  const mentions = new MentionList(tags.length >> 3);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    if (annotated[s] === 0) continue;
    const first = firstOfSentence[s]!;
    const stop = firstOfSentence[s + 1]!;
    let open = -1;
    let openType = -1;
    for (let i = first; i < stop; i++) {
      const tag = tags[i]!;
      const code = tag < 0 ? unset : side.codes[tag]!;
      const type = tag < 0 ? -1 : side.types[tag]!;
      if (code === inside) {
        if (open >= 0 && type === openType) continue;
        if (open < 0 && i === first) return i;
      }
      if (open >= 0) mentions.add(s, open, i, openType);
      open = code === begin || code === inside ? i : -1;
      openType = type;
    }
    if (open >= 0) mentions.add(s, open, stop, openType);
  }
  return mentions.columns();
}

/** Predicted mentions without those that touch a token whose reference is unset: spaCy counts them neither as right nor as wrong. */
function onAnnotated(predicted: TokenMentions, reference: TagColumn, side: CodedSide): TokenMentions {
  const kept = new MentionList(predicted.first.length);
  for (let m = 0; m < predicted.first.length; m++) {
    let whole = true;
    for (let i = predicted.first[m]!; i < predicted.end[m]! && whole; i++) {
      const tag = reference.tags[i]!;
      whole = tag >= 0 && side.codes[tag] !== unset;
    }
    if (whole) kept.add(predicted.sentence[m]!, predicted.first[m]!, predicted.end[m]!, predicted.type[m]!);
  }
  return kept.columns();
}

/**
 * What spaCy 3.8.18 scores (`get_ner_prf`) when each sentence becomes a `Doc` with these words and `ents`, the same words on both
 * sides. A missing tag is given to it as the empty tag, its sign for not annotated.
 */
export function spacy(sides: TaggedSides): ToolAnswer {
  const unreadable = findTag(sides, (tag) => !readable(tag));
  if (unreadable !== null) return refused(`spaCy takes no tag like “${unreadable}” (E177)`);
  const { firstOfSentence, reference, predicted } = sides;
  const types = new TypeNumbers();
  const a = codeSide(reference, types);
  const b = codeSide(predicted, types);
  const sentences = firstOfSentence.length - 1;
  const annotated = new Uint8Array(sentences);
  for (let s = 0; s < sentences; s++)
    for (let i = firstOfSentence[s]!; i < firstOfSentence[s + 1]!; i++) {
      const tag = reference.tags[i]!;
      if (tag < 0 || a.codes[tag] === unset) continue;
      annotated[s] = 1;
      break;
    }
  const referenceMentions = mentionsOf(reference, firstOfSentence, a, annotated);
  const predictedMentions = mentionsOf(predicted, firstOfSentence, b, annotated);
  if (typeof referenceMentions === 'number' || typeof predictedMentions === 'number')
    return refused('a sentence begins with an I tag; spaCy finds no mention for it to continue (E093)');
  return {
    kind: 'read',
    reading: {
      reference: referenceMentions,
      predicted: onAnnotated(predictedMentions, reference, a),
      types: types.names,
      correct: null,
      readAs: null,
    },
  };
}
