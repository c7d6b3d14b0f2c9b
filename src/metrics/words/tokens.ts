/**
 * Letters, marks and digits; an apostrophe between letters and a point or comma between digits stay inside a word.
 * A pictograph is a word of its own.
 */
const TOKEN =
  /[\p{L}\p{M}\p{N}]+(?:(?:(?<=\p{L})['’](?=\p{L})|(?<=\p{N})[.,](?=\p{N}))[\p{L}\p{M}\p{N}]+)*|\p{Extended_Pictographic}/gu;
/** The same for texts of ASCII, where it is three times as fast. */
const ASCII_TOKEN = /[a-z0-9]+(?:(?:(?<=[a-z])'(?=[a-z])|(?<=[0-9])[.,](?=[0-9]))[a-z0-9]+)*/gi;

/** A run of a script that puts no blank between words; a mark belongs to the letter before it. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const UNSPACED_RUN =
  /(?:[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]\p{M}*)+|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;
const LETTER_WITH_MARKS = /\P{M}\p{M}*/gu;

/** What ends a sentence or a line: a phrase of two words does not reach across. */
const BREAK = /[.!?;:\n\r()[\]{}…。！？；：|]/;

const NOT_ASCII = /[\u0080-\uffff]/;

/** One word: its form for counting, where it stands in the text (UTF-16), and whether a phrase may join it to the word before. */
export type VisitToken = (term: string, start: number, end: number, joins: boolean) => void;

const folded = (word: string, ascii: boolean): string =>
  ascii ? word.toLowerCase() : word.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('’', "'");

/**
 * Visits the words of a text from left to right, lower-cased, compatibility forms folded (NFKC). Offsets are those of the text as
 * it is given. Where a script puts no blank between words, each two neighbouring letters count as a word, as information retrieval
 * does for such scripts (Nie, Gao, Zhang and Zhou 2000); those overlap and are never joined to phrases.
 */
export function forEachToken(text: string, visit: VisitToken): void {
  const ascii = !NOT_ASCII.test(text);
  const unspaced = !ascii && UNSPACED.test(text);
  let before = -1;
  const joinsAt = (start: number): boolean => before >= 0 && !BREAK.test(text.slice(before, start));
  for (const match of text.matchAll(ascii ? ASCII_TOKEN : TOKEN)) {
    const word = match[0];
    const start = match.index;
    if (unspaced && UNSPACED.test(word)) {
      for (const run of word.matchAll(UNSPACED_RUN)) {
        const from = start + run.index;
        if (!UNSPACED.test(run[0])) {
          visit(folded(run[0], false), from, from + run[0].length, joinsAt(from));
          before = from + run[0].length;
          continue;
        }
        visitPairs(run[0], from, visit);
        before = -1;
      }
      continue;
    }
    visit(folded(word, ascii), start, start + word.length, joinsAt(start));
    before = start + word.length;
  }
}

/** Each two neighbouring letters of a run, or the run itself when it is one letter. */
function visitPairs(run: string, from: number, visit: VisitToken): void {
  const letters = [...run.matchAll(LETTER_WITH_MARKS)];
  const single = letters.length === 1;
  for (let i = 0; i + (single ? 0 : 1) < letters.length; i++) {
    const last = letters[single ? i : i + 1]!;
    const [start, end] = [letters[i]!.index, last.index + last[0].length];
    visit(folded(run.slice(start, end), false), from + start, from + end, false);
  }
}

/** Where a term (a word, or two words with a blank between) occurs in a text: pairs of start and end, UTF-16. */
export function spansOf(text: string, term: string): readonly (readonly [start: number, end: number])[] {
  const spans: [number, number][] = [];
  let before: { term: string; start: number } | null = null;
  forEachToken(text, (word, start, end, joins) => {
    if (word === term) spans.push([start, end]);
    else if (before !== null && joins && `${before.term} ${word}` === term) spans.push([before.start, end]);
    before = { term: word, start };
  });
  return spans;
}
