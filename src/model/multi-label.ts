import type { Known } from './known.ts';
import type { Split } from './series.ts';

/**
 * References and predictions of a task in which a row can hold any number of labels. Held in memory as columns; matrices are
 * rows × labels, row-major; texts are made when asked for.
 */
export interface MultiLabelSet {
  readonly id: string;
  readonly split: Known<Split> | null;
  readonly file: string;
  /** True: the model was run here, the answers are no record of another program's. */
  readonly ran?: boolean;
  readonly rows: number;
  readonly labels: readonly string[];
  /** 1 where the label is set, 0 where it is not, 255 where that is not known. */
  readonly reference: Uint8Array;
  readonly predicted: Uint8Array;
  /** 0…1 each for itself, NaN where not known; null when none were saved. */
  readonly probabilities: Float32Array | null;
  /**
   * Probability from which on a label was called: 0.5 where no predictions were saved, otherwise what the saved ones show.
   * Null without probabilities, or when no single value gives the saved predictions.
   */
  readonly threshold: Known<number> | null;
  readonly hasText: boolean;
  /** Ids as written, or null when the file has none. */
  readonly ids: readonly (string | null)[] | null;
  text(row: number): string | null;
  /** What was taken for what: `reference ← 6 columns true_…`. Printed for the user. */
  readonly columns: Readonly<Record<string, string>>;
}
