import type { Encoding, Tokenizer } from 'tokenizers';
import {
  longestFirst,
  type TokenizerPlan,
  TokenizerProblem,
  unitsOfCodePoints,
} from '../../model-runner/tokenizer/index.ts';
import { type EncodedRows, RowCollector } from './encoded-rows.ts';
import { loadPeer } from './peers.ts';

/** Texts that are encoded in one call; more would hold too many results of the library at a time. */
const AT_ONCE = 256;
/** Single characters, one of which every vocabulary turns into at least one token. */
const PROBES = ['a', 'e', '.', '1', 'the', '一'];

/** Turns texts into rows of token ids, cut to the limit of the plan. */
export interface TextTokenizer {
  /** `places`: also offsets and words of the tokens. */
  texts(texts: readonly string[], places: boolean): Promise<EncodedRows>;
  pairs(pairs: readonly (readonly [string, string])[]): Promise<EncodedRows>;
  /** Rows of words that are split already; `word` of the result counts them. Words without a token have none. */
  words(rows: readonly (readonly string[])[]): Promise<EncodedRows>;
}

/**
 * The tokenizer of a plan, by the Rust library behind transformers. Truncation and padding of the file are off: rows are
 * cut here, so that it is known how long they were. Throws MissingPeerError, or TokenizerProblem when the library refuses
 * the file.
 */
export async function loadTokenizer(plan: TokenizerPlan): Promise<TextTokenizer> {
  const library = await loadPeer('tokenizers', () => import('tokenizers'));
  let tokenizer: Tokenizer;
  try {
    tokenizer = library.Tokenizer.fromString(plan.json);
    tokenizer.disableTruncation();
    tokenizer.disablePadding();
  } catch (error) {
    throw new TokenizerProblem(
      `The tokenizer (${plan.files.join(', ')}) was refused: ${error instanceof Error ? error.message : String(error)}. Save it again with save_pretrained in Python.`,
    );
  }
  const frame = await frameOf(tokenizer);
  const limit = Math.max(plan.limit.tokens, frame.before.length + frame.after.length + 1);
  const segment = (type: number | undefined): number => (plan.usesSegments ? (type ?? 0) : 0);

  /** Adds the tokens that stay after cutting. */
  const collect = (rows: RowCollector, encoding: Encoding, units: Int32Array | null, places: boolean) => {
    const ids = encoding.getIds();
    const types = plan.usesSegments ? encoding.getTypeIds() : null;
    const sequences = ids.length > limit || places ? encoding.getSequenceIds() : null;
    const offsets = places ? encoding.getOffsets() : null;
    const words = places ? encoding.getWordIds() : null;
    const keep = ids.length > limit ? keptOf(ids.length, sequences!, limit, plan.cut) : null;
    for (let at = 0; at < ids.length; at++) {
      if (keep !== null && keep[at] === 0) continue;
      const own = sequences !== null && sequences[at] === 0;
      const span = own && offsets !== null ? offsets[at]! : null;
      rows.add(
        ids[at]!,
        segment(types?.[at]),
        span === null ? -1 : units === null ? span[0]! : units[span[0]!]!,
        span === null ? -1 : units === null ? span[1]! : units[span[1]!]!,
        own ? (words?.[at] ?? -1) : -1,
      );
    }
    rows.endRow(ids.length);
  };

  return {
    async texts(texts, places) {
      const rows = new RowCollector(places);
      for (let from = 0; from < texts.length; from += AT_ONCE) {
        const some = texts.slice(from, from + AT_ONCE);
        const encodings = await tokenizer.encodeBatch(some);
        encodings.forEach((encoding, at) => {
          collect(rows, encoding, places ? unitsOfCodePoints(some[at]!) : null, places);
        });
      }
      return rows.finish();
    },
    async pairs(pairs) {
      const rows = new RowCollector(false);
      for (let from = 0; from < pairs.length; from += AT_ONCE) {
        // The binding takes pairs one by one only.
        const encodings = await Promise.all(
          pairs.slice(from, from + AT_ONCE).map(([first, second]) => tokenizer.encode(first, second)),
        );
        for (const encoding of encodings) collect(rows, encoding, null, false);
      }
      return rows.finish();
    },
    async words(sentences) {
      const idsOf = await idsOfWords(tokenizer, sentences);
      const room = limit - frame.before.length - frame.after.length;
      const rows = new RowCollector(true);
      for (const sentence of sentences) {
        for (const id of frame.before) rows.add(id, 0, -1, -1, -1);
        let tokens = 0;
        let total = 0;
        for (const word of sentence) total += idsOf.get(word)!.length;
        const skip = plan.cut === 'start' ? Math.max(0, total - room) : 0;
        sentence.forEach((word, at) => {
          for (const id of idsOf.get(word)!) {
            if (tokens >= skip && tokens < skip + room) rows.add(id, 0, -1, -1, at);
            tokens++;
          }
        });
        for (const id of frame.after) rows.add(id, 0, -1, -1, -1);
        rows.endRow(total + frame.before.length + frame.after.length);
      }
      return rows.finish();
    },
  };
}

/** 1 for each token that stays. Special tokens stay always; as in transformers, the longer text gives first. */
function keptOf(
  length: number,
  sequences: readonly (number | undefined | null)[],
  limit: number,
  cut: 'end' | 'start',
): Uint8Array {
  const own = [0, 0];
  for (const sequence of sequences) if (typeof sequence === 'number') own[sequence]!++;
  const specials = length - own[0]! - own[1]!;
  const stay = longestFirst(own[0]!, own[1]!, Math.max(0, limit - specials));
  const most = [stay.first, stay.second];
  const kept = new Uint8Array(length);
  const seen = [0, 0];
  for (let at = 0; at < length; at++) {
    const sequence = sequences[at];
    if (typeof sequence !== 'number') {
      kept[at] = 1;
      continue;
    }
    const place = seen[sequence]!++;
    const stays = cut === 'end' ? place < most[sequence]! : place >= own[sequence]! - most[sequence]!;
    kept[at] = stays ? 1 : 0;
  }
  return kept;
}

interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The special tokens around a single text. */
async function frameOf(tokenizer: Tokenizer): Promise<Frame> {
  for (const probe of PROBES) {
    const encoding = await tokenizer.encode(probe);
    const ids = encoding.getIds();
    const sequences = encoding.getSequenceIds();
    const first = sequences.indexOf(0);
    const last = sequences.lastIndexOf(0);
    if (first >= 0) return { before: ids.slice(0, first), after: ids.slice(last + 1) };
  }
  const ids = (await tokenizer.encode('')).getIds();
  return { before: ids.slice(0, 1), after: ids.slice(1) };
}

/**
 * Token ids of every distinct word. The library encodes the words of a split text one by one as well, so the result is the
 * same; its binding for Node does not take split texts.
 */
async function idsOfWords(
  tokenizer: Tokenizer,
  sentences: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const distinct = [...new Set(sentences.flat())];
  const ids = new Map<string, readonly number[]>();
  for (let from = 0; from < distinct.length; from += AT_ONCE) {
    const some = distinct.slice(from, from + AT_ONCE);
    const encodings = await tokenizer.encodeBatch(some, { addSpecialTokens: false });
    encodings.forEach((encoding, at) => {
      ids.set(some[at]!, encoding.getIds());
    });
  }
  return ids;
}
