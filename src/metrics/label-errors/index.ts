/** Labels that are probably wrong. */
export { type ConflictingDuplicates, conflictingDuplicates, type EqualTexts } from './conflicts.ts';
export { type NearDuplicates, nearDuplicates } from './near-duplicates.ts';
export type { Rate } from './noise-rate.ts';
export {
  type LabelErrorInput,
  type LabelErrors,
  type Suspect,
  suspectedLabelErrors,
} from './suspects.ts';
