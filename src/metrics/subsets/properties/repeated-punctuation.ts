import { absent, NO_TEXTS, type Property } from '../property.ts';
import { patternValue } from '../spans.ts';

export const repeatedPunctuation: Property = {
  id: 'repeated-punctuation',
  find({ reading }) {
    const title = 'repeated punctuation';
    if (reading === null) return absent('repeated-punctuation', title, NO_TEXTS);
    return [
      {
        id: 'repeated-punctuation',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          patternValue(
            reading,
            'repeats question or exclamation marks',
            'contains two question or exclamation marks in a row',
            /[?!？！]{2,}/gu,
          ),
          patternValue(
            reading,
            'contains an ellipsis',
            'contains two full stops or more in a row, or …',
            /\.{2,}|…/gu,
          ),
        ],
      },
    ];
  },
};
