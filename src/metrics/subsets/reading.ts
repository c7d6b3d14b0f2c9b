import { createCharacters, kinds, scripts } from './characters.ts';

/** How a word is written; bits of `Reading.shape`. */
export const shapes = {
  /** Upper case first, lower case after it. */
  capitalised: 1,
  /** Two letters or more, all upper case. */
  capitals: 2,
  /** The first word of the text, or of a sentence or quotation in it. */
  opens: 4,
  number: 8,
  letter: 16,
} as const;

/** What occurs in a text; bits of `Reading.signs`. */
export const signs = { upper: 1, lower: 2, notAscii: 4, mixedScripts: 8, word: 16, present: 32 } as const;

/**
 * All texts taken apart once. Words are runs of letters, marks and digits with apostrophes inside, in lower case; a letter of a
 * script without blanks between words is a word by itself. The words of row i are `token[start[i]]`…`token[start[i + 1] − 1]`.
 */
export interface Reading {
  readonly texts: readonly (string | null)[];
  readonly words: readonly string[];
  readonly token: Int32Array;
  readonly shape: Uint8Array;
  readonly start: Int32Array;
  readonly signs: Uint8Array;
  /** Code of the script that most letters are of. */
  readonly script: Uint8Array;
}

/** A second script with at least this share of the letters makes a text mixed. */
export const MIXED_SHARE = 0.2;

/** A word in a text. `end` is exclusive, in UTF-16 units. */
export interface WordPlace {
  readonly start: number;
  readonly end: number;
  readonly shape: number;
}

type Visit = (start: number, end: number, shape: number) => void;

/** Where a sentence or a quotation may begin; a comma does not. */
const OPENS = new Set([...'.!?:;…"“”«»„([{|/\n•。！？'].map((one) => one.codePointAt(0)!));
const APOSTROPHES = new Set([0x27, 0x2019]);

function createWalker() {
  const characters = createCharacters();
  const counts = new Int32Array(scripts.length);
  const walk = (text: string, visit: Visit): number => {
    counts.fill(0);
    let found = 0;
    let opens = true;
    let i = 0;
    const { length } = text;
    while (i < length) {
      let code = text.codePointAt(i)!;
      let width = code > 0xffff ? 2 : 1;
      let kind = characters.kind(code);
      if (kind === kinds.blank || kind === kinds.other || kind === kinds.mark) {
        if (code > 127) found |= signs.notAscii;
        if (OPENS.has(code)) opens = true;
        i += width;
        continue;
      }
      const start = i;
      let letters = 0;
      let uppers = 0;
      let shape = opens ? shapes.opens : 0;
      const first = kind;
      for (;;) {
        if (code > 127) found |= signs.notAscii;
        if (kind === kinds.number) shape |= shapes.number;
        else if (kind !== kinds.mark && kind !== kinds.other) {
          letters++;
          const script = code < 128 ? 1 : characters.script(code);
          counts[script] = counts[script]! + 1;
          if (kind === kinds.upper) uppers++;
          else if (kind === kinds.lower) found |= signs.lower;
        }
        i += width;
        if (i >= length || first === kinds.alone) break;
        code = text.codePointAt(i)!;
        width = code > 0xffff ? 2 : 1;
        kind = characters.kind(code);
        if (kind === kinds.alone || kind === kinds.blank) break;
        if (kind !== kinds.other) continue;
        // An apostrophe belongs to the word when a letter follows.
        if (!APOSTROPHES.has(code) || i + 1 >= length) break;
        const next = characters.kind(text.codePointAt(i + 1)!);
        if (next !== kinds.lower && next !== kinds.upper) break;
      }
      if (letters > 0) shape |= shapes.letter;
      if (uppers > 0) found |= signs.upper;
      if (letters > 1 && uppers === letters) shape |= shapes.capitals;
      else if (first === kinds.upper && letters > 1) shape |= shapes.capitalised;
      visit(start, i, shape);
      opens = false;
    }
    return found;
  };
  /** Script of most letters of the text walked last, and whether another one has a good share. */
  const scriptsOfLast = (): { readonly script: number; readonly mixed: boolean } => {
    let letters = 0;
    let most = 0;
    for (let script = 1; script < counts.length; script++) {
      letters += counts[script]!;
      if (counts[script]! > counts[most]!) most = script;
    }
    const japanese = counts[scripts.indexOf('Kana')]! > 0;
    let second = 0;
    for (let script = 1; script < counts.length; script++) {
      // Japanese is written in both.
      if (script === most || (japanese && (scripts[script] === 'Han' || scripts[script] === 'Kana')))
        continue;
      second = Math.max(second, counts[script]!);
    }
    const script = japanese && scripts[most] === 'Han' ? scripts.indexOf('Kana') : most;
    return { script, mixed: letters > 0 && second >= MIXED_SHARE * letters };
  };
  return { walk, scriptsOfLast };
}

const lowered = (word: string): string => word.toLowerCase().replaceAll('’', "'");

export function readTexts(texts: readonly (string | null)[]): Reading {
  const { walk, scriptsOfLast } = createWalker();
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const start = new Int32Array(texts.length + 1);
  const found = new Uint8Array(texts.length);
  const script = new Uint8Array(texts.length);
  let token = new Int32Array(1024);
  let shape = new Uint8Array(1024);
  let size = 0;
  let text = '';
  const visit: Visit = (from, to, form) => {
    const written = text.slice(from, to);
    let number = numbers.get(written);
    if (number === undefined) {
      const word = lowered(written);
      number = numbers.get(word);
      if (number === undefined) {
        number = words.length;
        words.push(word);
        numbers.set(word, number);
      }
      numbers.set(written, number);
    }
    if (size === token.length) {
      const [wider, shapesWider] = [new Int32Array(2 * size), new Uint8Array(2 * size)];
      wider.set(token);
      shapesWider.set(shape);
      token = wider;
      shape = shapesWider;
    }
    token[size] = number;
    shape[size] = form;
    size++;
  };
  for (const [row, given] of texts.entries()) {
    if (given !== null) {
      text = given;
      const before = size;
      let bits = walk(given, visit) | signs.present;
      const { script: most, mixed } = scriptsOfLast();
      if (mixed) bits |= signs.mixedScripts;
      if (size > before) bits |= signs.word;
      found[row] = bits;
      script[row] = most;
    }
    start[row + 1] = size;
  }
  return {
    texts,
    words,
    token: token.slice(0, size),
    shape: shape.slice(0, size),
    start,
    signs: found,
    script,
  };
}

/** Words of one text with their places, for showing them. */
export function placesOfWords(text: string): readonly (WordPlace & { readonly word: string })[] {
  const places: (WordPlace & { readonly word: string })[] = [];
  createWalker().walk(text, (start, end, shape) => {
    places.push({ start, end, shape, word: lowered(text.slice(start, end)) });
  });
  return places;
}

export const countWordsOf = ({ start }: Reading, row: number): number => start[row + 1]! - start[row]!;
