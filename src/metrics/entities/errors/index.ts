/** Why entities are missed and invented: every error with its class and its place, and what goes with errors. */
export {
  type BorderChange,
  type BorderSide,
  type BorderWord,
  type BorderWords,
  borderWords,
} from './borders.ts';
export { type ConfusionCell, type EntityConfusion, entityConfusion } from './confusion.ts';
export {
  type LabelConsistency,
  type LabelSuspect,
  labelConsistency,
  type VaryingText,
} from './consistency.ts';
export type { LabelSupport } from './contexts.ts';
export { copiedSentences } from './copies.ts';
export { type ErrorCounts, errorCounts, type KindCount } from './counts.ts';
export type { EntityErrorInput, TrainingMentions } from './input.ts';
export { type ErrorKind, errorKinds } from './kinds.ts';
export { type OutsideShare, outsideShare } from './outside.ts';
export { type SeenDifference, type SeenRecall, type SeenSummary, seenSummary } from './seen.ts';
export { type MentionSlice, type MentionSlices, mentionSlices } from './slices.ts';
export { type VaryingBorder, varyingBorders } from './spellings.ts';
export { type ErrorRows, type ErrorTaxonomy, errorsOf, errorTaxonomy, NOT_COUNTED } from './taxonomy.ts';
export { type SeenKind, seenDefinitions, seenKinds, type TrainingIndex, trainingIndex } from './training.ts';
