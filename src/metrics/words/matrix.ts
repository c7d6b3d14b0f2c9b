import { frequencies, noNumbers, push } from './growing.ts';
import { forEachToken } from './tokens.ts';

/** How often each term occurs in each text: compressed sparse rows. */
export interface TermMatrix {
  readonly rows: number;
  /** Words, and two words with a blank between; ascending by code unit, so that the order of the rows changes nothing. */
  readonly terms: readonly string[];
  /** Where each row begins in `columns` and `counts`; rows + 1 places. */
  readonly rowStart: Uint32Array;
  /** Numbers of terms, ascending within a row. */
  readonly columns: Uint32Array;
  /** Occurrences in the text, at most 65,535. */
  readonly counts: Uint16Array;
  /** Texts that hold the term. */
  readonly documentFrequency: Uint32Array;
}

export interface TermOptions {
  /** Also phrases of two neighbouring words; default true. */
  readonly bigrams?: boolean;
  /** Terms in fewer texts than this are left out; default 1. */
  readonly leastDocuments?: number;
  /** Terms in a larger share of the texts are left out; default 1. */
  readonly mostShare?: number;
}

/** 2²⁶ words on either side stay exact in a double. */
const PAIR = 67_108_864;

/**
 * Counts the words of each text, and the phrases of two words within a sentence. A text that is null has no terms. Phrases are
 * numbered only where both words are frequent enough, which no phrase can do without.
 */
export function termMatrix(texts: readonly (string | null)[], options: TermOptions = {}): TermMatrix {
  const { bigrams = true, leastDocuments = 1, mostShare = 1 } = options;
  const words = new Map<string, number>();
  const frequency = frequencies();
  // The number of the word twice, and one more when a phrase may join it to the word before.
  const tokens = noNumbers();
  const tokenStart = new Uint32Array(texts.length + 1);
  for (const [row, text] of texts.entries()) {
    if (text !== null)
      forEachToken(text, (term, _start, _end, joins) => {
        let word = words.get(term);
        if (word === undefined) {
          word = words.size;
          words.set(term, word);
        }
        frequency.see(word, row);
        push(tokens, 2 * word + (joins ? 1 : 0));
      });
    tokenStart[row + 1] = tokens.length;
  }
  const most = mostShare * texts.length;
  const kept = (count: number): boolean => count >= leastDocuments && count <= most;
  const wordCount = frequency.count.values;

  const pairs = new Map<number, number>();
  const pairFrequency = frequencies();
  const forEachPair = (row: number, visit: (key: number) => void): void => {
    for (let i = tokenStart[row]! + 1; i < tokenStart[row + 1]!; i++) {
      const token = tokens.values[i]!;
      if ((token & 1) === 0) continue;
      const [first, second] = [tokens.values[i - 1]! >>> 1, token >>> 1];
      if (wordCount[first]! >= leastDocuments && wordCount[second]! >= leastDocuments)
        visit(first * PAIR + second);
    }
  };
  if (bigrams)
    for (let row = 0; row < texts.length; row++)
      forEachPair(row, (key) => {
        let pair = pairs.get(key);
        if (pair === undefined) {
          pair = pairs.size;
          pairs.set(key, pair);
        }
        pairFrequency.see(pair, row);
      });

  const spelled = [...words.keys()];
  const found: { readonly term: string; readonly number: number; readonly documents: number }[] = [];
  for (const [number, term] of spelled.entries())
    if (kept(wordCount[number]!)) found.push({ term, number, documents: wordCount[number]! });
  for (const [key, pair] of pairs) {
    const documents = pairFrequency.count.values[pair]!;
    const term = (): string => `${spelled[Math.floor(key / PAIR)]} ${spelled[key % PAIR]}`;
    if (kept(documents)) found.push({ term: term(), number: words.size + pair, documents });
  }
  found.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : 0));
  const columnOf = new Int32Array(words.size + pairs.size).fill(-1);
  for (const [column, { number }] of found.entries()) columnOf[number] = column;

  const rows = rowsOf(texts.length, (row, add) => {
    for (let i = tokenStart[row]!; i < tokenStart[row + 1]!; i++) add(columnOf[tokens.values[i]! >>> 1]!);
    if (bigrams) forEachPair(row, (key) => add(columnOf[words.size + pairs.get(key)!]!));
  });
  return {
    rows: texts.length,
    terms: found.map(({ term }) => term),
    ...rows,
    documentFrequency: Uint32Array.from(found, ({ documents }) => documents),
  };
}

/** Counts the terms of another matrix (columns as there) in other texts; what is no term of it is left out. */
export function termsAsIn(texts: readonly (string | null)[], terms: readonly string[]): TermMatrix {
  const columnOf = new Map(terms.map((term, column) => [term, column]));
  const bigrams = terms.some((term) => term.includes(' '));
  const rows = rowsOf(texts.length, (row, add) => {
    const text = texts[row]!;
    if (text === null) return;
    let before = '';
    forEachToken(text, (term, _start, _end, joins) => {
      add(columnOf.get(term) ?? -1);
      if (bigrams && joins) add(columnOf.get(`${before} ${term}`) ?? -1);
      before = term;
    });
  });
  const documentFrequency = new Uint32Array(terms.length);
  for (const column of rows.columns) documentFrequency[column]!++;
  return { rows: texts.length, terms, ...rows, documentFrequency };
}

/** Puts the terms of each row in order and counts those that occur again; −1 is no term. */
function rowsOf(
  size: number,
  visitRow: (row: number, add: (column: number) => void) => void,
): Pick<TermMatrix, 'rowStart' | 'columns' | 'counts'> {
  const columns = noNumbers();
  const counts = noNumbers();
  const rowStart = new Uint32Array(size + 1);
  let own = new Uint32Array(256);
  for (let row = 0; row < size; row++) {
    let length = 0;
    visitRow(row, (column) => {
      if (column < 0) return;
      if (length === own.length) {
        const wider = new Uint32Array(2 * length);
        wider.set(own);
        own = wider;
      }
      own[length++] = column;
    });
    const sorted = own.subarray(0, length).sort();
    for (let i = 0; i < length; i++) {
      if (i > 0 && sorted[i] === sorted[i - 1]) counts.values[counts.length - 1]!++;
      else {
        push(columns, sorted[i]!);
        push(counts, 1);
      }
    }
    rowStart[row + 1] = columns.length;
  }
  return {
    rowStart,
    columns: columns.values.slice(0, columns.length),
    counts: Uint16Array.from(counts.values.subarray(0, counts.length), (count) => Math.min(65_535, count)),
  };
}
