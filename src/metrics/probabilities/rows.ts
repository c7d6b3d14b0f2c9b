/** How far the probabilities of a row may be from adding up to 1: sixteen-bit numbers and two decimals stay within. */
const TOLERANCE = 0.02;

/** Rows with a reference and a full set of probabilities, packed. Everything about probabilities is counted over these. */
export interface ScoredRows {
  readonly labels: readonly string[];
  readonly n: number;
  /** Where each of the n rows stands in the input. */
  readonly rows: Int32Array;
  readonly reference: Int32Array;
  /** n × labels, row by row. */
  readonly probabilities: Float64Array;
  readonly leftOut: {
    readonly noReference: number;
    /** A probability is missing or outside 0…1. */
    readonly noProbabilities: number;
    /** The row does not add up to 1: scores of independent labels, or no probabilities at all. */
    readonly notShares: number;
  };
}

/**
 * The rows that can be judged by their probabilities (rows × labels, row-major). Nothing is normalised. RangeError when lengths
 * do not fit or a reference is no label.
 */
export function scoredRows(
  reference: Int32Array | Int16Array,
  probabilities: Float64Array,
  labels: readonly string[],
): ScoredRows {
  const size = labels.length;
  const total = reference.length;
  if (probabilities.length !== total * size) {
    throw new RangeError(
      `${total} rows of ${size} labels need ${total * size} probabilities, got ${probabilities.length}`,
    );
  }
  const rows = new Int32Array(total);
  let n = 0;
  let noReference = 0;
  let noProbabilities = 0;
  let notShares = 0;
  for (let row = 0; row < total; row++) {
    if (reference[row]! >= size)
      throw new RangeError(`reference ${reference[row]} of row ${row} is no label`);
    if (reference[row]! < 0) {
      noReference++;
      continue;
    }
    let sum = 0;
    let valid = true;
    for (let j = row * size; j < (row + 1) * size; j++) {
      const p = probabilities[j]!;
      if (!(p >= 0 && p <= 1 + 1e-6)) valid = false;
      sum += p;
    }
    if (!valid) noProbabilities++;
    else if (Math.abs(sum - 1) > TOLERANCE) notShares++;
    else rows[n++] = row;
  }
  const leftOut = { noReference, noProbabilities, notShares };
  if (n === total) {
    return { labels, n, rows, reference: Int32Array.from(reference), probabilities, leftOut };
  }
  const kept = rows.slice(0, n);
  const packed = new Float64Array(n * size);
  for (let i = 0; i < n; i++) {
    packed.set(probabilities.subarray(kept[i]! * size, (kept[i]! + 1) * size), i * size);
  }
  return {
    labels,
    n,
    rows: kept,
    reference: Int32Array.from(kept, (row) => reference[row]!),
    probabilities: packed,
    leftOut,
  };
}

/** Probability of one label in every row, and whether it is the reference. */
export function labelColumn(
  scored: ScoredRows,
  label: number,
): { readonly score: Float64Array; readonly positive: Uint8Array } {
  const size = scored.labels.length;
  const score = new Float64Array(scored.n);
  const positive = new Uint8Array(scored.n);
  for (let i = 0; i < scored.n; i++) {
    score[i] = scored.probabilities[i * size + label]!;
    positive[i] = scored.reference[i] === label ? 1 : 0;
  }
  return { score, positive };
}

/** What the probabilities themselves decide: the most probable label of each row, the first one among equals. */
export interface TopLabels {
  readonly label: Int32Array;
  readonly confidence: Float64Array;
  readonly correct: Uint8Array;
}

export function topLabels(scored: ScoredRows): TopLabels {
  const size = scored.labels.length;
  const label = new Int32Array(scored.n);
  const confidence = new Float64Array(scored.n);
  const correct = new Uint8Array(scored.n);
  for (let i = 0; i < scored.n; i++) {
    let best = 0;
    for (let j = 1; j < size; j++) {
      if (scored.probabilities[i * size + j]! > scored.probabilities[i * size + best]!) best = j;
    }
    label[i] = best;
    confidence[i] = Math.min(1, scored.probabilities[i * size + best]!);
    correct[i] = best === scored.reference[i] ? 1 : 0;
  }
  return { label, confidence, correct };
}
