/** Tags scored as other tools score them, and the places where they break their scheme. */
export { type AveragedF1, averagedF1 } from './averaged-f1.ts';
export type { ConventionNote } from './convention-notes.ts';
export { type ConventionRow, type ConventionTable, conventionTable } from './convention-table.ts';
export { type Convention, conventions, type ToolId } from './conventions/index.ts';
export type { MentionDifference, MentionDifferences } from './differences.ts';
export {
  type CountsByType,
  countsByType,
  type ExactCounts,
  type ExactScores,
  exactCounts,
  exactScores,
  walkMentions,
} from './exact-counts.ts';
export { type InvalidTransitions, invalidTransitions } from './invalid-transitions.ts';
export type { TaggedSides, ToolAnswer, ToolReading } from './sides.ts';
