import type { EntityErrorInput } from '../../../../src/metrics/entities/errors/index.ts';
import type { MentionColumns, TokenColumns } from '../../../../src/model/entities.ts';

export interface Mark {
  readonly sentence: number;
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** `[PER Maria Perez] met [LOC Oslo]`: the text without brackets, and what they mark. Brackets may stand in brackets. */
function marked(text: string, sentence = 0): { readonly text: string; readonly marks: readonly Mark[] } {
  let plain = '';
  const open: { type: string; start: number; at: number }[] = [];
  const marks: Mark[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[') {
      const blank = text.indexOf(' ', i);
      open.push({ type: text.slice(i + 1, blank), start: plain.length, at: marks.length });
      marks.push({ sentence, start: -1, end: -1, type: '' });
      i = blank;
    } else if (text[i] === ']') {
      const { type, start, at } = open.pop()!;
      marks[at] = { sentence, start, end: plain.length, type };
    } else plain += text[i];
  }
  return { text: plain, marks };
}

export function columnsOf(marks: readonly Mark[], types: readonly string[]): MentionColumns {
  return {
    sentence: Int32Array.from(marks, ({ sentence }) => sentence),
    start: Int32Array.from(marks, ({ start }) => start),
    end: Int32Array.from(marks, ({ end }) => end),
    type: Int32Array.from(marks, ({ type }) => types.indexOf(type)),
    score: null,
  };
}

/** Words between blanks. */
function tokensOf(texts: readonly string[]): TokenColumns {
  const [first, start, end]: [number[], number[], number[]] = [[0], [], []];
  for (const text of texts) {
    for (const match of text.matchAll(/\S+/g)) {
      start.push(match.index);
      end.push(match.index + match[0].length);
    }
    first.push(start.length);
  }
  return {
    firstOfSentence: Int32Array.from(first),
    start: Int32Array.from(start),
    end: Int32Array.from(end),
  };
}

/** Sentences as pairs of the reference and the prediction, both marked with brackets. */
export function setOf(
  pairs: readonly (readonly [reference: string, predicted: string])[],
  more: Partial<EntityErrorInput> = {},
): EntityErrorInput {
  const gold = pairs.map(([text], s) => marked(text, s));
  const found = pairs.map(([, text], s) => marked(text, s));
  const marks = [gold, found].map((side) => side.flatMap((one) => one.marks));
  const types = more.types ?? [...new Set(marks.flat().map(({ type }) => type))].sort();
  const texts = gold.map(({ text }) => text);
  return {
    types,
    sentences: pairs.length,
    firstOfDocument: null,
    tokens: tokensOf(texts),
    reference: columnsOf(marks[0]!, types),
    predicted: columnsOf(marks[1]!, types),
    extra: new Map(),
    text: (sentence) => texts[sentence]!,
    ...more,
  };
}
