import { absent, NO_TEXTS, type Property } from '../property.ts';
import { type Reading, readTexts, shapes } from '../reading.ts';
import { rowsWithTokens, spansOfWords } from '../spans.ts';

const MOST_SEEN = 1;
const SEVERAL = 3;

/** How often each word of `reading` occurs in other texts. */
function seenIn(reading: Reading, texts: readonly (string | null)[]): Int32Array {
  const codes = new Map(reading.words.map((word, code) => [word, code]));
  const counts = new Int32Array(reading.words.length);
  const other = readTexts(texts);
  const own = Int32Array.from(other.words, (word) => codes.get(word) ?? -1);
  for (const word of other.token) if (own[word]! >= 0) counts[own[word]!] = counts[own[word]!]! + 1;
  return counts;
}

/** Occurrences in the set itself, each text counted once: a text that is there twice makes no word frequent. */
function countOnce({ texts, token, start }: Reading, counts: Int32Array): void {
  const seen = new Set<string>();
  for (const [row, text] of texts.entries()) {
    if (text === null || seen.has(text)) continue;
    seen.add(text);
    for (let at = start[row]!; at < start[row + 1]!; at++) counts[token[at]!] = counts[token[at]!]! + 1;
  }
}

/** Words that the model has hardly met: seen at most once in the training texts, or, without those, in this set. */
export const rareWords: Property = {
  id: 'rare-words',
  find({ reading, examples }) {
    const title = 'rare words';
    if (reading === null) return absent('rare-words', title, NO_TEXTS);
    const training = examples.trainingTexts ?? null;
    const counts = training === null ? new Int32Array(reading.words.length) : seenIn(reading, training);
    if (training === null) countOnce(reading, counts);
    const where = training === null ? 'this set (training texts were not given)' : 'the training texts';
    const wordy = (word: string, shape: number): boolean =>
      (shape & shapes.letter) !== 0 && (shape & shapes.number) === 0 && word.length > 1;
    const rare = (word: number, shape: number): boolean =>
      counts[word]! <= MOST_SEEN && wordy(reading.words[word]!, shape);
    let codes: ReadonlyMap<string, number> | null = null;
    const spans = spansOfWords((word, shape) => {
      codes ??= new Map(reading.words.map((one, code) => [one, code]));
      const code = codes.get(word);
      return wordy(word, shape) && code !== undefined && counts[code]! <= MOST_SEEN;
    });
    const value = (name: string, count: string, least: number) => ({
      name,
      definition: `contains ${count} of two letters or more seen at most once in ${where}`,
      rows: rowsWithTokens(reading, rare, least),
      words: [],
      spans,
    });
    return [
      {
        id: 'rare-words',
        title,
        role: 'slice',
        leftOut: null,
        values: [
          value('contains a rare word', 'a word', 1),
          value('contains three rare words or more', 'three words or more', SEVERAL),
        ],
      },
    ];
  },
};
