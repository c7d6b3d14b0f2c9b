import type { MentionColumns, TokenColumns } from '../../../model/entities.ts';
import { createCharacters, kinds } from '../../subsets/characters.ts';

interface Texts {
  readonly sentences: number;
  readonly tokens: TokenColumns | null;
  text(sentence: number): string;
}

/** The words of the file, or, when it cut none: runs of letters and digits, and every other sign by itself. */
export function wordsOf(source: Texts): TokenColumns {
  if (source.tokens !== null) return source.tokens;
  const characters = createCharacters();
  const first = new Int32Array(source.sentences + 1);
  const [start, end]: [number[], number[]] = [[], []];
  for (let s = 0; s < source.sentences; s++) {
    const text = source.text(s);
    let open = -1;
    const close = (at: number): void => {
      if (open >= 0) end.push(at);
      open = -1;
    };
    for (let i = 0; i < text.length; ) {
      const code = text.codePointAt(i)!;
      const width = code > 0xffff ? 2 : 1;
      const kind = characters.kind(code);
      const single = kind === kinds.other || kind === kinds.alone;
      if (kind === kinds.blank) close(i);
      else if (single) {
        close(i);
        start.push(i);
        end.push(i + width);
      } else if (open < 0 && !(kind === kinds.mark && end.at(-1) === i)) {
        open = i;
        start.push(i);
      } else if (open < 0) end[end.length - 1] = i + width;
      i += width;
    }
    close(text.length);
    first[s + 1] = start.length;
  }
  return { firstOfSentence: first, start: Int32Array.from(start), end: Int32Array.from(end) };
}

/** First word that a mention touches, and the one after its last; equal when it touches none. */
export interface WordRanges {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** First word of a sentence that ends after `offset`. */
function wordAfter({ firstOfSentence, end }: TokenColumns, sentence: number, offset: number): number {
  let [low, high] = [firstOfSentence[sentence]!, firstOfSentence[sentence + 1]!];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end[middle]! > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function wordRanges({ sentence, start, end }: MentionColumns, words: TokenColumns): WordRanges {
  const from = new Int32Array(start.length);
  const to = new Int32Array(start.length);
  for (let i = 0; i < start.length; i++) {
    const last = words.firstOfSentence[sentence[i]! + 1]!;
    let at = wordAfter(words, sentence[i]!, start[i]!);
    from[i] = at;
    while (at < last && words.start[at]! < end[i]!) at++;
    to[i] = at;
  }
  return { from, to };
}

const UNTIDY = /^\s|\s$|[^\S ]| {2}/u;
const NOT_ASCII = /[\u0080-\uffff]/;

/** One blank for any white space, none at the ends. */
export const tidied = (text: string): string =>
  UNTIDY.test(text) ? text.replace(/\s+/gu, ' ').trim() : text;

/** For comparing across files: compatibility forms and case folded. */
export const foldedText = (text: string): string =>
  NOT_ASCII.test(text)
    ? tidied(text.normalize('NFKC').toLowerCase().normalize('NFKC'))
    : tidied(text.toLowerCase());

/** The text of each mention, white space tidied. */
export function mentionTexts(
  { sentence, start, end }: MentionColumns,
  text: (sentence: number) => string,
): readonly string[] {
  let last = -1;
  let whole = '';
  return Array.from(sentence, (s, i) => {
    if (s !== last) {
      last = s;
      whole = text(s);
    }
    return tidied(whole.slice(start[i]!, end[i]!));
  });
}
