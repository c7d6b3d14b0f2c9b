import type { RateOfRows } from '../cues/rate-of-rows.ts';

export interface ErrorGroupInput {
  readonly texts: readonly (string | null)[];
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly labels: readonly string[];
  /** The model's own vectors, rows × width; without them texts are near by their words. */
  readonly embeddings?: { readonly values: Float32Array; readonly width: number } | null;
}

export interface ErrorGroup {
  /** The phrase, or up to three terms that characterise the neighbourhood. */
  readonly name: string;
  readonly terms: readonly string[];
  readonly kind: 'phrase' | 'neighbourhood';
  /** Whether the half that did not find it confirms it. */
  readonly confirmed: boolean;
  /** In the half that found it (flattered), in the other half, which judges it, and the other rows of that half. */
  readonly found: RateOfRows;
  readonly judged: RateOfRows;
  readonly rest: RateOfRows;
  /** All rows of the group, and all others. */
  readonly all: RateOfRows;
  readonly allOthers: RateOfRows;
  /** Rate in the group over that of the rest, in the judging half; null when the rest has no error. */
  readonly lift: number | null;
  /** In the judging half, one-sided: Fisher's exact test; exact within reference labels; Holm of the larger over all groups judged. */
  readonly p: number;
  readonly stratifiedP: number;
  readonly adjustedP: number;
  /** More wrong than other rows, but not more than others of the same labels: a hard label, and no group. */
  readonly onlyLabels: boolean;
  /** Rows of the group, of different texts. */
  readonly rows: Uint32Array;
  readonly wrongRows: Uint32Array;
  /** The most frequent kind of error in it. */
  readonly commonest: { readonly reference: number; readonly predicted: number; readonly count: number };
  /** Other groups that share at least half of their rows with it. */
  readonly alsoFoundAs: readonly string[];
}

export interface ErrorGroups {
  /** Confirmed ones first, by p. */
  readonly groups: readonly ErrorGroup[];
  readonly reason: string | null;
  readonly rows: number;
  readonly errors: number;
  /** Phrases that were tested in the first half, and groups that were taken to the second. */
  readonly phrasesTested: number;
  readonly judged: number;
  readonly nearBy: 'words' | 'embeddings';
  readonly method: string;
}

/** Limits of docs/thresholds/error-groups.md. */
export const groupRule = {
  leastErrors: 50,
  leastRows: 30,
  leastGroupErrors: 10,
  /** In the half that judges: three of three convince nobody, whatever their p. */
  leastJudged: 10,
  leastDifference: 0.05,
  leastLift: 2,
  /** Where the rest is wrong so often that twice as often is hardly possible. */
  leastOddsRatio: 4,
  foundQ: 0.1,
  mostPhrases: 6,
  /** A phrase of more texts than this is no group. */
  mostShare: 1 / 3,
  alpha: 0.05,
} as const;
