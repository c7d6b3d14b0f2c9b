import type { TagColumn } from '../../../../model/entities.ts';
import { MentionList, type TokenMentions } from '../../../../text/tags/index.ts';
import { refused, type TaggedSides, type ToolAnswer, TypeNumbers } from '../sides.ts';

/** B and I by the first character of the tag; O is exactly `O`. */
const outside = 0;
const begins = 1;
const continues = 2;
const other = 3;

interface CodedSide {
  readonly codes: Uint8Array;
  /** −1 where the tag has no hyphen, and with it no type. */
  readonly types: Int32Array;
}

function codeSide(names: readonly string[], types: TypeNumbers): CodedSide {
  const codes = new Uint8Array(names.length);
  const ids = new Int32Array(names.length).fill(-1);
  names.forEach((tag, index) => {
    codes[index] = tag === 'O' ? outside : tag[0] === 'B' ? begins : tag[0] === 'I' ? continues : other;
    // What stands between the first and the second hyphen: ARGM of B-ARGM-LOC.
    const type = tag.split('-')[1];
    if (type !== undefined) ids[index] = types.id(type);
  });
  return { codes, types: ids };
}

/**
 * Spans of ExplainaBoard's BIO rules: the type is that of the first tag, another type inside does not end a span, and a tag that
 * is neither B, I nor O ends one that may not have begun: that span then begins one token before the sentence and has the type of
 * the last tag of the sentence. Null: a span without a type, at which the tool stops (IndexError).
 */
function mentionsOf(column: TagColumn, firstOfSentence: Int32Array, side: CodedSide): TokenMentions | null {
  const { tags } = column;
  const mentions = new MentionList(tags.length >> 3);
  const typeAt = (i: number): number => (tags[i]! < 0 ? -1 : side.types[tags[i]!]!);
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const first = firstOfSentence[s]!;
    const stop = firstOfSentence[s + 1]!;
    let before = outside;
    let open = -1;
    for (let i = first; i < stop; i++) {
      const code = tags[i]! < 0 ? outside : side.codes[tags[i]!]!;
      if (i > first && before !== outside && code !== continues) {
        const type = typeAt(open >= 0 ? open : stop - 1);
        if (type < 0) return null;
        mentions.add(s, open >= 0 ? open : first - 1, i, type);
        open = -1;
      }
      if (code === begins || (code === continues && before === outside)) open = i;
      before = code;
    }
    if (open < 0) continue;
    const type = typeAt(open);
    if (type < 0) return null;
    mentions.add(s, open, stop, type);
  }
  return mentions.columns();
}

/** What ExplainaBoard 0.12.7 finds (`BIOSpanOps`), read from its source. A missing tag is given to it as O. */
export function explainaboard(sides: TaggedSides): ToolAnswer {
  const types = new TypeNumbers();
  const reference = mentionsOf(
    sides.reference,
    sides.firstOfSentence,
    codeSide(sides.reference.names, types),
  );
  const predicted = mentionsOf(
    sides.predicted,
    sides.firstOfSentence,
    codeSide(sides.predicted.names, types),
  );
  if (reference === null || predicted === null)
    return refused('ExplainaBoard looks for a type behind the hyphen of a tag that has none (IndexError)');
  return {
    kind: 'read',
    reading: { reference, predicted, types: types.names, correct: null, readAs: null },
  };
}
