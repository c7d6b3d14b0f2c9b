import { MISSING, type PredictionColumns } from '../../src/predictions/columns.ts';

/** Columns from pairs `[reference, predicted]` of label names; `null` is a missing label. */
export function columnsOfPairs(
  labels: readonly string[],
  pairs: readonly (readonly [string | null, string | null])[],
  more: Partial<PredictionColumns> = {},
): PredictionColumns {
  const code = (name: string | null): number => (name === null ? MISSING : labels.indexOf(name));
  return {
    id: 'set',
    file: 'predictions.csv',
    split: null,
    labels,
    reference: Int16Array.from(pairs, ([reference]) => code(reference)),
    predicted: Int16Array.from(pairs, ([, predicted]) => code(predicted)),
    scores: null,
    confidence: null,
    texts: null,
    ids: null,
    extra: new Map(),
    columns: {},
    ...more,
  };
}
