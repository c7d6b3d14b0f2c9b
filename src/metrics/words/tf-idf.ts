import type { TermMatrix } from './matrix.ts';

/** ln((1 + n)/(1 + texts with the term)) + 1 of each term: the smoothed form that scikit-learn's TfidfTransformer uses by default. */
export function inverseDocumentFrequency(matrix: TermMatrix): Float64Array {
  return Float64Array.from(
    matrix.documentFrequency,
    (documents) => Math.log((1 + matrix.rows) / (1 + documents)) + 1,
  );
}

/**
 * Count times inverse document frequency, each row scaled to length one: a weight for each entry of the matrix. `inverse` comes from
 * the matrix of the training texts when this one has its columns. A row without terms has no weights.
 */
export function tfIdf(matrix: TermMatrix, inverse = inverseDocumentFrequency(matrix)): Float64Array {
  const weights = new Float64Array(matrix.columns.length);
  for (let row = 0; row < matrix.rows; row++) {
    const [from, to] = [matrix.rowStart[row]!, matrix.rowStart[row + 1]!];
    let squares = 0;
    for (let i = from; i < to; i++) {
      weights[i] = matrix.counts[i]! * inverse[matrix.columns[i]!]!;
      squares += weights[i]! ** 2;
    }
    const length = Math.sqrt(squares);
    for (let i = from; i < to; i++) weights[i]! /= length;
  }
  return weights;
}
