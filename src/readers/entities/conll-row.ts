import type { ConllLayout } from './conll-layout.ts';

/** The cells of the row that was split last, and where its token stands. Filled again for every row. */
export interface Cells {
  readonly from: Int32Array;
  readonly to: Int32Array;
  count: number;
  tokenFrom: number;
  tokenTo: number;
}

const MOST_CELLS = 64;

export const createCells = (): Cells => ({
  from: new Int32Array(MOST_CELLS),
  to: new Int32Array(MOST_CELLS),
  count: 0,
  tokenFrom: 0,
  tokenTo: 0,
});

/**
 * Splits the row that begins at `at`; returns where its line ends. `count` is 0 for a line of white space. Between tabs a cell
 * may be empty; blanks separate in runs. Cells beyond the sixty-fourth are left out.
 */
export function splitRow(bytes: Uint8Array, at: number, limit: number, tabs: boolean, cells: Cells): number {
  const { from, to } = cells;
  let count = 0;
  let i = at;
  let filled = false;
  let start = tabs ? at : -1;
  for (; i < limit; i++) {
    const byte = bytes[i]!;
    if (byte > 32) {
      filled = true;
      if (start < 0) start = i;
      continue;
    }
    if (byte === 10) break;
    if (byte === 13 && (i + 1 >= limit || bytes[i + 1] === 10)) {
      // Ends the last cell; a carriage return elsewhere is a character like others.
      if (start >= 0 && count < MOST_CELLS) {
        from[count] = start;
        to[count] = i;
        count++;
      }
      start = -1;
      i++;
      break;
    }
    if (tabs ? byte === 9 : byte === 9 || byte === 32) {
      if (start >= 0 && count < MOST_CELLS) {
        from[count] = start;
        to[count] = i;
        count++;
      }
      start = tabs ? i + 1 : -1;
    } else if (start < 0) start = i;
  }
  if (start >= 0 && count < MOST_CELLS) {
    from[count] = start;
    to[count] = Math.min(i, limit);
    count++;
  }
  cells.count = filled ? count : 0;
  return i;
}

/** `word` begins a token, `continued` adds to the one before, `special` is a token that a tokeniser added. */
export const rowKind = { word: 0, continued: 1, special: 2 } as const;

/** Finds the token of the row that was split last, without the mark of its tokeniser; see `rowKind`. */
export function findToken(bytes: Uint8Array, cells: Cells, layout: ConllLayout, extra: number): 0 | 1 | 2 {
  const column = Math.min(layout.token, cells.count - 1);
  const from = cells.from[column]!;
  const to = cells.to[Math.min(column + extra, cells.count - 1)]!;
  cells.tokenFrom = from;
  cells.tokenTo = to;
  const lead = bytes[from]!;
  if ((lead === 91 || lead === 60) && isSpecial(bytes, from, to)) return rowKind.special;
  if (layout.pieces === 'continued') {
    if (lead !== 35 || bytes[from + 1] !== 35 || to - from < 3) return rowKind.word;
    cells.tokenFrom = from + 2;
    return rowKind.continued;
  }
  if (layout.pieces === 'started') {
    const mark =
      lead === 0xe2 && bytes[from + 1] === 0x96 && bytes[from + 2] === 0x81
        ? 3
        : lead === 0xc4 && bytes[from + 1] === 0xa0
          ? 2
          : 0;
    cells.tokenFrom = from + mark;
    return mark > 0 ? rowKind.word : rowKind.continued;
  }
  return rowKind.word;
}

const specials = ['[CLS]', '[SEP]', '[PAD]', '<s>', '</s>', '<pad>'];

function isSpecial(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > 5) return false;
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  return specials.includes(text);
}

/** True when the special token opens a sequence: old BERT code writes no empty lines between them. */
export const opensSequence = (bytes: Uint8Array, from: number): boolean =>
  bytes[from + 1] === 67 || (bytes[from] === 60 && bytes[from + 1] === 115);

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const cellText = (bytes: Uint8Array, cells: Cells, column: number): string =>
  decoder.decode(bytes.subarray(cells.from[column]!, cells.to[column]!));

/** A row that is no token: `-DOCSTART-`, or a comment. A token that begins with `#` has its tag where the others have theirs. */
export function isMarkRow(bytes: Uint8Array, cells: Cells, layout: ConllLayout): boolean {
  const lead = bytes[cells.from[0]!]!;
  if (lead === 45) return cellText(bytes, cells, 0).startsWith('-DOCSTART-');
  if (lead !== 35) return false;
  if (!layout.tabs && cells.count < layout.columns) return true;
  const column = (layout.single >= 0 ? layout.single : layout.predicted) + extraCells(cells, layout);
  if (column >= cells.count || cells.to[column] === cells.from[column]) return true;
  // No comment has all the columns between tabs.
  return !(layout.tabs && cells.count >= layout.columns) && !layout.isTag(cellText(bytes, cells, column));
}

/** How many bytes the white character at `at` has, 0 when it is none; the same as `isWhite`. */
export function whiteBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const next = bytes[at + 1];
  if (lead === 0xc2) return next === 0x85 || next === 0xa0 ? 2 : 0;
  const last = bytes[at + 2]!;
  if (lead === 0xe2) {
    if (next === 0x80) return last <= 0x8a || last === 0xa8 || last === 0xa9 || last === 0xaf ? 3 : 0;
    return next === 0x81 && last === 0x9f ? 3 : 0;
  }
  if (lead === 0xe3) return next === 0x80 && last === 0x80 ? 3 : 0;
  if (lead === 0xe1) return next === 0x9a && last === 0x80 ? 3 : 0;
  return lead === 0xef && next === 0xbb && last === 0xbf ? 3 : 0;
}

/** Filled again for every sentence that is asked for; nothing waits between. */
const textCells = createCells();
let joined = new Uint8Array(4096);
const DOT = [0xc2, 0xb7];

/** The text of the rows from byte `from` to `to`: tokens joined by one space, pieces of a word put together; a dot where there is no word. */
export function textOfRows(bytes: Uint8Array, from: number, to: number, layout: ConllLayout): string {
  const cells = textCells;
  // A token of the text is never longer than its row, but for the dot.
  if (joined.length < 3 * (to - from) + 3) joined = new Uint8Array(6 * (to - from) + 3);
  let length = 0;
  let first = true;
  for (let at = from; at < to; ) {
    const end = splitRow(bytes, at, to, layout.tabs, cells);
    at = end + 1;
    if (cells.count === 0 || isMarkRow(bytes, cells, layout)) continue;
    const kind = layout.token < 0 ? rowKind.word : findToken(bytes, cells, layout, extraCells(cells, layout));
    if (kind === rowKind.special) continue;
    if (kind !== rowKind.continued && !first) joined[length++] = 32;
    first = false;
    if (layout.token < 0) {
      joined[length++] = DOT[0]!;
      joined[length++] = DOT[1]!;
    } else for (let i = cells.tokenFrom; i < cells.tokenTo; i++) joined[length++] = bytes[i]!;
  }
  return decoder.decode(joined.subarray(0, length));
}

/** Cells beyond the columns between blanks: a word with blanks in it, so that tags are counted from the end. */
export const extraCells = (cells: Cells, layout: ConllLayout): number =>
  layout.tabs ? 0 : Math.max(0, cells.count - layout.columns);
