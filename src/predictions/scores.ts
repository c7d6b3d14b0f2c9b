/**
 * Scores of every row and class, row-major: `values[row * classes + class]`. Float32, because that is what models
 * compute in and what is written to saved runs, so that a restored set gives the same numbers.
 */
export interface Scores {
  /** `logits` are turned into probabilities by a softmax over the row (one label per row); log-probabilities count as logits. */
  readonly kind: 'probabilities' | 'logits';
  readonly classes: number;
  readonly values: Float32Array;
}

/**
 * Smallest probability that enters a logarithm. A zero in a file stands for "rounded away", so its loss is a bound
 * and not infinite; 1e-15 is the value scikit-learn's `log_loss` clipped to up to version 1.2.
 */
export const PROBABILITY_FLOOR = 1e-15;

/** True when the row holds usable scores: no NaN, no positive infinity, at least one finite value. */
function isScored(scores: Scores, row: number): boolean {
  const start = row * scores.classes;
  let finite = false;
  for (let at = start; at < start + scores.classes; at++) {
    const value = scores.values[at]!;
    if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) return false;
    if (value !== Number.NEGATIVE_INFINITY) finite = true;
  }
  return finite;
}

/** The class with the highest score, the first one among equals (as numpy.argmax), or -1 when the row is not scored. */
export function argmax(scores: Scores, row: number): number {
  const { values, classes } = scores;
  const start = row * classes;
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < classes; index++) {
    const value = values[start + index]!;
    if (Number.isNaN(value)) return -1;
    if (value > highest) {
      highest = value;
      best = index;
    }
  }
  return Number.isFinite(highest) ? best : -1;
}

/** log p(class) in nats, floored at log(PROBABILITY_FLOOR) for saved probabilities; NaN when the row is not scored. */
export function logProbability(scores: Scores, row: number, index: number): number {
  if (index < 0 || index >= scores.classes || !isScored(scores, row)) return Number.NaN;
  const start = row * scores.classes;
  const own = scores.values[start + index]!;
  if (scores.kind === 'probabilities') return Math.log(Math.min(1, Math.max(own, PROBABILITY_FLOOR)));
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = start; at < start + scores.classes; at++) highest = Math.max(highest, scores.values[at]!);
  let sum = 0;
  for (let at = start; at < start + scores.classes; at++) sum += Math.exp(scores.values[at]! - highest);
  return Math.max(own - highest - Math.log(sum), Math.log(PROBABILITY_FLOOR));
}

/** p(class), 0…1; NaN when the row is not scored. */
export function probability(scores: Scores, row: number, index: number): number {
  if (scores.kind === 'logits') return Math.exp(logProbability(scores, row, index));
  if (index < 0 || index >= scores.classes || !isScored(scores, row)) return Number.NaN;
  return Math.min(1, Math.max(0, scores.values[row * scores.classes + index]!));
}
