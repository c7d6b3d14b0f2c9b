import { areFunctionWords } from '../../subsets/index.ts';
import { normaliseText } from '../../texts/normalise.ts';
import { forEachToken } from '../../words/index.ts';
import type { TrainingMentions } from './input.ts';
import { foldedText, mentionTexts } from './words.ts';

/** How a mention stands to the training data. Case and white space are folded. */
export const seenKinds = ['seen', 'other type', 'partly seen', 'unseen'] as const;
export type SeenKind = (typeof seenKinds)[number];

export const seenDefinitions: Readonly<Record<SeenKind, string>> = {
  seen: 'the same text is a mention of the same type in the training data, case folded',
  'other type': 'the same text is a mention in the training data, but only of other types',
  'partly seen': 'a word of it, no function word, is part of a training mention of the same type',
  unseen: 'neither the text nor a word of it is in a training mention of the same type',
};

/** What the training data hold, by text of the mention. */
export interface TrainingIndex {
  readonly mentions: number;
  readonly texts: ReadonlySet<string>;
  /** Index of `seenKinds`. */
  kindOf(mention: string, type: number): number;
  /** Training mentions with the text and the type. */
  countOf(mention: string, type: number): number;
  /** Types of the set, by number of training mentions with the text; −1: a type that the set does not have. */
  typesOf(mention: string): ReadonlyMap<number, number>;
}

const NONE: ReadonlyMap<number, number> = new Map();

/** Words that can be recognised again: pairs of letters where a script puts no blank between words. */
function tellingWords(mention: string): readonly string[] {
  const words: string[] = [];
  forEachToken(mention, (word) => {
    if (!areFunctionWords(word)) words.push(word);
  });
  return words;
}

export function trainingIndex(training: TrainingMentions, types: readonly string[]): TrainingIndex {
  const codes = training.types.map((type) => types.indexOf(type));
  const byText = new Map<string, Map<number, number>>();
  const byWord = new Map<string, Set<number>>();
  for (const [i, written] of mentionTexts(training.mentions, (s) => training.text(s)).entries()) {
    const mention = foldedText(written);
    if (mention === '') continue;
    const type = codes[training.mentions.type[i]!] ?? -1;
    let counts = byText.get(mention);
    if (counts === undefined) {
      counts = new Map();
      byText.set(mention, counts);
    }
    const known = counts.get(type) ?? 0;
    counts.set(type, known + 1);
    if (known > 0) continue;
    for (const word of tellingWords(mention)) {
      const of = byWord.get(word);
      if (of === undefined) byWord.set(word, new Set([type]));
      else of.add(type);
    }
  }
  const texts = new Set<string>();
  for (let s = 0; s < training.sentences; s++) {
    const text = normaliseText(training.text(s));
    if (text !== '') texts.add(text);
  }
  return {
    mentions: training.mentions.start.length,
    texts,
    countOf: (mention, type) => byText.get(foldedText(mention))?.get(type) ?? 0,
    typesOf: (mention) => byText.get(foldedText(mention)) ?? NONE,
    kindOf(mention, type) {
      const folded = foldedText(mention);
      const counts = byText.get(folded);
      if (counts !== undefined) return counts.has(type) ? 0 : 1;
      return tellingWords(folded).some((word) => byWord.get(word)?.has(type)) ? 2 : 3;
    },
  };
}
