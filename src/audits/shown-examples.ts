import type { ExaminedRows } from '../metrics/examination/index.ts';
import { spansOf } from '../metrics/words/index.ts';
import type { FindingDraft } from '../model/outcome.ts';

/** Rows that a finding names; a reader looks at the first few. */
const MOST_SHOWN = 50;

export type ShownExamples = NonNullable<FindingDraft['examples']>;

/**
 * Examined rows, the most telling first, as rows of their set, the way a finding shows them; the first fifty. With `terms` their places
 * in each text are marked (UTF-16 offsets, ascending).
 */
export function shownExamples(
  examined: ExaminedRows,
  rows: ArrayLike<number>,
  terms: readonly string[] = [],
): ShownExamples {
  const shown = Array.from(rows).slice(0, MOST_SHOWN);
  const found = { set: examined.set, rows: shown.map((row) => examined.rows[row]!) };
  if (terms.length === 0) return found;
  return {
    ...found,
    spans: shown.map((row) => {
      const text = examined.texts?.[row] ?? '';
      return terms.flatMap((term) => spansOf(text, term)).sort(([a], [b]) => a - b);
    }),
  };
}

/** How many of the examined rows are right, of those with both labels. */
export function rightShare({ reference, predicted }: ExaminedRows): {
  readonly right: number;
  readonly rows: number;
} {
  let [right, rows] = [0, 0];
  for (let row = 0; row < reference.length; row++) {
    if (reference[row]! < 0 || predicted[row]! < 0) continue;
    rows++;
    if (reference[row] === predicted[row]) right++;
  }
  return { right, rows };
}
