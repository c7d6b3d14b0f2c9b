import type { ConllLayout } from './conll-layout.ts';
import {
  cellText,
  createCells,
  extraCells,
  findToken,
  isMarkRow,
  opensSequence,
  rowKind,
  splitRow,
  whiteBytes,
} from './conll-row.ts';
import { createTagIds } from './tag-ids.ts';
import { FACTOR_A, FACTOR_B, noSums, type TextSums } from './text-sum.ts';

/** A line that could not be used as it stands. */
interface OddRow {
  readonly line: number;
  readonly sentence: number;
  readonly text: string;
  readonly found: string;
}

/** A file of tokens in one pass. Token and sentence columns as in `EntitySide`; tags index `names`, −1 where there is none. */
export interface ScannedFile {
  readonly sentences: number;
  readonly firstOfSentence: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Of `reference`, or of the only column. */
  readonly first: Int32Array;
  /** Of `predicted`; null when the file has one column of tags. */
  readonly second: Int32Array | null;
  readonly scores: Float32Array | null;
  readonly names: readonly string[];
  /** Byte and line (from 1) of the first token of each sentence, and for bytes one more entry: the end. */
  readonly byteOfSentence: Int32Array;
  readonly lineOfSentence: Int32Array;
  readonly firstOfDocument: Int32Array | null;
  readonly ids: ReadonlyMap<number, string>;
  readonly sums: TextSums;
  readonly odd: readonly OddRow[];
  readonly oddRows: number;
  /** Rows that are later pieces of a word, and special tokens of a tokeniser: no tokens of the text. */
  readonly pieces: number;
  readonly specials: number;
  readonly comments: number;
  readonly whiteTokens: number;
}

const MOST_ODD = 20;
const documentMark = /^#\s*(?:begin document|new ?doc|(?:[\w-]+:)?doc(?:ument)?(?:[ _-]?id)?\b)/i;
const idMark = /^#\s*(?:sent(?:ence)?[ _-]?id|id)\s*[=:]?\s*(\S.*)$/i;

/**
 * Reads the rows of a file of tokens: a sentence ends at an empty line, a document at `-DOCSTART-` or a comment that says so.
 * No string is made for a token; what the text of a sentence is, is read again from its bytes when it is asked for.
 * Returns null when the columns of tags hold more different cells than any tag set.
 */
export function scanConll(bytes: Uint8Array, layout: ConllLayout): ScannedFile | null {
  const { token, columns, single } = layout;
  const firstColumn = single >= 0 ? single : layout.reference;
  const secondColumn = single >= 0 ? -1 : layout.predicted;
  const scoreColumn = layout.score;
  const lastColumn = Math.max(token, firstColumn, secondColumn);
  let lines = 1;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 10) lines++;
  const start = new Int32Array(lines);
  const end = new Int32Array(lines);
  const first = new Int32Array(lines);
  const second = secondColumn < 0 ? null : new Int32Array(lines);
  const scores = scoreColumn < 0 ? null : new Float32Array(lines).fill(Number.NaN);
  const sentencesAtMost = lines + 1;
  let firstOf = new Int32Array(Math.min(sentencesAtMost, 1024));
  let byteOf = new Int32Array(firstOf.length);
  let lineOf = new Int32Array(firstOf.length);
  let sums = noSums(firstOf.length);
  const grow = (): void => {
    const wider = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(column.length * 2);
      next.set(column);
      return next;
    };
    firstOf = wider(firstOf);
    byteOf = wider(byteOf);
    lineOf = wider(lineOf);
    sums = {
      first: wider(sums.first),
      second: wider(sums.second),
      bytes: wider(sums.bytes),
    };
  };
  const tags = createTagIds(bytes);
  const cells = createCells();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const documents: number[] = [];
  const ids = new Map<number, string>();
  const odd: OddRow[] = [];
  let oddRows = 0;
  let pieces = 0;
  let specials = 0;
  let comments = 0;
  let whiteTokens = 0;
  let tokens = 0;
  let sentences = 0;
  /** Tokens of the sentence that is being read start here; −1 between sentences. */
  let open = -1;
  let cursor = 0;
  let sumA = 0;
  let sumB = 0;
  let sumBytes = 0;
  let pendingId: string | null = null;
  let pendingDocument = false;
  let outside = -1;
  let tooMany = false;
  let headerLeft = layout.header !== null;

  const close = (): void => {
    if (open < 0) return;
    sums.first[sentences - 1] = sumA;
    sums.second[sentences - 1] = sumB;
    sums.bytes[sentences - 1] = sumBytes;
    open = -1;
  };
  const idOf = (column: number): number => {
    if (column >= cells.count) return -1;
    const from = cells.from[column]!;
    const to = cells.to[column]!;
    if (to - from === 1 && bytes[from] === 79 && outside >= 0) return outside;
    if (to === from) return -1;
    const id = tags.idOf(from, to);
    if (id < 0) tooMany = true;
    if (to - from === 1 && bytes[from] === 79) outside = id;
    return id;
  };

  let line = 0;
  for (let at = 0; at < bytes.length; ) {
    line++;
    const rowStart = at;
    const to = splitRow(bytes, rowStart, bytes.length, layout.tabs, cells);
    at = to + 1;
    if (cells.count === 0) {
      close();
      continue;
    }
    if (headerLeft) {
      headerLeft = false;
      continue;
    }
    const lead = bytes[cells.from[0]!]!;
    if ((lead === 45 || lead === 35) && isMarkRow(bytes, cells, layout)) {
      const text = decoder.decode(bytes.subarray(rowStart, to)).trim();
      if (lead === 35) comments++;
      if (lead === 45 || documentMark.test(text)) {
        close();
        pendingDocument = true;
      } else {
        const id = idMark.exec(text);
        if (id !== null) {
          close();
          pendingId = id[1]!.trim();
        }
      }
      continue;
    }
    const extra = extraCells(cells, layout);
    // Between tabs a row may end early: what stands behind its tags is not asked for.
    if (layout.tabs ? cells.count <= lastColumn : cells.count !== columns) {
      oddRows++;
      if (odd.length < MOST_ODD)
        odd.push({
          line,
          sentence: open < 0 ? sentences : sentences - 1,
          text: decoder.decode(bytes.subarray(rowStart, Math.min(to, rowStart + 60))).trim(),
          found: `${cells.count} ${cells.count === 1 ? 'column' : 'columns'} instead of ${columns}`,
        });
    }
    const kind = token < 0 ? rowKind.word : findToken(bytes, cells, layout, extra);
    if (kind === rowKind.special) {
      specials++;
      if (opensSequence(bytes, cells.tokenFrom)) close();
      continue;
    }
    if (open < 0) {
      if (sentences + 1 >= firstOf.length) grow();
      if (pendingDocument) documents.push(sentences);
      pendingDocument = false;
      if (pendingId !== null) ids.set(sentences, pendingId);
      pendingId = null;
      firstOf[sentences] = tokens;
      byteOf[sentences] = rowStart;
      lineOf[sentences] = line;
      sentences++;
      open = tokens;
      cursor = 0;
      sumA = sumB = sumBytes = 0;
    }
    let length = 0;
    const bytesBefore = sumBytes;
    if (token < 0) length = 1;
    else {
      const stop = cells.tokenTo;
      for (let i = cells.tokenFrom; i < stop; i++) {
        const byte = bytes[i]!;
        if ((byte & 0xc0) !== 0x80) {
          length += byte >= 0xf0 ? 2 : 1;
          if (byte <= 32) {
            if (byte === 32 || (byte >= 9 && byte <= 13)) continue;
          } else if (byte >= 0xc2) {
            const white = whiteBytes(bytes, i);
            if (white > 0) {
              i += white - 1;
              continue;
            }
          }
        }
        sumA = (Math.imul(sumA, FACTOR_A) + byte + 1) | 0;
        sumB = (Math.imul(sumB, FACTOR_B) + byte + 1) | 0;
        sumBytes++;
      }
      if (kind === rowKind.continued && tokens > open) {
        pieces++;
        end[tokens - 1]! += length;
        cursor += length;
        continue;
      }
    }
    if (tokens > open) cursor++;
    if (token >= 0 && sumBytes === bytesBefore) whiteTokens++;
    start[tokens] = cursor;
    cursor += length;
    end[tokens] = cursor;
    // Where cells lack nobody knows which: between blanks no column keeps its place.
    const short = cells.count < columns && !layout.tabs;
    first[tokens] = short ? -1 : idOf(firstColumn + extra);
    if (second !== null) second[tokens] = short ? -1 : idOf(secondColumn + extra);
    if (scores !== null && scoreColumn + extra < cells.count)
      scores[tokens] = Number(cellText(bytes, cells, scoreColumn + extra));
    if (tooMany) return null;
    tokens++;
  }
  close();
  firstOf[sentences] = tokens;
  const byteOfSentence = byteOf.slice(0, sentences + 1);
  byteOfSentence[sentences] = bytes.length;
  if (documents.length > 0 && documents[0] !== 0) documents.unshift(0);
  return {
    sentences,
    firstOfSentence: firstOf.slice(0, sentences + 1),
    start: start.subarray(0, tokens),
    end: end.subarray(0, tokens),
    first: first.subarray(0, tokens),
    second: second?.subarray(0, tokens) ?? null,
    scores: scores?.subarray(0, tokens) ?? null,
    names: tags.names(),
    byteOfSentence,
    lineOfSentence: lineOf.slice(0, sentences),
    firstOfDocument: documents.length > 1 ? Int32Array.from([...documents, sentences]) : null,
    ids,
    sums: {
      first: sums.first.slice(0, sentences),
      second: sums.second.slice(0, sentences),
      bytes: sums.bytes.slice(0, sentences),
    },
    odd,
    oddRows,
    pieces,
    specials,
    comments,
    whiteTokens,
  };
}
