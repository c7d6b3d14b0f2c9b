/** Addresses, user names and long numbers: they differ between copies of one text. */
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g;
const USER = /(^|\s)@\w+/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
/** A word of so many digits, hexadecimal or not, that it is an id. */
const ID = /(?<![^ ])(?:\d{6,}|(?=[a-f]*\d)[0-9a-f]{12,})(?![^ ])/g;
/** Inside a number or a word: `1,800`, `don't`. Copies leave them out. */
const INSIDE = /(?<=\d)[.,](?=\d)|(?<=\p{L})['’](?=\p{L})/gu;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;
const NO_WORD_ASCII = /[^a-z0-9]+/g;

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
};

/**
 * The words of a text without what differs between copies of it: compatibility forms (NFKC) and case folded, addresses, user
 * names and ids taken out, everything that is neither letter nor digit made one blank. `''` when no word is left.
 * Applying it twice changes nothing.
 */
export function normaliseText(text: string): string {
  const ascii = isAscii(text);
  let folded = (ascii ? text : text.normalize('NFKC')).toLowerCase();
  if (!ascii) folded = folded.normalize('NFKC');
  if (folded.includes('@') || folded.includes('://') || folded.includes('www.'))
    folded = folded.replace(ADDRESS, ' ').replace(USER, ' ');
  const digits = /\d/.test(folded);
  if (digits) folded = folded.replace(UUID, ' ');
  const words = folded.replace(INSIDE, '').replace(ascii ? NO_WORD_ASCII : NO_WORD, ' ');
  return (digits ? words.replace(ID, '').replace(/ {2,}/g, ' ') : words).trim();
}

/** Scripts that put no blank between words: each of their letters counts as a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** The words of a normalised text. */
export function wordsOf(normalised: string): readonly string[] {
  if (normalised === '') return [];
  if (isAscii(normalised)) return normalised.split(' ');
  return normalised
    .replace(UNSPACED, ' $& ')
    .split(' ')
    .filter((word) => word !== '');
}
