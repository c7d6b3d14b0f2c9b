import { sharedPairs } from './match.ts';
import { type ReadSide, sumsOf } from './read-side.ts';
import { keyOfSums } from './text-sum.ts';

/** How well a prediction fits a reference, 0 to 1, and whether their texts could be compared at all. */
export interface Fit {
  readonly share: number;
  readonly byText: boolean;
}

/** Below this share of common sentences two files are not about the same texts. */
const LEAST_FIT = 0.5;
/** Where only lengths tell, other sentences fit more often by chance. */
const LEAST_LENGTH_FIT = 0.8;

export const isFitting = ({ share, byText }: Fit): boolean =>
  share >= (byText ? LEAST_FIT : LEAST_LENGTH_FIT);

/**
 * The share of the predicted text that the reference has too, counted by sentences and, where these are cut differently, as one
 * text; without words the share of sentences as long as those of the reference, or shorter.
 */
export function fitOf(reference: ReadSide, predicted: ReadSide): Fit {
  if (!reference.hasText || !predicted.hasText)
    return { share: lengthFit(reference, predicted), byText: false };
  const known = new Map<number, number>();
  const a = sumsOf(reference);
  const b = sumsOf(predicted);
  for (let s = 0; s < reference.sentences; s++) {
    const key = keyOfSums(a, s);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  let shared = 0;
  for (let s = 0; s < predicted.sentences; s++) {
    const key = keyOfSums(b, s);
    const left = known.get(key) ?? 0;
    if (left === 0) continue;
    known.set(key, left - 1);
    shared++;
  }
  const smaller = Math.max(1, Math.min(reference.sentences, predicted.sentences));
  const bySentence = shared / smaller;
  if (bySentence >= 0.5) return { share: bySentence, byText: true };
  // The same characters in other units: sentences here, documents there. Lengths alone would fit by chance only rarely.
  const total = (bytes: Int32Array): number => bytes.reduce((sum, n) => sum + n, 0);
  const [x, y] = [total(a.bytes), total(b.bytes)];
  const close = Math.min(x, y) / Math.max(1, x, y);
  return {
    share: Math.max(bySentence, close > 0.9 && beginAlike(reference, predicted) ? close * 0.9 : 0),
    byText: true,
  };
}

/** Do the beginnings read alike, white space and case aside? */
function beginAlike(a: ReadSide, b: ReadSide): boolean {
  const start = (side: ReadSide): string => {
    let text = '';
    for (let s = 0; s < side.sentences && text.length < 400; s++) text += side.text(s).replace(/\s+/g, '');
    return text.slice(0, 400);
  };
  return sharedPairs(start(a), start(b)) >= 0.8;
}

function lengthFit(reference: ReadSide, predicted: ReadSide): number {
  const a = reference.tokens?.firstOfSentence;
  const b = predicted.tokens?.firstOfSentence;
  if (a === undefined || b === undefined || reference.sentences !== predicted.sentences) return 0;
  let fitting = 0;
  let shorter = 0;
  for (let s = 0; s < reference.sentences; s++) {
    const longer = a[s + 1]! - a[s]! - (b[s + 1]! - b[s]!);
    if (longer === 0) fitting++;
    else if (longer > 0) shorter++;
  }
  // A few sentences that were cut do not make it another file; all of them shorter do.
  return (fitting + 0.5 * shorter) / Math.max(1, reference.sentences);
}
