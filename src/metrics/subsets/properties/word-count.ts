import { bands, wholeNumberBand } from '../bands.ts';
import { absent, NO_TEXTS, type Property } from '../property.ts';
import { countWordsOf } from '../reading.ts';

/** Length in words, in quarters of this set. */
export const wordCount: Property = {
  id: 'word-count',
  find({ reading }) {
    const title = 'length in words';
    if (reading === null) return absent('word-count', title, NO_TEXTS);
    const counts = Float64Array.from(reading.texts, (text, row) =>
      text === null ? Number.NaN : countWordsOf(reading, row),
    );
    const values = bands(counts, wholeNumberBand('words'), 'words of the text, in quarters of this set');
    const leftOut = values.length === 0 ? 'all texts have the same number of words' : null;
    return [{ id: 'word-count', title, role: 'slice', values, leftOut }];
  },
};
