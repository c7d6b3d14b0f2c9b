import { addRow, emptyMask, type Mask } from '../mask.ts';
import { createPairCounts } from '../pair-counts.ts';
import { absent, NO_TEXTS, type Property, type PropertyInput, type PropertyValue } from '../property.ts';
import { placesOfWords, type Reading } from '../reading.ts';
import { spansOfWords } from '../spans.ts';

/** A word in more than half of the texts divides them no better than its absence. */
const MOST_SHARE = 0.5;

interface Counted {
  readonly name: string;
  readonly count: number;
}

/** The most frequent within the bounds, ties by name so that the order of rows does not matter. */
function mostFrequent<T extends Counted>(
  all: Iterable<T>,
  input: PropertyInput,
  bound: number,
): readonly T[] {
  const least = input.leastRows;
  const chosen: T[] = [];
  for (const one of all) if (one.count >= least && one.count <= MOST_SHARE * input.rows) chosen.push(one);
  return chosen.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, bound);
}

const spansOfBigram = (first: string, second: string) => (text: string) => {
  const places = placesOfWords(text);
  return places.flatMap(({ word, start }, at) => {
    const next = places[at + 1];
    return word === first && next?.word === second ? [{ start, end: next.end }] : [];
  });
};

/** In how many texts each word is. */
function documentFrequency({ words, token, start }: Reading): Int32Array {
  const frequency = new Int32Array(words.length);
  const last = new Int32Array(words.length).fill(-1);
  for (let row = 0; row + 1 < start.length; row++)
    for (let at = start[row]!; at < start[row + 1]!; at++) {
      const word = token[at]!;
      if (last[word] === row) continue;
      last[word] = row;
      frequency[word] = frequency[word]! + 1;
    }
  return frequency;
}

function frequentWords(
  reading: Reading,
  input: PropertyInput,
  frequency: Int32Array,
): readonly PropertyValue[] {
  const { token, start } = reading;
  const all = reading.words.map((name, code) => ({ name, code, count: frequency[code]! }));
  const chosen = mostFrequent(all, input, input.mostWords);
  const place = new Int32Array(reading.words.length).fill(-1);
  for (const [at, { code }] of chosen.entries()) place[code] = at;
  const masks = chosen.map(() => emptyMask(input.rows));
  for (let row = 0; row < input.rows; row++)
    for (let at = start[row]!; at < start[row + 1]!; at++) {
      const one = place[token[at]!]!;
      if (one >= 0) addRow(masks[one]!, row);
    }
  return chosen.map(({ name }, at) => ({
    name: `contains “${name}”`,
    definition: `contains the word “${name}”, in any case`,
    rows: masks[at]!,
    words: [name],
    spans: spansOfWords((word) => word === name),
  }));
}

function frequentBigrams(
  reading: Reading,
  input: PropertyInput,
  frequency: Int32Array,
): readonly PropertyValue[] {
  const { token, start, words } = reading;
  const counts = createPairCounts();
  for (let row = 0; row < input.rows; row++)
    for (let at = start[row]!; at + 1 < start[row + 1]!; at++) {
      const [first, second] = [token[at]!, token[at + 1]!];
      // Both words of a frequent pair are frequent.
      if (frequency[first]! >= input.leastRows && frequency[second]! >= input.leastRows)
        counts.add(first, second, row);
    }
  const frequent = [];
  for (const { first, second, count } of counts.entries())
    if (count >= input.leastRows)
      frequent.push({ first, second, count, name: `${words[first]!} ${words[second]!}` });
  const chosen = mostFrequent(frequent, input, input.mostBigrams);
  const following = new Map<number, Map<number, Mask>>();
  const masks = chosen.map(({ first, second }) => {
    const mask = emptyMask(input.rows);
    const after = following.get(first) ?? new Map<number, Mask>();
    following.set(first, after.set(second, mask));
    return mask;
  });
  const begins = Uint8Array.from(words, (_, word) => (following.has(word) ? 1 : 0));
  for (let row = 0; row < input.rows; row++)
    for (let at = start[row]!; at + 1 < start[row + 1]!; at++) {
      if (begins[token[at]!] === 0) continue;
      const mask = following.get(token[at]!)?.get(token[at + 1]!);
      if (mask !== undefined) addRow(mask, row);
    }
  return chosen.map(({ name, first, second }, at) => ({
    name: `contains “${name}”`,
    definition: `contains “${words[first]!}” followed by “${words[second]!}”, in any case`,
    rows: masks[at]!,
    words: [name],
    spans: spansOfBigram(words[first]!, words[second]!),
  }));
}

/** The words and pairs of words that occur in most texts, up to half of them. */
export const nGrams: Property = {
  id: 'n-grams',
  find(input) {
    const title = 'frequent words and pairs of words';
    const { reading } = input;
    if (reading === null) return absent('n-grams', title, NO_TEXTS);
    const frequency = documentFrequency(reading);
    const values = [
      ...frequentWords(reading, input, frequency),
      ...frequentBigrams(reading, input, frequency),
    ];
    return [{ id: 'n-grams', title, role: 'slice', values, leftOut: null }];
  },
};
