import { absent, NO_TEXTS, type Property } from '../property.ts';
import { patternValue } from '../spans.ts';

/** Double quotation marks only: single ones cannot be told from apostrophes. */
export const quotation: Property = {
  id: 'quotation',
  find({ reading }) {
    const title = 'quotation';
    if (reading === null) return absent('quotation', title, NO_TEXTS);
    const values = [
      patternValue(reading, 'quotes', 'contains a double quotation mark', /["“”„«»「」『』＂]/gu),
    ];
    return [{ id: 'quotation', title, role: 'slice', values, leftOut: null }];
  },
};
