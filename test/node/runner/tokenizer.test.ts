import { describe, expect, it } from 'vitest';
import { planTokenizer } from '../../../src/model-runner/tokenizer/index.ts';
import type { EncodedRows } from '../../../src/node/runner/encoded-rows.ts';
import { loadTokenizer } from '../../../src/node/runner/tokenizer.ts';
import { configOf, filesOfKind, oracle } from '../../model-runner/tokenizer/oracle.ts';

const tokenizerOf = (kind: (typeof oracle.kinds)[number], maxLength: number, words = false) =>
  loadTokenizer(planTokenizer(filesOfKind(kind), configOf(kind), { maxLength, words }));

const row = (array: Int32Array | Uint8Array, rows: EncodedRows, at: number): number[] =>
  Array.from(array.subarray(rows.first[at], rows.first[at + 1]));

/** Offsets of special tokens are 0, 0 in the reference and −1, −1 here. */
const unitsToPoints = (text: string, unit: number): number =>
  unit < 0 ? 0 : Array.from(text.slice(0, unit)).length;

const LONG = 5000;

describe.each(oracle.kinds)('a tokenizer put together from its vocabulary: $kind', (kind) => {
  it('gives the ids and offsets of the reference for hostile texts', async () => {
    const rows = await (await tokenizerOf(kind, LONG)).texts(oracle.hostile, true);
    oracle.hostile.forEach((text, at) => {
      const expected = kind.texts[at]!;
      expect([text, row(rows.ids, rows, at)]).toEqual([text, expected.ids]);
      const spans: number[] = [];
      for (let token = rows.first[at]!; token < rows.first[at + 1]!; token++)
        spans.push(unitsToPoints(text, rows.start![token]!), unitsToPoints(text, rows.end![token]!));
      expect([text, spans]).toEqual([text, expected.offsets]);
    });
  });

  it('encodes pairs with their segments', async () => {
    const rows = await (await tokenizerOf(kind, LONG)).pairs(oracle.pairs);
    kind.pairs.forEach((expected, at) => {
      expect(row(rows.ids, rows, at)).toEqual(expected.ids);
      const segments = rows.segments === null ? expected.ids.map(() => 0) : row(rows.segments, rows, at);
      expect(segments).toEqual(expected.types);
    });
  });

  it('cuts as the reference does and knows how long each text was', async () => {
    const tokenizer = await tokenizerOf(kind, oracle.limit);
    const rows = await tokenizer.texts(oracle.hostile, false);
    kind.cut.forEach((expected, at) => {
      expect(row(rows.ids, rows, at)).toEqual(expected);
      expect(rows.tokensBeforeCut[at]).toBe(kind.texts[at]!.ids.length);
    });
    const pairs = await tokenizer.pairs(oracle.pairs);
    kind.cutPairs.forEach((expected, at) => {
      expect(row(pairs.ids, pairs, at)).toEqual(expected);
    });
  });

  it('encodes words that are split already, and knows which token begins which word', async () => {
    const prefix = kind.source !== 'bytes' || kind.config.add_prefix_space === true;
    const rows = await (await tokenizerOf(kind, LONG, prefix)).words(oracle.words);
    kind.words.forEach((expected, at) => {
      expect(row(rows.ids, rows, at)).toEqual(expected.ids);
      expect(row(rows.word!, rows, at)).toEqual(expected.words);
    });
  });
});
