import fc from 'fast-check';
import type { TaggingScheme } from '../../../src/model/entities.ts';

export const schemes: readonly TaggingScheme[] = [
  'IO',
  'IOB1',
  'IOB2',
  'IOE1',
  'IOE2',
  'IOBES',
  'BILOU',
  'BMES',
];

/** A mention: tokens of its sentence, `end` exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}
export interface Sentence {
  readonly length: number;
  readonly spans: readonly Span[];
}

/** Sentences with mentions that do not overlap; neighbours of the same type among them. */
export const sentencesOf = (types: readonly string[]): fc.Arbitrary<readonly Sentence[]> =>
  fc.array(
    fc
      .array(
        fc.record({ gap: fc.nat(2), size: fc.integer({ min: 1, max: 4 }), type: fc.constantFrom(...types) }),
        {
          maxLength: 5,
        },
      )
      .chain((parts) => fc.nat(2).map((tail) => ({ parts, tail })))
      .map(({ parts, tail }) => {
        let at = 0;
        const spans = parts.map(({ gap, size, type }) => {
          const start = at + gap;
          at = start + size;
          return { start, end: at, type };
        });
        return { length: at + tail, spans };
      }),
    { maxLength: 6 },
  );

const endLetters: Readonly<Record<string, readonly [string, string, string]>> = {
  IOBES: ['I', 'E', 'S'],
  BILOU: ['I', 'L', 'U'],
  BMES: ['M', 'E', 'S'],
};

/** The tags of a sentence in a scheme, written from its mentions. */
export function spell({ length, spans }: Sentence, scheme: TaggingScheme): readonly string[] {
  const tags = new Array<string>(length).fill('O');
  for (const { start, end, type } of spans) {
    const letters = new Array<string>(end - start).fill('I');
    const follows = spans.some((other) => other.end === start && other.type === type);
    const precedes = spans.some((other) => other.start === end && other.type === type);
    if (scheme === 'IOB2' || (scheme === 'IOB1' && follows)) letters[0] = 'B';
    if (scheme === 'IOE2' || (scheme === 'IOE1' && precedes)) letters[letters.length - 1] = 'E';
    const whole = endLetters[scheme];
    if (whole !== undefined) {
      letters.fill(whole[0]);
      letters[0] = 'B';
      letters[letters.length - 1] = whole[1];
      if (letters.length === 1) letters[0] = whole[2];
    }
    letters.forEach((letter, i) => {
      tags[start + i] = `${letter}-${type}`;
    });
  }
  return tags;
}
