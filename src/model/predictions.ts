import type { Known } from './known.ts';
import type { Split } from './series.ts';

/** Which rows to count: a predicate over row ids, evaluated by whoever holds the rows. */
export type RowSelection = { readonly kind: 'all' } | { readonly kind: 'rows'; readonly rows: Uint32Array };

/**
 * Counts of reference × predicted labels. Metrics see only this.
 * `counts[reference * labels.length + predicted]`; rows whose reference or prediction is missing are not counted here.
 */
export interface ConfusionCounts {
  readonly labels: readonly string[];
  readonly counts: Float64Array;
  readonly rows: number;
  readonly unlabelled: number;
}

/** One example, fetched by row id when it is to be shown. */
export interface Example {
  readonly row: number;
  readonly id: string | null;
  readonly text: string | null;
  readonly reference: string | null;
  readonly predicted: string | null;
  /** Probability of the predicted label, or null when no scores were saved. */
  readonly confidence: number | null;
  /** Probability of the reference label, or null. */
  readonly referenceProbability: number | null;
  readonly extra: Readonly<Record<string, string>>;
}

/** Which examples to show. `wrong` sorts by confidence, most confident first. */
export interface ExampleQuery {
  readonly kind: 'wrong';
  /** At most so many; the rarest reference × predicted cells are served first, then by confidence. */
  readonly limit: number;
}

/** All rows in file order. `reference` and `predicted` index `labels`; −1 is missing. */
export interface PredictionAnswers {
  readonly reference: Int16Array | Int32Array;
  readonly predicted: Int16Array | Int32Array;
  /** −log p(reference) in nats, NaN where it is not known; null without scores. */
  readonly loss: Float64Array | null;
  /** Ids as written, or null when the file has none. */
  readonly ids: readonly (string | null)[] | null;
  /** 53-bit hashes of the texts, or null without texts. Equal texts have equal hashes. */
  readonly textHashes: Float64Array | null;
}

/** Rows as columns, for questions that look at every example. `reference` and `predicted` index the labels; −1 is missing. */
export interface ExampleTable {
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  /** Rows × labels, row-major, 0…1; NaN where not known. Null without scores. */
  readonly probabilities: Float64Array | null;
  readonly texts: readonly (string | null)[] | null;
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
}

/**
 * Predictions with references of one task. A seam: rows may lie in typed arrays or in a database, so every question is
 * a promise, metrics see only counts, and texts come by row id.
 */
export interface PredictionSet {
  readonly id: string;
  readonly task: 'text-classification';
  readonly split: Known<Split> | null;
  readonly file: string;
  /** True: the model was run here, the answers are no record of another program's. */
  readonly ran?: boolean;
  /** True: the rows lie in a database, because they are too many for memory. Nobody asks for all texts of such a set. */
  readonly large?: boolean;
  readonly rows: number;
  /** Label names; the order is that of the confusion counts. */
  readonly labels: readonly string[];
  readonly hasText: boolean;
  readonly hasScores: boolean;
  /** What was taken for what: `text ← sentence`, `predicted ← argmax of 3 columns`. Printed for the user. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns kept for subsets. */
  readonly extraColumns: readonly string[];
  confusion(selection: RowSelection): Promise<ConfusionCounts>;
  /** Sum and sum of squares of −log p(reference) in nats over scored rows; null without scores. */
  negativeLogLikelihood(): Promise<{
    readonly sum: number;
    readonly sumOfSquares: number;
    readonly rows: number;
  } | null>;
  /** Probability of one label in every row, NaN where it is not known; null without scores. */
  probabilities(label: number): Promise<Float64Array | null>;
  /** Row ids of misclassified examples in order of showing, and how many there are in all. */
  select(query: ExampleQuery): Promise<{ readonly rows: Uint32Array; readonly total: number }>;
  /** Every row as codes, in file order, for joining this set with another one. */
  answers(): Promise<PredictionAnswers>;
  /** The given rows as columns, in the given order. */
  table(rows: Uint32Array): Promise<ExampleTable>;
  /** The texts and values of the given rows, in the given order. */
  examples(rows: Uint32Array): Promise<readonly Example[]>;
}
