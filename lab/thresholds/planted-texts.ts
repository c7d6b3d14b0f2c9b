import { createRandom, type Random } from '../../src/stats/index.ts';

/** A number as a word: what holds a digit counts as a number. */
const spelled = (number: number): string => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** Texts as they come: few words frequent, most rare; some words of the label, of which a few also stand in texts of other labels. */
export function plantedText(label: number, labels: number, r: Random): string[] {
  const size = 8 + r.integer(18);
  return Array.from({ length: size }, () => {
    const u = r.next();
    if (u < 0.2) return `c${spelled(r.next() < 0.9 ? label : r.integer(labels))}x${spelled(Math.floor(40 * r.next() ** 2))}`;
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
