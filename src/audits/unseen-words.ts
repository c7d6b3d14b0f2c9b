import type { SeenDifference, SeenSummary } from '../metrics/entities/errors/index.ts';
import { ENTITY_ALPHA } from './entity-words.ts';

/** When unseen mentions are found surely less often than seen ones (catalogue of diagnoses, unseen entities). */

/** Mentions on each side. */
export const LEAST_SEEN = 30;
const LEAST_GAP = 0.1;

/** Passes with all types together and within types and lengths: unseen mentions are often longer ones. */
const isSure = (one: SeenDifference): boolean =>
  one.seen >= LEAST_SEEN &&
  one.others >= LEAST_SEEN &&
  one.p < ENTITY_ALPHA &&
  one.within.p < ENTITY_ALPHA &&
  one.difference >= LEAST_GAP &&
  (one.within.difference ?? 0) >= LEAST_GAP &&
  one.interval.low > 0;

const about = ({ kind }: SeenDifference): boolean => kind === 'unseen' || kind === 'partly seen';

/** Sure differences over all types, the wholly unseen first; then by type, the largest first. */
export function unseenGaps(seen: SeenSummary): readonly SeenDifference[] {
  const sure = seen.differences.filter((one) => about(one) && isSure(one));
  const overall = sure.filter(({ type }) => type < 0);
  const byType = sure.filter(({ type }) => type >= 0).sort((a, b) => b.difference - a.difference);
  return [
    ...overall.sort((a, b) => (a.kind === 'unseen' ? -1 : 1) - (b.kind === 'unseen' ? -1 : 1)),
    ...byType,
  ];
}

/** Properties of mentions that say how they stand to the training data. */
export const trainingProperties: ReadonlySet<string> = new Set([
  'seen',
  'training-frequency',
  'ambiguous-training',
]);
