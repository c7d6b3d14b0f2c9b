import type { Example, PredictionSet } from '../model/predictions.ts';
import type { RightOf } from '../model/texts.ts';

/** A set with all of its rows. */
export interface ReadSet {
  readonly set: PredictionSet;
  readonly examples: readonly Example[];
}

/** Rows that have a reference and a prediction, and how many of them are right. */
export function rightOf(examples: readonly Example[], counts: (row: number) => boolean): RightOf {
  let rows = 0;
  let right = 0;
  for (const { row, reference, predicted } of examples) {
    if (reference === null || predicted === null || !counts(row)) continue;
    rows++;
    if (reference === predicted) right++;
  }
  return { rows, right };
}
