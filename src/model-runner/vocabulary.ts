import type { CheckpointDescription } from './description.ts';
import type { Refusal } from './refusal.ts';

/**
 * Refuses a tokeniser whose ids reach beyond the word embeddings (`largestId` is the largest that it can give). A smaller
 * vocabulary is usual: tables are padded to round sizes.
 */
export function checkVocabulary(description: CheckpointDescription, largestId: number): Refusal | null {
  if (largestId < description.vocabulary) return null;
  return {
    kind: 'refusal',
    reason: 'vocabulary',
    sentence: `The tokeniser gives ids up to ${largestId}, and the model has embeddings for ids below ${description.vocabulary}. They do not belong together.`,
    names: [],
  };
}
