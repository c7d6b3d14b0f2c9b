import { absent, NO_TEXTS, type Property } from '../property.ts';
import { patternValue } from '../spans.ts';

/** Question and exclamation marks, in the forms of several scripts. */
export const sentenceMarks: Property = {
  id: 'sentence-marks',
  find({ reading }) {
    const title = 'question and exclamation marks';
    if (reading === null) return absent('sentence-marks', title, NO_TEXTS);
    return [
      {
        id: 'sentence-marks',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          patternValue(reading, 'asks a question', 'contains a question mark', /[?？؟⁇⁉]/gu),
          patternValue(reading, 'exclaims', 'contains an exclamation mark', /[!！‼⁉]/gu),
        ],
      },
    ];
  },
};
