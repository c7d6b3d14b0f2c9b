/** Which tokens of a text are one word, and where the words stand. */
export interface TokenWords {
  /** Of each token: its word, or −1 for tokens of no text. */
  readonly word: Int32Array;
  /** UTF-16 units, `end` exclusive; white space at the borders is cut off. */
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts without blanks between words: each token is a word. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

const lastOf = (text: string, end: number): string => {
  const low = text.charCodeAt(end - 1) >> 10 === 0x37;
  return text.slice(low ? Math.max(0, end - 2) : end - 1, end);
};
const firstOf = (text: string, start: number): string => String.fromCodePoint(text.codePointAt(start) ?? 32);

/**
 * Puts the tokens of a text together to words: neighbours that the tokenizer cut from one piece and between which a letter or digit meets
 * another. Bytes of one character (byte-level BPE gives each the place of the whole) are one word too. Marks of punctuation stand alone.
 */
export function tokenWords(
  text: string,
  start: ArrayLike<number>,
  end: ArrayLike<number>,
  piece: ArrayLike<number>,
): TokenWords {
  const word = new Int32Array(start.length).fill(-1);
  const [starts, ends]: [number[], number[]] = [[], []];
  let before = -1;
  for (let token = 0; token < start.length; token++) {
    const [from, to] = [start[token]!, end[token]!];
    if (from < 0) continue;
    if (before >= 0 && joins(text, end[before]!, start[before]!, from, piece[before] === piece[token])) {
      word[token] = word[before]!;
      ends[word[token]!] = Math.max(ends[word[token]!]!, to);
    } else {
      word[token] = starts.length;
      starts.push(from);
      ends.push(to);
    }
    before = token;
  }
  for (let i = 0; i < starts.length; i++) {
    while (starts[i]! < ends[i]! && /\s/.test(text[starts[i]!]!)) starts[i]!++;
    while (ends[i]! > starts[i]! && /\s/.test(text[ends[i]! - 1]!)) ends[i]!--;
  }
  return { word, start: Int32Array.from(starts), end: Int32Array.from(ends) };
}

function joins(
  text: string,
  endBefore: number,
  startBefore: number,
  start: number,
  samePiece: boolean,
): boolean {
  if (start < endBefore && start >= startBefore) return true;
  if (!samePiece || start !== endBefore || start === 0) return false;
  const [left, right] = [lastOf(text, start), firstOf(text, start)];
  return LETTER.test(left) && LETTER.test(right) && !UNSPACED.test(left) && !UNSPACED.test(right);
}
