import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaggingScheme } from '../../../src/model/entities.ts';
import {
  type DecodingRule,
  decode,
  mentionColumns,
  typeIdsOf,
  typesOfTags,
} from '../../../src/text/tags/index.ts';
import { column, firsts, written } from '../../metrics/entities/tags/tagged.ts';
import { type Sentence, schemes, sentencesOf, spell } from './spelling.ts';

/** `sentence: first-end type`, in order. */
function mentions(
  sentences: readonly (readonly (string | null)[])[],
  scheme: TaggingScheme,
  rule: DecodingRule,
): readonly string[] {
  const side = column(sentences);
  const types = typesOfTags(side.names);
  const found = decode(side.tags, side.names, firsts(sentences), scheme, rule, typeIdsOf(types));
  return Array.from(
    found.first,
    (first, m) => `${found.sentence[m]!}: ${first}-${found.end[m]!} ${types[found.type[m]!]!}`,
  );
}
const decoded = (text: string, scheme: TaggingScheme, rule: DecodingRule = 'begin'): readonly string[] =>
  mentions(written(text), scheme, rule);

/** Neighbours of the same type are one mention where a scheme cannot tell them apart. */
const joined = ({ length, spans }: Sentence): Sentence => {
  const out: { start: number; end: number; type: string }[] = [];
  for (const span of spans) {
    const before = out[out.length - 1];
    if (before !== undefined && before.end === span.start && before.type === span.type) before.end = span.end;
    else out.push({ ...span });
  }
  return { length, spans: out };
};

describe('tags that keep to their scheme', () => {
  for (const scheme of schemes)
    for (const rule of ['begin', 'discard'] as const)
      it(`${scheme}, ${rule}: gives back the mentions that were written`, () => {
        fc.assert(
          fc.property(sentencesOf(['PER', 'LOC', 'ARGM-TMP']), (sentences) => {
            let at = 0;
            const expected = sentences.flatMap((sentence, s) => {
              const base = at;
              at += sentence.length;
              const { spans } = scheme === 'IO' ? joined(sentence) : sentence;
              return spans.map(({ start, end, type }) => `${s}: ${base + start}-${base + end} ${type}`);
            });
            expect(
              mentions(
                sentences.map((sentence) => spell(sentence, scheme)),
                scheme,
                rule,
              ),
            ).toEqual(expected);
          }),
          { numRuns: 150 },
        );
      });
});

describe('tags that break their scheme', () => {
  it.each([
    ['IOB2', 'O I-PER I-PER', ['0: 1-3 PER'], []],
    ['IOB2', 'B-PER I-LOC O', ['0: 0-1 PER', '0: 1-2 LOC'], ['0: 0-1 PER']],
    ['IOB1', 'O B-PER I-PER', ['0: 1-3 PER'], ['0: 2-3 PER']],
    ['IOE2', 'I-PER I-PER O E-LOC', ['0: 0-2 PER', '0: 3-4 LOC'], ['0: 3-4 LOC']],
    ['IOE1', 'I-PER E-PER O', ['0: 0-2 PER'], ['0: 0-1 PER']],
    ['IOBES', 'B-PER I-PER S-PER', ['0: 0-2 PER', '0: 2-3 PER'], ['0: 2-3 PER']],
    ['IOBES', 'E-PER O B-LOC', ['0: 0-1 PER', '0: 2-3 LOC'], []],
    ['BILOU', 'B-PER I-PER I-PER O U-ORG', ['0: 0-3 PER', '0: 4-5 ORG'], ['0: 4-5 ORG']],
    ['BMES', 'B-PER M-LOC E-PER', ['0: 0-1 PER', '0: 1-2 LOC', '0: 2-3 PER'], []],
  ] as const)('%s: %s', (scheme, text, begin, discard) => {
    expect(decoded(text, scheme)).toEqual(begin);
    expect(decoded(text, scheme, 'discard')).toEqual(discard);
  });

  it('no mention crosses a sentence', () => {
    expect(decoded('O B-PER | I-PER O', 'IOB2')).toEqual(['0: 1-2 PER', '1: 2-3 PER']);
    expect(decoded('O B-PER | I-PER O', 'IOB2', 'discard')).toEqual(['0: 1-2 PER']);
  });
});

describe('tokens that say nothing', () => {
  it('a missing tag ends a mention', () => {
    expect(mentions([['B-PER', null, 'I-PER']], 'IOB2', 'begin')).toEqual(['0: 0-1 PER', '0: 2-3 PER']);
    expect(mentions([['B-PER', null, 'I-PER']], 'IOB2', 'discard')).toEqual(['0: 0-1 PER']);
  });

  it('the mark of a word piece does not, and is not the end of one', () => {
    expect(decoded('B-PER X I-PER X O', 'IOB2')).toEqual(['0: 0-3 PER']);
    expect(decoded('B-PER X I-PER X O', 'IOB2', 'discard')).toEqual(['0: 0-3 PER']);
  });

  it('the digit zero is outside', () => {
    expect(decoded('I-PER 0 I-PER', 'IO')).toEqual(['0: 0-1 PER', '0: 2-3 PER']);
  });
});

it('names that no token has do not change how the others are read', () => {
  const side = column([['PER', 'PER', 'O']]);
  const shared = [...side.names, 'B-PER', 'I-PER'];
  const found = decode(side.tags, shared, Int32Array.of(0, 3), 'IO', 'begin', new Map([['PER', 0]]));
  expect([...found.first, ...found.end, ...found.type]).toEqual([0, 2, 0]);
});

it('an empty file and empty sentences have no mentions', () => {
  expect(mentions([], 'IOB2', 'begin')).toEqual([]);
  expect(mentions([[], ['B-PER'], []], 'IOB2', 'begin')).toEqual(['1: 0-1 PER']);
});

it('a file with more mentions than a list begins with', () => {
  const side = column([['B-PER']]);
  const tags = new Int32Array(5000).fill(side.tags[0]!);
  const found = decode(tags, side.names, Int32Array.of(0, 5000), 'IOB2', 'begin', new Map());
  expect(found.first.length).toBe(5000);
  expect(found.end[4999]).toBe(5000);
});

it('mentions are given offsets in the text', () => {
  const side = column([['B-PER', 'I-PER', 'O']]);
  const firstOfSentence = Int32Array.of(0, 3);
  const found = decode(side.tags, side.names, firstOfSentence, 'IOB2', 'begin', new Map());
  // "Ada Byron wrote"
  const tokens = { firstOfSentence, start: Int32Array.of(0, 4, 10), end: Int32Array.of(3, 9, 15) };
  expect(mentionColumns(found, tokens)).toMatchObject({ start: Int32Array.of(0), end: Int32Array.of(9) });
});
