// How many columns of a terminal a text takes: Chinese and emoji two, marks that sit on a letter none.

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NONE = /[\p{Mn}\p{Me}\u200c\u200d]/u;

/** Columns of one character (East Asian Width as in Unicode Standard Annex 11, in broad ranges). */
const columnsOfCharacter = (character: string): number =>
  character < '\u0300' ? 1 : NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** Columns that a text without control characters takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** Text filled with spaces up to `width` columns; longer text is left as it is. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columnsOf(text)));

/** The longest beginning (or, with `fromEnd`, ending) of a text that fits into `width` columns. */
function fitting(text: string, width: number, fromEnd = false): string {
  const characters = fromEnd ? [...text].reverse() : [...text];
  const kept: string[] = [];
  let columns = 0;
  for (const character of characters) {
    columns += columnsOfCharacter(character);
    if (columns > width) break;
    kept.push(character);
  }
  return (fromEnd ? kept.reverse() : kept).join('');
}

/** At most `width` columns, shortened in the middle, so that both ends of a name stay readable. */
export function shortenTo(text: string, width: number, mark: string): string {
  if (columnsOf(text) <= width) return text;
  const room = Math.max(0, width - mark.length);
  const head = fitting(text, Math.ceil(room / 2));
  return `${head}${mark}${fitting(text, room - columnsOf(head), true)}`;
}

/** A number stays with its sign and its unit: `± 5`, `33.3 %`. */
const BREAK = /(?<!±) (?!%)/;

/** Breaks text at spaces into lines of at most `width` columns; a word that is longer is broken where it must. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(BREAK)) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) <= width) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (columnsOf(word) > width) {
      const part = fitting(word, width);
      if (part === '') break;
      lines.push(part);
      word = word.slice(part.length);
    }
    line = word;
  }
  if (line !== '') lines.push(line);
  return lines;
}
