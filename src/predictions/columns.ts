import type { Known } from '../model/known.ts';
import type { Split } from '../model/series.ts';
import type { Scores } from './scores.ts';

/** Code of a row whose reference or prediction is missing. */
export const MISSING = -1;

/** More distinct labels than this are free text or ids, not classes. */
export const MAX_LABELS = 1000;

/** Everything a prediction set in memory consists of; all columns have the same length. */
export interface PredictionColumns {
  readonly id: string;
  readonly file: string;
  readonly split: Known<Split> | null;
  /** True: the model was run here. */
  readonly ran?: boolean | undefined;
  /** Label names, in the order of the codes. */
  readonly labels: readonly string[];
  /** Index into `labels`, or MISSING. */
  readonly reference: Int16Array;
  readonly predicted: Int16Array;
  readonly scores: Scores | null;
  /** Probability of the predicted label where only that was saved, 0…1, NaN where absent. Ignored when `scores` are there. */
  readonly confidence: Float32Array | null;
  readonly texts: readonly (string | null)[] | null;
  readonly ids: readonly (string | null)[] | null;
  /** Columns kept for subsets. */
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  /** What was taken for what. */
  readonly columns: Readonly<Record<string, string>>;
}
