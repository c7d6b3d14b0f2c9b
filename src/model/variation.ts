/** One of several prediction sets of the same examples: an epoch, a checkpoint, a seed. */
export interface VariationSet {
  readonly id: string;
  readonly file: string;
  /** Epoch, step or seed, from the name of the file. */
  readonly at: number;
  /** Of the examples that all sets share. */
  readonly accuracy: number;
  /** Why its answers are not among those compared; null when they are. */
  readonly leftOut: string | null;
}

/** An example whose answer changed between the compared sets. */
export interface ChangingExample {
  /** Row of the leading set. */
  readonly row: number;
  /** A label a compared set, in their order. */
  readonly answers: readonly string[];
  /** How often the answer differs from the one before. */
  readonly changes: number;
  /** Mean and standard deviation of the probability of the reference over the sets; null without scores. */
  readonly mean: number | null;
  readonly deviation: number | null;
  /** Wrong in the leading set. */
  readonly wrong: boolean;
}

/** How the answers to the same examples varied over several prediction files of one run. */
export interface AnswerVariation {
  readonly kind: 'epoch' | 'step' | 'seed';
  /** Id of the set that quality is judged on: the last epoch or step. */
  readonly lead: string;
  readonly joinedBy: 'id' | 'text' | 'position';
  /** Ascending. */
  readonly sets: readonly VariationSet[];
  /** Examples with a reference and an answer in every compared set. */
  readonly rows: number;
  readonly scored: boolean;
  /** Examples by how often their answer changed: never, once, oftener. */
  readonly changed: { readonly never: number; readonly once: number; readonly oftener: number };
  /** Examples that were not answered alike by all compared sets. */
  readonly differing: number;
  /** Errors of the leading set. */
  readonly errors: number;
  /**
   * Epochs and steps: the answer changed twice or oftener and, with scores, the mean probability of the reference lay between 0.3 and 0.7
   * with a deviation of 0.1 or more. Seeds: answers differ. At most 500 are kept, most changes first.
   */
  readonly ambiguousRows: number;
  readonly ambiguous: readonly ChangingExample[];
  readonly errorsAmong: number;
}
