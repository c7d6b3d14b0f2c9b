import type { ExaminedRows } from '../metrics/examination/index.ts';
import { spansOf } from '../metrics/words/index.ts';
import type { FindingDraft } from '../model/outcome.ts';

/** Rows that a finding names; a reader looks at the first few. */
const MOST_SHOWN = 50;

export type ShownExamples = NonNullable<FindingDraft['examples']>;

type Place = readonly [number, number];

/** Examined rows as rows of their set, the way a finding shows them: the first `most`, with what `mark` finds in each text. */
export function markedExamples(
  examined: ExaminedRows,
  rows: ArrayLike<number>,
  mark: ((text: string) => readonly Place[]) | null,
  most = MOST_SHOWN,
): ShownExamples {
  const shown = Array.from(rows).slice(0, most);
  const found = { set: examined.set, rows: shown.map((row) => examined.rows[row]!) };
  const { texts } = examined;
  return mark === null || texts === null
    ? found
    : { ...found, spans: shown.map((row) => mark(texts[row] ?? '')) };
}

/** The same, the most telling first; with `terms` their places in each text are marked (UTF-16 offsets, ascending). */
export const shownExamples = (
  examined: ExaminedRows,
  rows: ArrayLike<number>,
  terms: readonly string[] = [],
): ShownExamples =>
  markedExamples(
    examined,
    rows,
    terms.length === 0
      ? null
      : (text) => terms.flatMap((term) => spansOf(text, term)).sort(([a], [b]) => a - b),
  );

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
