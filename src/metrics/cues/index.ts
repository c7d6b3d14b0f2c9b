/** Words and phrases that go with errors. */
export {
  type DeletionPair,
  type DeletionTest,
  deletionPairs,
  judgeDeletion,
  negationPairs,
} from './deletion.ts';
export type { ClassifiedTexts } from './distinct-texts.ts';
export type { HighlightedRow } from './examples.ts';
export {
  type CueScan,
  cueRule,
  type FalsePositiveCue,
  falsePositiveCues,
} from './false-positive-cues.ts';
export { type MisleadingScan, type MisleadingTerm, misleadingTerms } from './misleading-terms.ts';
export type { RateOfRows } from './rate-of-rows.ts';
export type { TrainingTexts, TrainingTie } from './training-tie.ts';
export { type UnseenWord, type UnseenWords, unseenWords } from './unseen-words.ts';
