import { createRandom, type Random } from '../../src/stats/index.ts';

/** A number as a word: what holds a digit counts as a number. */
const spelled = (number: number): string => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

export interface TextKind {
  /** Share of the words that belong to a label. */
  readonly signal: number;
  /** Share of these that belong to the label of the text. */
  readonly purity: number;
  /** Words of a text. */
  readonly least: number;
  readonly most: number;
}

const ORDINARY: TextKind = { signal: 0.2, purity: 0.9, least: 8, most: 25 };

/** Texts as they come: few words frequent, most rare; some words of the label, of which a few also stand in texts of other labels. */
export function plantedText(label: number, labels: number, r: Random, kind: TextKind = ORDINARY): string[] {
  const size = kind.least + r.integer(kind.most - kind.least + 1);
  return Array.from({ length: size }, () => {
    const u = r.next();
    if (u < kind.signal) return `c${spelled(r.next() < kind.purity ? label : r.integer(labels))}x${spelled(Math.floor(40 * r.next() ** 2))}`;
    return `w${spelled(Math.floor(3000 * r.next() ** 3))}`;
  });
}

/** The words with `extra` put in at a random place. */
export const inserted = (words: readonly string[], extra: string, r: Random): string[] => {
  const at = r.integer(words.length + 1);
  return [...words.slice(0, at), ...extra.split(' '), ...words.slice(at)];
};

/** A label other than `label`. */
export const otherLabel = (label: number, labels: number, r: Random): number => (label + 1 + r.integer(labels - 1)) % labels;

export const seedsOf = (odd: boolean, count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + (odd ? 1 : 0));

export const seeded = (seed: number, kind: string, n: number): Random =>
  createRandom(1_000_000 * seed + 1000 * [...kind].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) + n);
