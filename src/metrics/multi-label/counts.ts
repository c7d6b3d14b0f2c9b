/** Cell of the indicator matrices that is not known; the row is left out. */
export const MISSING = 255;

/** Rows that can hold any number of labels: indicator matrices, rows × labels, 1 where the label is set. */
export interface MultiLabelCounts {
  readonly labels: readonly string[];
  /** Rows without a missing cell. */
  readonly n: number;
  readonly leftOut: number;
  /** A label each. */
  readonly truePositives: Float64Array;
  readonly support: Float64Array;
  readonly predicted: Float64Array;
  /** A row each, in the order of `rows`: labels hit, labels in the reference, labels predicted. */
  readonly rowHits: Int32Array;
  readonly rowReference: Int32Array;
  readonly rowPredicted: Int32Array;
  /** Where each row stands in the input. */
  readonly rows: Int32Array;
}

/** One pass over both matrices. RangeError when their lengths do not fit the labels or a cell is neither 0, 1 nor 255. */
export function multiLabelCounts(
  reference: Uint8Array,
  predicted: Uint8Array,
  labels: readonly string[],
): MultiLabelCounts {
  const size = labels.length;
  const total = size > 0 ? reference.length / size : 0;
  if (!Number.isInteger(total) || reference.length !== predicted.length) {
    throw new RangeError(
      `indicators of ${size} labels expected, got ${reference.length} references and ${predicted.length} predictions`,
    );
  }
  const truePositives = new Float64Array(size);
  const support = new Float64Array(size);
  const called = new Float64Array(size);
  const rowHits = new Int32Array(total);
  const rowReference = new Int32Array(total);
  const rowPredicted = new Int32Array(total);
  const rows = new Int32Array(total);
  let n = 0;
  for (let row = 0; row < total; row++) {
    const at = row * size;
    let missing = false;
    for (let j = at; j < at + size; j++) {
      const a = reference[j]!;
      const b = predicted[j]!;
      if (a === MISSING || b === MISSING) missing = true;
      else if (a > 1 || b > 1)
        throw new RangeError(`indicator ${a > 1 ? a : b} of row ${row}, 0 or 1 expected`);
    }
    if (missing) continue;
    let hits = 0;
    let inReference = 0;
    let inPredicted = 0;
    for (let j = 0; j < size; j++) {
      const a = reference[at + j]!;
      const b = predicted[at + j]!;
      inReference += a;
      inPredicted += b;
      hits += a & b;
      support[j] = support[j]! + a;
      called[j] = called[j]! + b;
      truePositives[j] = truePositives[j]! + (a & b);
    }
    rowHits[n] = hits;
    rowReference[n] = inReference;
    rowPredicted[n] = inPredicted;
    rows[n++] = row;
  }
  return {
    labels,
    n,
    leftOut: total - n,
    truePositives,
    support,
    predicted: called,
    rowHits: rowHits.slice(0, n),
    rowReference: rowReference.slice(0, n),
    rowPredicted: rowPredicted.slice(0, n),
    rows: rows.slice(0, n),
  };
}
