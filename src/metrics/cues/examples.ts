import { spansOf } from '../words/index.ts';
import type { ClassifiedTexts } from './distinct-texts.ts';

/** A row to show, and where the term stands in its text (UTF-16 offsets of the text as given). */
export interface HighlightedRow {
  readonly row: number;
  readonly spans: readonly (readonly [start: number, end: number])[];
}

const MOST = 10;

/** The rows of which the model was surest, at most ten, with the term's places. Without probabilities the first. */
export function highlighted(
  rows: readonly number[],
  term: string,
  { texts, predicted, probabilities, labels }: Omit<ClassifiedTexts, 'reference'>,
): readonly HighlightedRow[] {
  const sure = (row: number): number => {
    const p = probabilities === null ? 0 : probabilities[row * labels.length + predicted[row]!]!;
    return Number.isNaN(p) ? -1 : p;
  };
  return [...rows]
    .sort((a, b) => sure(b) - sure(a) || a - b)
    .slice(0, MOST)
    .map((row) => ({ row, spans: spansOf(texts[row] ?? '', term) }));
}
