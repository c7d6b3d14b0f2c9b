import type { Random } from '../../src/stats/index.ts';
import { inserted, plantedText, type TextKind } from '../thresholds/planted-texts.ts';

/** Words that tell less of the label, so that a bag of words is right on about three in four: a model has something to add. */
export const HARD_TEXT: TextKind = { signal: 0.1, purity: 0.75, least: 8, most: 30 };
/** Words that nearly settle the label. */
export const EASY_TEXT: TextKind = { signal: 0.2, purity: 0.9, least: 8, most: 25 };

const NEGATIONS = ['not', 'never', 'no'];
const PEOPLE = ['woman', 'man', 'muslim'];
const NUMBERS = ['12', '2019', '300', '7'];

export interface Manner {
  readonly negation: number;
  readonly people: number;
  readonly numbers: number;
}

export const ORDINARY_MANNER: Manner = { negation: 0.15, people: 0.5, numbers: 0.15 };

export interface WrittenText {
  readonly words: readonly string[];
  readonly negated: boolean;
  /** Words before negations, people and numbers were put in. */
  readonly size: number;
}

const oneOf = (words: readonly string[], r: Random): string => words[r.integer(words.length)]!;

/** A text of the grammar with what Afterfit looks for in real ones: negations, people, numbers. */
export function written(label: number, labels: number, r: Random, kind: TextKind = HARD_TEXT, manner: Manner = ORDINARY_MANNER): WrittenText {
  let words: readonly string[] = plantedText(label, labels, r, kind);
  const size = words.length;
  const negated = r.next() < manner.negation;
  if (negated) words = inserted(words, oneOf(NEGATIONS, r), r);
  if (r.next() < manner.people) words = inserted(words, oneOf(PEOPLE, r), r);
  if (r.next() < manner.numbers) words = inserted(words, oneOf(NUMBERS, r), r);
  return { words, negated, size };
}

export const textOf = (words: readonly string[]): string => words.join(' ');

/** One edit as people make when they copy: case and punctuation, a word replaced, dropped or added. */
export function edited(text: string, r: Random): string {
  const words = text.split(' ');
  const at = r.integer(words.length);
  switch (r.integer(4)) {
    case 0:
      return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
    case 1:
      return words.map((word, i) => (i === at ? 'something' : word)).join(' ');
    case 2:
      return words.filter((_, i) => i !== at).join(' ');
    default:
      return words.map((word, i) => (i === at ? `${word} indeed` : word)).join(' ');
  }
}
