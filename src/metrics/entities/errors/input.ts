import type { EntitySet, MentionColumns, TokenColumns } from '../../../model/entities.ts';

/** Sentences with the mentions that stand in them. An `EntitySet` fits. */
export type EntityErrorInput = Pick<
  EntitySet,
  'types' | 'sentences' | 'firstOfDocument' | 'tokens' | 'reference' | 'predicted' | 'extra'
> & { text(sentence: number): string };

/** Mentions that the model was trained on. Types are matched to those of the set by name. */
export interface TrainingMentions {
  readonly types: readonly string[];
  readonly sentences: number;
  readonly tokens: TokenColumns | null;
  readonly mentions: MentionColumns;
  text(sentence: number): string;
}

/** First mention of each sentence, and one more entry: the number of mentions. Mentions are ordered by contract. */
export function firstOfSentence({ sentence }: MentionColumns, sentences: number): Int32Array {
  const first = new Int32Array(sentences + 1);
  for (let i = 0; i < sentence.length; i++) first[sentence[i]! + 1]!++;
  for (let s = 0; s < sentences; s++) first[s + 1]! += first[s]!;
  return first;
}
