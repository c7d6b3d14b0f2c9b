import type { EntitySet, MentionColumns } from '../../../model/entities.ts';
import type { ErrorKind, ErrorTaxonomy } from '../errors/index.ts';
import { errorKinds } from '../errors/index.ts';
import {
  compareEntities,
  countMentions,
  type EntityComparison,
  type MentionCounts,
} from '../scores/index.ts';

/** Fewer than for two models: the difference has one sign, and only its size is asked for. */
const DRAWS = 2000;

/** Predictions in which references of the given classes are found, and predictions of these classes are gone. */
function mendedPredictions(
  { reference, predicted }: Pick<EntitySet, 'reference' | 'predicted'>,
  { referenceKind, predictedKind }: ErrorTaxonomy,
  kinds: readonly ErrorKind[],
): MentionColumns {
  const codes = new Set(kinds.map((kind) => errorKinds.indexOf(kind)));
  const rows: [sentence: number, start: number, end: number, type: number][] = [];
  const take = (side: MentionColumns, i: number): void => {
    rows.push([side.sentence[i]!, side.start[i]!, side.end[i]!, side.type[i]!]);
  };
  for (let p = 0; p < predictedKind.length; p++) if (!codes.has(predictedKind[p]!)) take(predicted, p);
  for (let r = 0; r < referenceKind.length; r++) if (codes.has(referenceKind[r]!)) take(reference, r);
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
  const column = (k: 0 | 1 | 2 | 3): Int32Array => Int32Array.from(rows, (row) => row[k]);
  return { sentence: column(0), start: column(1), end: column(2), type: column(3), score: null };
}

/**
 * Micro F1 that is gained when all errors of some classes are right, with a paired bootstrap over documents or sentences. Null when
 * neither side holds a mention.
 */
export function gainIfMended(
  set: EntitySet,
  counts: MentionCounts,
  taxonomy: ErrorTaxonomy,
  kinds: readonly ErrorKind[],
): EntityComparison['difference'] | null {
  const mended = countMentions({
    reference: set.reference,
    predicted: mendedPredictions(set, taxonomy, kinds),
    types: set.types.length,
    sentences: set.sentences,
    firstOfDocument: set.firstOfDocument,
  });
  const compared = compareEntities(counts, mended, { draws: DRAWS });
  if (compared.kind !== 'compared' || compared.difference.value === null) return null;
  const { difference } = compared;
  if (difference.interval === null) return difference;
  const sum = (column: Float64Array): number => column.reduce((total, one) => total + one, 0);
  const most = 1 - (2 * sum(counts.correct)) / (sum(counts.reference) + sum(counts.predicted));
  // With few units that differ the interval of a difference is wide; no score rises above 1, and mending lowers none.
  return {
    ...difference,
    interval: {
      ...difference.interval,
      low: Math.max(0, difference.interval.low),
      high: Math.min(most, difference.interval.high),
    },
  };
}
