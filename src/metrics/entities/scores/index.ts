/** Scores of mentions of entities: counts in, scores with intervals out. */
export { type AverageName, averageConvention } from './averages.ts';
export { compareEntities, type EntityComparison, type NotComparable } from './compare-entities.ts';
export { countMentions, type MentionCounts, type MentionInput } from './counts.ts';
export { type DocumentScores, documentScores } from './document-scores.ts';
export {
  type EntityScoreSettings,
  type EntityScores,
  entityScores,
  type TypeScores,
} from './entity-scores.ts';
export type { FlipCounts, Flips } from './flips.ts';
export { type IntervalRule, intervalRule, type ResampleSettings } from './intervals.ts';
export { type MentionMatches, REPEATED, type SideCounts, UNMATCHED } from './match.ts';
export { type OverlapScheme, overlapSchemes } from './overlap-components.ts';
export {
  type OverlapMeasures,
  type OverlapScores,
  overlapScores,
  type TypeOverlapScores,
} from './overlap-scores.ts';
export { type TokenScores, tokenScores } from './token-scores.ts';
export type { UnitGroups } from './units.ts';
