import { normaliseText } from '../texts/normalise.ts';

/** What a model answered to texts. Rows are known by their index; −1 is a missing label, such rows are left out. */
export interface ClassifiedTexts {
  readonly texts: readonly (string | null)[];
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly labels: readonly string[];
  /** Rows × labels, row-major; null when there are none. */
  readonly probabilities: ArrayLike<number> | null;
}

/**
 * Rows with a text and both labels, one of each equal text (after normalisation) with the same labels: copies of one text are no
 * independent evidence. Ascending; `copies` counts what was left out for that.
 */
export function distinctTexts({
  texts,
  reference,
  predicted,
}: Omit<ClassifiedTexts, 'labels' | 'probabilities'>): {
  readonly rows: Uint32Array;
  readonly copies: number;
} {
  const seen = new Set<string>();
  const rows: number[] = [];
  let copies = 0;
  for (const [row, text] of texts.entries()) {
    const [gold, answer] = [reference[row]!, predicted[row]!];
    if (text === null || !(gold >= 0) || !(answer >= 0)) continue;
    const key = `${gold} ${answer} ${normaliseText(text)}`;
    if (seen.has(key)) copies++;
    else {
      seen.add(key);
      rows.push(row);
    }
  }
  return { rows: Uint32Array.from(rows), copies };
}
