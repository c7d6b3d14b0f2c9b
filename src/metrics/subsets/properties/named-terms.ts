import { holds, maskWhere } from '../mask.ts';
import { absent, NO_TEXTS, type Property } from '../property.ts';
import { type Reading, shapes, signs } from '../reading.ts';
import { rowsWithTokens, spansOfWords } from '../spans.ts';
import { isTitle } from './casing.ts';

const inside = (_word: unknown, shape: number): boolean =>
  (shape & shapes.capitalised) !== 0 && (shape & shapes.opens) === 0;

const CAUTION =
  'a word that starts with a capital inside a sentence; a heuristic for names, which takes German nouns for names and misses names that open a sentence or are in small letters';

function readable(reading: Reading, row: number): boolean {
  const lower = (reading.signs[row]! & signs.lower) !== 0;
  return lower && !isTitle(reading, row);
}

/** Names, by their capital. Texts in title case or without lower-case letters say nothing and are in no value. */
export const namedTerms: Property = {
  id: 'named-terms',
  find({ reading, rows }) {
    const title = 'named terms (by capitals)';
    if (reading === null) return absent('named-terms', title, NO_TEXTS);
    const [one, two] = [rowsWithTokens(reading, inside), rowsWithTokens(reading, inside, 2)];
    const can = maskWhere(rows, (row) => readable(reading, row));
    const spans = spansOfWords(inside);
    const pick = (is: (row: number) => boolean) => maskWhere(rows, (row) => holds(can, row) && is(row));
    return [
      {
        id: 'named-terms',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          {
            name: 'contains a capitalised term inside a sentence',
            definition: `contains ${CAUTION}`,
            rows: pick((row) => holds(one, row)),
            words: [],
            spans,
          },
          {
            name: 'contains two capitalised terms or more inside sentences',
            definition: `contains twice or more ${CAUTION}`,
            rows: pick((row) => holds(two, row)),
            words: [],
            spans,
          },
          {
            name: 'contains no capitalised term inside a sentence',
            definition: `does not contain ${CAUTION}`,
            rows: pick((row) => !holds(one, row)),
            words: [],
            spans: null,
          },
        ],
      },
    ];
  },
};
