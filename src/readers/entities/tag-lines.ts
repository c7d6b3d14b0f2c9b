import type { EntityExclusion } from '../../model/entities.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { readsAsTag } from './conll-columns.ts';
import type { LineSample } from './conll-sample.ts';
import { exclusion } from './ledger.ts';
import type { ReadSide } from './read-side.ts';
import { createTagIds } from './tag-ids.ts';

/** Tags that stand for no word: special tokens, and later pieces of a word. */
const special = /^\[(?:CLS|SEP|PAD)\]$/i;
const later = /^(?:\[##WordPiece\]|X)$/i;

/** One sentence of tags a line, as `run_ner` writes predictions: every cell reads as a tag, and the lines differ in length. */
export function areTagLines({ lines }: LineSample): boolean {
  if (lines.length === 0) return false;
  let cells = 0;
  let tags = 0;
  let longest = 0;
  for (const line of lines) {
    const parts = line.trim().split(/\s+/);
    longest = Math.max(longest, parts.length);
    cells += parts.length;
    for (const part of parts) if (readsAsTag(part)) tags++;
  }
  return tags >= 0.98 * cells && (longest > 4 || (lines.length === 1 && longest > 2));
}

/** Tags of sentences without their words. `null` when they are more than any tag set has. */
export function readTagLines(path: string, bytes: Uint8Array): ReadSide | null {
  let most = 0;
  let rows = 1;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 10) rows++;
    if (bytes[i]! <= 32) most++;
  }
  const tags = new Int32Array(most + 1);
  const firstOfSentence = new Int32Array(rows + 1);
  const ids = createTagIds(bytes);
  const kinds: number[] = [];
  const decoder = new TextDecoder();
  let tokens = 0;
  let sentences = 0;
  let pieces = 0;
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] !== 10) end++;
    if (end === bytes.length && end === at) break;
    firstOfSentence[sentences++] = tokens;
    for (let from = at; from < end; ) {
      while (from < end && bytes[from]! <= 32) from++;
      let to = from;
      while (to < end && bytes[to]! > 32) to++;
      if (to === from) break;
      const id = ids.idOf(from, to);
      if (id < 0) return null;
      if (kinds[id] === undefined) {
        const name = decoder.decode(bytes.subarray(from, to));
        kinds[id] = special.test(name) ? 1 : later.test(name) ? 2 : name === '-100' || name === '-' ? 3 : 0;
      }
      from = to;
      if (kinds[id] === 2) pieces++;
      else if (kinds[id] !== 1) tags[tokens++] = kinds[id] === 3 ? -1 : id;
    }
    at = end + 1;
  }
  firstOfSentence[sentences] = tokens;
  const used = tags.slice(0, tokens);
  const first = firstOfSentence.slice(0, sentences + 1);
  const { start, end } = placeholders(first, tokens);
  const excluded: EntityExclusion[] =
    pieces === 0
      ? []
      : [
          exclusion({
            kind: 'ignored',
            side: 'both',
            tokens: pieces,
            text: `${many(pieces, 'tag')} of later pieces of words: the first piece stands for the word`,
          }),
        ];
  return {
    file: path,
    role: 'unknown',
    types: [],
    sentences,
    firstOfDocument: null,
    tokens: { firstOfSentence: first, start, end },
    tags: { tags: used, names: ids.names() },
    mentions: null,
    ids: null,
    text: (sentence) => Array.from({ length: first[sentence + 1]! - first[sentence]! }, () => '·').join(' '),
    place: (sentence) => `line ${formatCount(sentence + 1)}`,
    extra: new Map(),
    excluded,
    sums: null,
    tokenScores: null,
    hasText: false,
    whiteTokens: 0,
    columns: {},
  };
}

/** Each word is one dot wide, since nobody knows it. */
function placeholders(first: Int32Array, tokens: number): { start: Int32Array; end: Int32Array } {
  const start = new Int32Array(tokens);
  const end = new Int32Array(tokens);
  for (let s = 0; s + 1 < first.length; s++)
    for (let i = first[s]!; i < first[s + 1]!; i++) {
      start[i] = 2 * (i - first[s]!);
      end[i] = start[i]! + 1;
    }
  return { start, end };
}
