/** Labels and probabilities of the rows that count. */
export interface LabelledProbabilities {
  /** Label of each row as it is given, 0…labels − 1. */
  readonly given: Int32Array;
  /** Rows × labels, row-major. */
  readonly probabilities: Float64Array;
  readonly labels: number;
}

/** A probability that equals a threshold but for rounding reaches it; the tolerance is cleanlab's. */
const TOLERANCE = 1e-6;

/** How often each row counts; without it once. */
type Weights = ArrayLike<number> | null;

/**
 * Threshold of each label: the mean probability of the label among the rows that carry it (Northcutt, Jiang and Chuang 2021, equation 2).
 * A label that no row carries has 2, which nothing reaches.
 */
export function confidentThresholds(
  { given, probabilities, labels }: LabelledProbabilities,
  weights: Weights = null,
): Float64Array {
  const sums = new Float64Array(labels);
  const rows = new Float64Array(labels);
  for (let i = 0; i < given.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    sums[given[i]!]! += weight * probabilities[i * labels + given[i]!]!;
    rows[given[i]!]! += weight;
  }
  return sums.map((sum, label) => (rows[label] === 0 ? 2 : Math.max(2 * TOLERANCE, sum / rows[label]!)));
}

/**
 * The label that each row confidently belongs to: of those whose threshold its probability reaches, the most probable of all labels when
 * there are several; −1 when there is none.
 */
export function confidentLabels(
  { given, probabilities, labels }: LabelledProbabilities,
  thresholds: Float64Array,
): Int32Array {
  const out = new Int32Array(given.length);
  for (let i = 0; i < given.length; i++) {
    let [reached, only, most] = [0, -1, 0];
    for (let k = 0; k < labels; k++) {
      const p = probabilities[i * labels + k]!;
      if (p > probabilities[i * labels + most]!) most = k;
      if (p >= thresholds[k]! - TOLERANCE) {
        reached++;
        if (only < 0) only = k;
      }
    }
    out[i] = reached > 1 ? most : only;
  }
  return out;
}

/**
 * Confident joint, given label × confident label (Northcutt and others 2021, equations 1 and 3), scaled so that each given label has as
 * many rows as it has. At least one row of each label counts as right, as in cleanlab.
 */
export function confidentJoint(
  { given, labels }: LabelledProbabilities,
  confident: Int32Array,
  weights: Weights = null,
): Float64Array {
  const joint = new Float64Array(labels * labels);
  const rows = new Float64Array(labels);
  let total = 0;
  for (let i = 0; i < given.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    rows[given[i]!]! += weight;
    total += weight;
    if (confident[i]! >= 0) joint[given[i]! * labels + confident[i]!]! += weight;
  }
  let sum = 0;
  for (let from = 0; from < labels; from++) {
    const own = joint.subarray(from * labels, (from + 1) * labels);
    own[from] = Math.max(1, own[from]!);
    const counted = own.reduce((a, b) => a + b, 0);
    for (let to = 0; to < labels; to++) {
      own[to] = (own[to]! / counted) * rows[from]!;
      sum += own[to]!;
    }
  }
  return joint.map((count) => (count / sum) * total);
}

/** Whole numbers near the counts, with the sum of each row kept: what misses goes where rounding took or gave most. */
export function wholeRows(joint: Float64Array, labels: number): Int32Array {
  const out = new Int32Array(joint.length);
  for (let from = 0; from < labels; from++) {
    const own = joint.subarray(from * labels, (from + 1) * labels);
    const whole = own.map(roundHalfEven);
    const missing = roundHalfEven(own.reduce((a, b) => a + b, 0)) - whole.reduce((a, b) => a + b, 0);
    const step = Math.sign(missing);
    const gap = (at: number): number => step * (own[at]! - whole[at]!);
    // Of equal gaps the last takes first, the first gives first, as in cleanlab.
    const order = [...own.keys()].sort((a, b) => gap(b) - gap(a) || step * (b - a));
    for (const at of order.slice(0, Math.abs(missing))) whole[at]! += step;
    out.set(whole, from * labels);
  }
  return out;
}

/** Halves go to the even neighbour, as in numpy. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return value % 1 === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
