import type { Interval } from '../../../model/outcome.ts';
import { benjaminiHochberg, higherShare, newcombe } from '../../../stats/index.ts';
import { borderClassOf } from './border-word-classes.ts';
import { copiedSentences } from './copies.ts';
import type { EntityErrorInput } from './input.ts';
import { kindCode } from './kinds.ts';
import type { ErrorTaxonomy } from './taxonomy.ts';
import { foldedText, wordRanges, wordsOf } from './words.ts';

export type BorderSide = 'left' | 'right';
/** `added`: the prediction takes in a word that stands outside the reference · `cut`: it leaves out the outermost word of the reference. */
export type BorderChange = 'added' | 'cut';

/** A word, or a class of words, at a border of references that were found with their type. */
export interface BorderWord {
  readonly side: BorderSide;
  readonly change: BorderChange;
  /** Lower case; for a class its name. */
  readonly word: string;
  readonly isClass: boolean;
  /** The class of a word; null when it has none. */
  readonly wordClass: string | null;
  /** References with the word there (just inside for `cut`, just outside for `added`), and those where the border moved over it. */
  readonly mentions: number;
  readonly moved: number;
  /** The same of references with another word there. */
  readonly otherMentions: number;
  readonly otherMoved: number;
  readonly difference: number;
  readonly interval: Interval;
  /** Fisher, one-sided: more often than with other words. */
  readonly p: number;
  /** Benjamini–Hochberg over all words and classes of all four questions. */
  readonly q: number;
  /** Different texts among the references where the border moved. One name over and over is one observation. */
  readonly texts: number;
  /**
   * The reference itself: mentions of it that have the word just inside that border, and those that have it just outside. Both many: the
   * annotation may be of two minds, and the model only follows it.
   */
  readonly inside: number;
  readonly outside: number;
  /** Rows of the taxonomy where the border moved over the word. */
  readonly rows: Int32Array;
}

export interface BorderWords {
  /** By q, then p. */
  readonly words: readonly BorderWord[];
  readonly tests: number;
  readonly method: string;
  /** References looked at: correct, or found with their type and other borders; sentences that are copies left out. */
  readonly mentions: number;
  /** Those with a moved border, by side and change; a mention may be in several. */
  readonly moved: Readonly<Record<BorderSide, Readonly<Record<BorderChange, number>>>>;
}

export interface BorderSettings {
  /** A word is tested when it stands at so many references. */
  readonly leastMentions: number;
}

const questions = [
  ['left', 'cut'],
  ['left', 'added'],
  ['right', 'cut'],
  ['right', 'added'],
] as const;

interface Tally {
  mentions: number;
  readonly rows: number[];
  readonly texts: Set<string>;
}

const METHOD = 'Fisher, one-sided; Benjamini–Hochberg over all words and classes';

/** Words at which borders go wrong, against the same place of references whose border is right. */
export function borderWords(
  input: EntityErrorInput,
  taxonomy: ErrorTaxonomy,
  { leastMentions }: BorderSettings = { leastMentions: 5 },
  copied: Uint8Array = copiedSentences(input),
): BorderWords {
  const { reference, predicted } = input;
  const words = wordsOf(input);
  const [gold, found] = [wordRanges(reference, words), wordRanges(predicted, words)];
  const tallies = questions.map(() => new Map<string, Tally>());
  const totals = questions.map(() => ({ mentions: 0, moved: 0 }));
  const inside = { left: new Map<string, number>(), right: new Map<string, number>() };
  const outside = { left: new Map<string, number>(), right: new Map<string, number>() };
  let mentions = 0;
  let last = -1;
  let text = '';
  for (let r = 0; r < reference.start.length; r++) {
    const s = reference.sentence[r]!;
    if (copied[s] === 1 || gold.from[r] === gold.to[r]) continue;
    if (s !== last) {
      last = s;
      text = input.text(s);
    }
    const wordAt = (at: number): string | null =>
      at < words.firstOfSentence[s]! || at >= words.firstOfSentence[s + 1]!
        ? null
        : foldedText(text.slice(words.start[at]!, words.end[at]!));
    const [from, to] = [gold.from[r]!, gold.to[r]!];
    const near = [wordAt(from), wordAt(from - 1), wordAt(to - 1), wordAt(to)];
    for (const [q, [side, change]] of questions.entries()) {
      const counts = (change === 'cut' ? inside : outside)[side];
      if (near[q] !== null) counts.set(near[q]!, (counts.get(near[q]!) ?? 0) + 1);
    }
    const kind = taxonomy.referenceKind[r]!;
    if (kind !== kindCode('correct') && kind !== kindCode('boundary')) continue;
    const row = taxonomy.referenceRow[r]!;
    const p = taxonomy.rows.predicted[row]!;
    mentions++;
    const moved = [found.from[p]! > from, found.from[p]! < from, found.to[p]! < to, found.to[p]! > to];
    const written = foldedText(text.slice(reference.start[r]!, reference.end[r]!));
    for (const [q, [, change]] of questions.entries()) {
      const word = near[q];
      // A mention of one word cannot lose it and still be found.
      if (word === null || word === undefined || (change === 'cut' && to - from < 2)) continue;
      const total = totals[q]!;
      total.mentions++;
      if (moved[q]) total.moved++;
      const wordClass = borderClassOf(word);
      for (const key of wordClass === null ? [word] : [word, `\u0000${wordClass}`]) {
        let tally = tallies[q]!.get(key);
        if (tally === undefined) {
          tally = { mentions: 0, rows: [], texts: new Set() };
          tallies[q]!.set(key, tally);
        }
        tally.mentions++;
        if (!moved[q]) continue;
        tally.rows.push(row);
        tally.texts.add(written);
      }
    }
  }
  const sumOfClass = (counts: ReadonlyMap<string, number>, name: string): number => {
    let sum = 0;
    for (const [word, count] of counts) if (borderClassOf(word) === name) sum += count;
    return sum;
  };
  const tested = questions.flatMap(([side, change], q) => {
    const total = totals[q]!;
    return [...tallies[q]!].flatMap(([key, tally]) => {
      const [n, moved] = [tally.mentions, tally.rows.length];
      const [m, otherMoved] = [total.mentions - n, total.moved - moved];
      // Chosen by how often the word stands there, never by how often the border moved.
      if (n < leastMentions || m === 0) return [];
      const isClass = key.startsWith('\u0000');
      const word = isClass ? key.slice(1) : key;
      const count = (counts: ReadonlyMap<string, number>): number =>
        isClass ? sumOfClass(counts, word) : (counts.get(word) ?? 0);
      return [
        {
          side,
          change,
          word,
          isClass,
          wordClass: isClass ? word : borderClassOf(word),
          mentions: n,
          moved,
          otherMentions: m,
          otherMoved,
          difference: moved / n - otherMoved / m,
          interval: newcombe(moved, n, otherMoved, m),
          p: higherShare(moved, n, otherMoved, m),
          texts: tally.texts.size,
          inside: count(inside[side]),
          outside: count(outside[side]),
          rows: Int32Array.from(tally.rows),
        },
      ];
    });
  });
  const q = benjaminiHochberg(tested.map(({ p }) => p));
  const movedOf = (at: number): number => totals[at]!.moved;
  return {
    words: tested
      .map((one, at) => ({ ...one, q: q[at]! }))
      .sort((a, b) => a.q - b.q || a.p - b.p || (a.word < b.word ? -1 : a.word > b.word ? 1 : 0)),
    tests: tested.length,
    method: METHOD,
    mentions,
    moved: {
      left: { cut: movedOf(0), added: movedOf(1) },
      right: { cut: movedOf(2), added: movedOf(3) },
    },
  };
}
