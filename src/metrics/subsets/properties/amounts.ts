import { type Mask, union } from '../mask.ts';
import { absent, NO_TEXTS, type Property } from '../property.ts';
import { type Reading, signs } from '../reading.ts';
import { rowsMatching, spansOfPattern, wordListValue } from '../spans.ts';

const currencyWords =
  'usd eur gbp jpy chf cny rmb inr aud cad sek nok dkk pln brl krw dollar dollars euro euros cents yen yuan rupee rupees'.split(
    ' ',
  );
const percentWords = ['percent', 'percentage'];

/** The sign or one of the words: most texts are spared the pattern. */
function rowsWith(reading: Reading, sign: RegExp, ascii: RegExp, words: readonly string[]): Mask {
  const bySign = rowsMatching(
    reading,
    sign,
    (text, row) => ascii.test(text) || (reading.signs[row]! & signs.notAscii) !== 0,
  );
  return union(bySign, wordListValue(reading, '', '', words).rows);
}

const pattern = (sign: string, words: readonly string[]): RegExp =>
  new RegExp(`${sign}|(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu');

/** Money and shares. */
export const amounts: Property = {
  id: 'amounts',
  find({ reading }) {
    const title = 'currency and percent';
    if (reading === null) return absent('amounts', title, NO_TEXTS);
    return [
      {
        id: 'amounts',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          {
            name: 'names a currency',
            definition: `contains a currency sign or one of ${currencyWords.join(', ')}`,
            rows: rowsWith(reading, /\p{Sc}/u, /\$/, currencyWords),
            words: currencyWords,
            spans: spansOfPattern(pattern('\\p{Sc}', currencyWords)),
          },
          {
            name: 'contains a percentage',
            definition: 'contains %, ‰ or the word percent or percentage',
            rows: rowsWith(reading, /[%％‰]/u, /%/, percentWords),
            words: percentWords,
            spans: spansOfPattern(pattern('[%％‰]', percentWords)),
          },
        ],
      },
    ];
  },
};
