/** How words are weighed: by the slope at the text, along a path from an empty text, or by what happens without the word. */
export type AttributionMethod = 'gradient' | 'ig' | 'occlusion';

/** Which rows to explain, most wanted first, and between which labels: logit of `toward` minus logit of `against`. */
interface WeighedRows {
  readonly rows: Int32Array;
  /** Label numbers. */
  readonly toward: Int32Array;
  readonly against: Int32Array;
}

/** The same with the text of each row. */
export interface AttributionRequest extends WeighedRows {
  readonly texts: readonly string[];
}

/**
 * How much each word of some texts moved the answer of the model towards one label and away from another. Rows are those of the
 * request that were done, in its order; words of row i are `first[i]` to `first[i + 1]`.
 */
export interface WordWeights extends WeighedRows {
  readonly method: AttributionMethod;
  /** `gradient × input`, … */
  readonly methodName: string;
  readonly first: Int32Array;
  /** Places in the text, UTF-16 units, `end` exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Above 0 towards, below 0 away; in logits. NaN where the model's numbers are none. */
  readonly weight: Float64Array;
  /** What is explained: the difference of logits, of Integrated Gradients beyond that of the baseline. */
  readonly value: Float64Array;
  /** Why not all rows of the request are here, as a sentence; null when they are. */
  readonly leftOut: string | null;
  /** Of Integrated Gradients: |sum of the weights − value| over the sum of their sizes; null otherwise. */
  readonly gap: { readonly median: number; readonly largest: number; readonly steps: number } | null;
  /**
   * Of the first rows: in how many the word whose absence changed the answer most is among the three heaviest, and in how many it would be by
   * chance; null where words were not hidden as a check.
   */
  readonly check: { readonly rows: number; readonly found: number; readonly chance: number } | null;
}

/** Weighs words of a prediction set that the host's model made; null when it cannot. */
export type Attributor = (request: AttributionRequest) => Promise<WordWeights | null>;
