import { addRow, emptyMask } from '../mask.ts';
import { absent, NO_TEXTS, type Property, type PropertyValue } from '../property.ts';
import { type Reading, shapes, signs } from '../reading.ts';
import { rowsWithTokens, spansOfWords } from '../spans.ts';

const LEAST_LETTERS = 4;
const TITLE_SHARE = 0.8;
const LONG_WORD = 4;
const LEAST_LONG_WORDS = 3;

const shouted = (word: string, shape: number): boolean => (shape & shapes.capitals) !== 0 && word.length >= 3;

/** Title case: of at least three words of four letters or more, 80 % start with a capital. */
export function isTitle(reading: Reading, row: number): boolean {
  let long = 0;
  let capitalised = 0;
  for (let at = reading.start[row]!; at < reading.start[row + 1]!; at++) {
    if ((reading.shape[at]! & shapes.letter) === 0 || reading.words[reading.token[at]!]!.length < LONG_WORD)
      continue;
    long++;
    if ((reading.shape[at]! & shapes.capitalised) !== 0) capitalised++;
  }
  return long >= LEAST_LONG_WORDS && capitalised >= TITLE_SHARE * long;
}

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

function valuesOf(reading: Reading): readonly PropertyValue[] {
  const rows = reading.texts.length;
  const [capitals, title, none] = [emptyMask(rows), emptyMask(rows), emptyMask(rows)];
  for (let row = 0; row < rows; row++) {
    const [upper, lower] = [reading.signs[row]! & signs.upper, reading.signs[row]! & signs.lower];
    if (upper !== 0 && lower === 0) {
      if (letters(reading.texts[row]!) >= LEAST_LETTERS) addRow(capitals, row);
    } else if (upper === 0 && lower !== 0) addRow(none, row);
    else if (upper !== 0 && isTitle(reading, row)) addRow(title, row);
  }
  const whole = { words: [], spans: null };
  return [
    {
      name: 'all in capitals',
      definition: 'has at least four letters and no lower-case one',
      rows: capitals,
      ...whole,
    },
    {
      name: 'in title case',
      definition: 'of at least three words of four letters or more, 80 % start with a capital',
      rows: title,
      ...whole,
    },
    {
      name: 'no capital letter',
      definition: 'has lower-case letters and no capital',
      rows: none,
      ...whole,
    },
    {
      name: 'contains a word in capitals',
      definition: 'contains a word of three letters or more, all capitals',
      words: [],
      rows: rowsWithTokens(reading, (word, shape) => shouted(reading.words[word]!, shape)),
      spans: spansOfWords(shouted),
    },
  ];
}

export const casing: Property = {
  id: 'casing',
  find({ reading }) {
    const title = 'casing';
    if (reading === null) return absent('casing', title, NO_TEXTS);
    return [{ id: 'casing', title, role: 'slice', values: valuesOf(reading), leftOut: null }];
  },
};
