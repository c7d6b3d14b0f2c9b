import { nearMatches } from './near-match.ts';
import { normaliseText, wordsOf } from './normalise.ts';

/** How each evaluation text stands to the training texts. All arrays have a place for each evaluation row. */
export interface Overlap {
  /** 0: no match or no words, 1: equal after normalisation, 2: nearly equal. */
  readonly kind: Uint8Array;
  /** The training row that it matches (of equal ones the first), or −1. */
  readonly trainRow: Int32Array;
  /** Words of the normalised text; 0 where nothing can be compared. */
  readonly words: Uint32Array;
  /** Whether near matches were looked for. */
  readonly nearCompared: boolean;
  /** All training rows whose text equals that of an evaluation row, by its normalised text. */
  readonly equalRows: (row: number) => readonly number[];
}

/** More words than this on both sides together would take half a minute; then only equal texts are counted. */
const MOST_WORDS = 30_000_000;

/**
 * Compares every evaluation text with every training text: equal after normalisation by a table of all of them, nearly equal
 * through an index. Does not depend on the order of the rows, except that of several matches the first is named.
 */
export function overlapOf(
  train: readonly (string | null)[],
  evaluation: readonly (string | null)[],
): Overlap {
  const known = train.map((text) => (text === null ? '' : normaliseText(text)));
  const asked = evaluation.map((text) => (text === null ? '' : normaliseText(text)));
  const rowsByText = new Map<string, number[]>();
  for (const [row, text] of known.entries()) {
    if (text === '') continue;
    const rows = rowsByText.get(text);
    if (rows === undefined) rowsByText.set(text, [row]);
    else rows.push(row);
  }
  const kind = new Uint8Array(asked.length);
  const trainRow = new Int32Array(asked.length).fill(-1);
  const words = Uint32Array.from(asked, (text) => wordsOf(text).length);
  const equalRows = (row: number): readonly number[] =>
    asked[row] === '' ? [] : (rowsByText.get(asked[row]!) ?? []);
  const open: number[] = [];
  for (let row = 0; row < asked.length; row++) {
    const [first] = equalRows(row);
    if (first !== undefined) {
      kind[row] = 1;
      trainRow[row] = first;
    } else if (words[row]! > 0) open.push(row);
  }
  // A blank ends every word but the last; six characters a word is a usual mean.
  const size = [...rowsByText.keys()].reduce((sum, text) => sum + text.length / 6, 0);
  const few = size + words.reduce((sum, count) => sum + count, 0) <= MOST_WORDS;
  const unique = few ? [...rowsByText] : [];
  const found = few
    ? nearMatches(
        unique.map(([text]) => text),
        open.map((row) => asked[row]!),
      )
    : null;
  const nearCompared = found !== null;
  if (found !== null) {
    for (const [i, row] of open.entries()) {
      const match = found[i];
      if (match === null || match === undefined) continue;
      kind[row] = 2;
      trainRow[row] = unique[match.row]![1][0]!;
    }
  }
  return { kind, trainRow, words, nearCompared, equalRows };
}
