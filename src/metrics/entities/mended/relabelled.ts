import type { LabelSuspect } from '../errors/index.ts';
import type { MentionCounts } from '../scores/index.ts';

interface Relabelled {
  readonly f1: number;
  readonly relabelled: number;
  /** Micro F1 with the other label at these places. Both null without a mention. */
  readonly mended: number;
}

/**
 * Micro F1 as it is, and with the label of places changed to what the model says there: a bound, as though every suspicion where the
 * model agrees with the other places were right. Null when no mention is left to score.
 */
export function f1IfRelabelled(counts: MentionCounts, suspects: readonly LabelSuspect[]): Relabelled | null {
  const sum = (column: Float64Array): number => column.reduce((total, one) => total + one, 0);
  const [correct, reference, predicted] = [sum(counts.correct), sum(counts.reference), sum(counts.predicted)];
  const those = suspects.filter(({ model }) => model === 'other');
  let [right, gold] = [correct, reference];
  for (const { given, other } of those) {
    // The model says the other label: where that is a type, it becomes a mention that was found; else the reference loses one.
    if (other >= 0) right++;
    if (given < 0) gold++;
    else if (other < 0) gold--;
  }
  if (reference + predicted === 0 || gold + predicted === 0) return null;
  return {
    f1: (2 * correct) / (reference + predicted),
    relabelled: those.length,
    mended: (2 * right) / (gold + predicted),
  };
}
