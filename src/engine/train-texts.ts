import type { TrainTexts } from '../model/texts.ts';
import { matchLabels } from '../text/label-match.ts';

/** The training texts as they were read. */
export interface ReadTexts {
  readonly from: TrainTexts;
  readonly texts: readonly (string | null)[];
  readonly labels: readonly (string | null)[] | null;
}

/** Null when the file cannot be read any more. */
export async function readTexts(from: TrainTexts): Promise<ReadTexts | null> {
  try {
    return { from, ...(await from.read()) };
  } catch {
    return null;
  }
}

/** The label of a training row in the spelling of the predictions; null where the spellings cannot be brought together. */
export function trainLabels({ labels }: ReadTexts, known: readonly string[]): (row: number) => string | null {
  if (labels === null) return () => null;
  const own = [...new Set(labels.filter((label) => label !== null))];
  const match = matchLabels(own, known);
  const place = new Map(own.map((label, i) => [label, match?.labels[match.place[i]!] ?? null]));
  return (row) => place.get(labels[row] ?? '') ?? null;
}
