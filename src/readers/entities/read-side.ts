import type { EntitySide } from '../../model/entities.ts';
import { noSums, sumText, type TextSums } from './text-sum.ts';

/** A side with what joining wants and a set does not: sums of its texts, and probabilities by token. */
export interface ReadSide extends EntitySide {
  /** Null until they are asked for: then they are computed from the texts. */
  readonly sums: TextSums | null;
  /** Probability of the tag of each token, NaN where not known; null when none was saved. */
  readonly tokenScores: Float32Array | null;
  /** False when the file holds tags and no words. */
  readonly hasText: boolean;
  /** Tokens of white space or of nothing; null when nobody counted. */
  readonly whiteTokens: number | null;
  /** `tokens ← column 1`, … for this side. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A side of any reader, ready to be joined. */
export const asReadSide = (side: EntitySide & Partial<ReadSide>): ReadSide => ({
  sums: null,
  tokenScores: null,
  hasText: true,
  whiteTokens: null,
  columns: {},
  ...side,
});

export function sumsOf(side: ReadSide): TextSums {
  if (side.sums !== null) return side.sums;
  const sums = noSums(side.sentences);
  for (let s = 0; s < side.sentences; s++) sumText(side.text(s), sums, s);
  return sums;
}
