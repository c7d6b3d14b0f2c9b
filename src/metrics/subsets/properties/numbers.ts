import { maskWhere } from '../mask.ts';
import { absent, NO_TEXTS, type Property } from '../property.ts';
import { shapes } from '../reading.ts';
import { rowsWithTokens, spansOfWords } from '../spans.ts';

/** Words with a digit; numbers written out are not counted. */
export const numbers: Property = {
  id: 'numbers',
  find({ reading, rows }) {
    const title = 'numbers';
    if (reading === null) return absent('numbers', title, NO_TEXTS);
    const is = (_word: unknown, shape: number): boolean => (shape & shapes.number) !== 0;
    const any = rowsWithTokens(reading, is);
    const many = rowsWithTokens(reading, is, 3);
    const spans = spansOfWords(is);
    const without = maskWhere(
      rows,
      (row) => reading.texts[row] !== null && ((any[row >>> 5]! >>> (row & 31)) & 1) === 0,
    );
    return [
      {
        id: 'numbers',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          {
            name: 'contains a number',
            definition: 'contains a word with a digit',
            rows: any,
            words: [],
            spans,
          },
          {
            name: 'contains three numbers or more',
            definition: 'contains at least three words with a digit',
            rows: many,
            words: [],
            spans,
          },
          {
            name: 'contains no number',
            definition: 'contains no word with a digit',
            rows: without,
            words: [],
            spans: null,
          },
        ],
      },
    ];
  },
};
