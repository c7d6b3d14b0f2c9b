import type { MentionColumns, TokenColumns } from '../../../model/entities.ts';
import { bands, wholeNumberBand } from '../../subsets/bands.ts';
import type { PropertyAnswer, PropertyRole } from '../../subsets/index.ts';
import { maskWhere } from '../../subsets/mask.ts';
import { casingOf, casings, digitKinds, digitsOf } from './shapes.ts';
import { seenDefinitions, seenKinds, type TrainingIndex } from './training.ts';
import { wordRanges } from './words.ts';

/** What the properties of mentions are found from; row i is mention `mentions[i]`. */
export interface MentionFeatures {
  readonly rows: Int32Array;
  readonly side: MentionColumns;
  readonly texts: readonly string[];
  readonly words: TokenColumns;
  readonly training: TrainingIndex | null;
  /** Types that the same text has in the reference; null for predictions, where it would tell the answer. */
  readonly typesInReference: ReadonlyMap<string, ReadonlySet<number>> | null;
}

/** A property that gives each mention one value or none (−1). */
function answer(
  id: string,
  title: string,
  codes: ArrayLike<number>,
  values: readonly { readonly name: string; readonly definition: string }[],
  leftOut: string | null = null,
  role: PropertyRole = 'slice',
): PropertyAnswer {
  const present = values.map((_, code) => code);
  return {
    id,
    title,
    role,
    leftOut,
    values: present.map((code) => ({
      ...values[code]!,
      rows: maskWhere(codes.length, (row) => codes[row] === code),
      words: [],
      spans: null,
    })),
  };
}

const named = (names: readonly string[], definition: (name: string) => string) =>
  names.map((name) => ({ name, definition: definition(name) }));

const upTo = (edges: readonly number[], value: number): number => {
  const at = edges.findIndex((edge) => value <= edge);
  return at < 0 ? edges.length : at;
};

const LENGTHS = ['one word', 'two words', 'three words', 'four words or more'];
const CROWDS = [
  'the only mention of its sentence',
  'one of two',
  'one of three or four',
  'one of five or more',
];
const FREQUENCIES = ['never', 'once', '2 to 4 times', '5 to 19 times', '20 times or more'];

/** Everything a mention is looked at by, except its type and the user's columns. */
export function mentionProperties(features: MentionFeatures): readonly PropertyAnswer[] {
  const { rows, side, texts, words, training, typesInReference } = features;
  const { from, to } = wordRanges(side, words);
  const { firstOfSentence: first } = words;
  const each = (value: (mention: number, sentence: number) => number): Int32Array =>
    Int32Array.from(rows, (mention) => value(mention, side.sentence[mention]!));
  const inSentence = new Map<number, number>();
  for (const mention of rows)
    inSentence.set(side.sentence[mention]!, (inSentence.get(side.sentence[mention]!) ?? 0) + 1);
  const sentenceWords = each((_, s) => first[s + 1]! - first[s]!);
  const before = each((m, s) => from[m]! - first[s]!);
  const answers: PropertyAnswer[] = [
    answer(
      'mention-length',
      'length of the mention',
      each((m) => upTo([1, 2, 3], Math.max(1, to[m]! - from[m]!))),
      named(LENGTHS, (name) => `the mention has ${name}`),
    ),
    {
      id: 'sentence-length',
      title: 'length of the sentence',
      role: 'slice',
      values: bands(
        sentenceWords,
        wholeNumberBand('words in the sentence'),
        'words of the sentence, in quarters of these mentions',
      ),
      leftOut: null,
    },
    answer(
      'capitalisation',
      'capitalisation',
      each((m) => casingOf(texts[m]!)),
      casings,
    ),
    answer(
      'digits',
      'digits',
      each((m) => digitsOf(texts[m]!)),
      digitKinds,
    ),
    answer(
      'position',
      'position in the sentence',
      each((m, s) => (from[m] === first[s] ? 0 : to[m]! >= first[s + 1]! - 1 ? 2 : 1)),
      [
        { name: 'begins the sentence', definition: 'no word stands before the mention' },
        {
          name: 'inside the sentence',
          definition: 'a word stands before the mention, and two or more after it',
        },
        { name: 'ends the sentence', definition: 'at most one word or mark stands after the mention' },
      ],
    ),
    {
      id: 'words-before',
      title: 'words before the mention',
      role: 'slice',
      values: bands(before, wholeNumberBand('words before it'), 'words before the mention, in quarters'),
      leftOut: null,
    },
    answer(
      'company',
      'mentions in the sentence',
      each((_, s) => upTo([1, 2, 4], inSentence.get(s)!)),
      named(CROWDS, (name) => `the mention is ${name}, on the same side`),
    ),
  ];
  if (typesInReference !== null)
    answers.push(
      answer(
        'ambiguous-reference',
        'types of the same text in the reference',
        each((m) => ((typesInReference.get(texts[m]!)?.size ?? 1) > 1 ? 1 : 0)),
        [
          { name: 'one type', definition: 'every mention of this text has the same type in the reference' },
          {
            name: 'several types',
            definition: 'mentions of this text have different types in the reference',
          },
        ],
      ),
    );
  if (training === null)
    return [
      ...answers,
      answer('seen', 'in the training data', [], [], 'no training data were given'),
      answer('training-frequency', 'how often in the training data', [], [], 'no training data were given'),
    ];
  // A prediction with wrong borders is a text that training does not have, whatever made the borders wrong.
  const role: PropertyRole = typesInReference === null ? 'expected' : 'slice';
  return [
    ...answers,
    answer(
      'seen',
      'in the training data',
      each((m) => training.kindOf(texts[m]!, side.type[m]!)),
      seenKinds.map((kind) => ({ name: `in training: ${kind}`, definition: seenDefinitions[kind] })),
      null,
      role,
    ),
    answer(
      'training-frequency',
      'how often in the training data',
      each((m) => upTo([0, 1, 4, 19], training.countOf(texts[m]!, side.type[m]!))),
      FREQUENCIES.map((name) => ({
        name: `in training: ${name}`,
        definition: `the same text is a mention of the same type in the training data ${name}, case folded`,
      })),
      null,
      role,
    ),
    answer(
      'ambiguous-training',
      'types of the same text in the training data',
      each((m) => {
        const count = training.typesOf(texts[m]!).size;
        return count === 0 ? -1 : count === 1 ? 0 : 1;
      }),
      [
        {
          name: 'one type in training',
          definition: 'mentions of this text have one type in the training data',
        },
        {
          name: 'several types in training',
          definition: 'mentions of this text have different types in the training data',
        },
      ],
    ),
  ];
}
