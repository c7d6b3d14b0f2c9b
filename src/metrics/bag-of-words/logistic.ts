import type { TermMatrix } from '../words/index.ts';
import { minimise } from './lbfgs.ts';

/** Weights of terms × outputs, then an intercept for each output. Two classes have one output, the log odds of the second. */
export interface BagModel {
  readonly classes: number;
  readonly weights: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** On the gradient of the mean loss; scikit-learn stops at 1e-4, which leaves predictions a little further from the minimum. */
const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 200;

/** Scores of one row, an output each, into `scores`. */
function scoresOf(
  { rowStart, columns }: TermMatrix,
  values: Float64Array,
  row: number,
  weights: Float64Array,
  outputs: number,
  scores: Float64Array,
): void {
  const intercepts = weights.length - outputs;
  for (let k = 0; k < outputs; k++) scores[k] = weights[intercepts + k]!;
  for (let i = rowStart[row]!; i < rowStart[row + 1]!; i++) {
    const value = values[i]!;
    const from = columns[i]! * outputs;
    for (let k = 0; k < outputs; k++) scores[k]! += value * weights[from + k]!;
  }
}

/** Turns scores into probabilities of the classes. */
function softmax(scores: Float64Array, probabilities: Float64Array): void {
  if (scores.length === 1) {
    probabilities[1] = 1 / (1 + Math.exp(-scores[0]!));
    probabilities[0] = 1 / (1 + Math.exp(scores[0]!));
    return;
  }
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    probabilities[k] = Math.exp(scores[k]! - most);
    sum += probabilities[k]!;
  }
  for (let k = 0; k < scores.length; k++) probabilities[k]! /= sum;
}

/**
 * Multinomial logistic regression with the penalty |w|²/(2C), intercepts free: scikit-learn's LogisticRegression with its default penalty
 * and solver, of which two classes are the binomial case with one weight a term. `labels`: 0…classes − 1, each of which occurs.
 */
export function fitBag(
  matrix: TermMatrix,
  values: Float64Array,
  labels: Int32Array,
  classes: number,
  c = 1,
): BagModel {
  const outputs = classes === 2 ? 1 : classes;
  const terms = matrix.terms.length;
  const rows = matrix.rows;
  const scores = new Float64Array(outputs);
  const probabilities = new Float64Array(classes);
  const penalised = terms * outputs;
  const { at, iterations, converged } = minimise(
    (weights, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        scoresOf(matrix, values, row, weights, outputs, scores);
        softmax(scores, probabilities);
        loss -= Math.log(Math.max(Number.MIN_VALUE, probabilities[labels[row]!]!));
        // From here on: the residual of each output.
        for (let k = 0; k < outputs; k++) {
          const one = outputs === 1 ? 1 : k;
          scores[k] = probabilities[one]! - (labels[row] === one ? 1 : 0);
          gradient[penalised + k]! += scores[k]!;
        }
        for (let i = matrix.rowStart[row]!; i < matrix.rowStart[row + 1]!; i++) {
          const value = values[i]!;
          const from = matrix.columns[i]! * outputs;
          for (let k = 0; k < outputs; k++) gradient[from + k]! += value * scores[k]!;
        }
      }
      let squares = 0;
      for (let i = 0; i < penalised; i++) {
        squares += weights[i]! * weights[i]!;
        gradient[i]! += weights[i]! / c;
      }
      for (let i = 0; i < gradient.length; i++) gradient[i]! /= rows;
      return (loss + squares / (2 * c)) / rows;
    },
    penalised + outputs,
    { tolerance: TOLERANCE, mostIterations: MOST_ITERATIONS },
  );
  return { classes, weights: at, iterations, converged };
}

/** Probabilities of rows × classes. A row without terms has those of the intercepts. */
export function predictBag(
  { classes, weights }: BagModel,
  matrix: TermMatrix,
  values: Float64Array,
): Float64Array {
  const outputs = classes === 2 ? 1 : classes;
  const scores = new Float64Array(outputs);
  const out = new Float64Array(matrix.rows * classes);
  for (let row = 0; row < matrix.rows; row++) {
    scoresOf(matrix, values, row, weights, outputs, scores);
    softmax(scores, out.subarray(row * classes, (row + 1) * classes));
  }
  return out;
}
