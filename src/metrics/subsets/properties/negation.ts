import { absent, NO_TEXTS, type Property } from '../property.ts';
import { rowsWithTokens, spansOfWords, wordListValue } from '../spans.ts';

const english =
  'not no never none nobody nothing neither nor nowhere without hardly barely scarcely cannot dont didnt doesnt isnt wasnt arent werent cant couldnt wouldnt shouldnt wont havent hasnt hadnt aint'.split(
    ' ',
  );

/** German, French, Spanish, Italian, Portuguese, Dutch; without what is also an English word (sin, mai, die). */
const others = (
  'nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder ohne ' +
  'pas jamais rien aucun aucune sans ' +
  'nunca jamás nadie ningún ninguna ninguno tampoco ' +
  'niente nulla nessuno nessuna senza ' +
  'não nenhum nenhuma sem ' +
  'niet geen nooit niets niemand zonder'
)
  .split(' ')
  .filter((word, at, all) => all.indexOf(word) === at);

const contracted = (word: string): boolean => word.endsWith("n't");

/** Words that turn a statement round. The lists are short; a negation said otherwise is not seen. */
export const negation: Property = {
  id: 'negation',
  find({ reading }) {
    const title = 'negation';
    if (reading === null) return absent('negation', title, NO_TEXTS);
    const wanted = new Set(english);
    const negates = (word: string): boolean => wanted.has(word) || contracted(word);
    const is = reading.words.map(negates);
    return [
      {
        id: 'negation',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          {
            name: 'contains an English negation',
            definition: `contains one of ${english.slice(0, 14).join(', ')}, or a word in n’t, with or without the apostrophe`,
            words: [...english, "n't"],
            rows: rowsWithTokens(reading, (word) => is[word]!),
            spans: spansOfWords(negates),
          },
          wordListValue(
            reading,
            'contains a negation of another language',
            `contains one of ${others.join(', ')} (German, French, Spanish, Italian, Portuguese, Dutch)`,
            others,
          ),
        ],
      },
    ];
  },
};
