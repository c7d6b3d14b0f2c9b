/** Coefficients on the scale of log odds, the intercept first. */
export interface LogisticFit {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
}

/** Log odds beyond this are separation: the data have no finite estimate. */
const LARGEST = 25;
const MOST_ROUNDS = 50;

/**
 * Logistic regression by Newton's method (maximum likelihood, no penalty). `columns` are the covariates without the
 * intercept, `outcome` is 0 or 1. Null when it has no finite estimate: separated groups, a constant or dependent column.
 * Scale covariates to about one; the fit itself does not depend on it.
 */
export function logisticRegression(
  columns: readonly Float64Array[],
  outcome: ArrayLike<number>,
): LogisticFit | null {
  const size = columns.length + 1;
  const rows = outcome.length;
  const at = (row: number, j: number): number => (j === 0 ? 1 : columns[j - 1]![row]!);
  const beta = new Float64Array(size);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const gradient = new Float64Array(size);
    const information = new Float64Array(size * size);
    for (let row = 0; row < rows; row++) {
      let odds = 0;
      for (let j = 0; j < size; j++) odds += beta[j]! * at(row, j);
      const p = 1 / (1 + Math.exp(-odds));
      const weight = p * (1 - p);
      for (let j = 0; j < size; j++) {
        const x = at(row, j);
        gradient[j]! += x * (outcome[row]! - p);
        for (let k = 0; k <= j; k++) information[j * size + k]! += weight * x * at(row, k);
      }
    }
    const inverse = inverseOf(information, size);
    if (inverse === null) return null;
    let moved = 0;
    for (let j = 0; j < size; j++) {
      let step = 0;
      for (let k = 0; k < size; k++) step += inverse[j * size + k]! * gradient[k]!;
      beta[j]! += step;
      moved = Math.max(moved, Math.abs(step));
    }
    if (beta.some((value) => !(Math.abs(value) < LARGEST))) return null;
    if (moved < 1e-9)
      return {
        coefficients: beta,
        standardErrors: Float64Array.from({ length: size }, (_, j) => Math.sqrt(inverse[j * size + j]!)),
      };
  }
  return null;
}

/** Inverse of a symmetric positive matrix given by its lower half (Cholesky), or null when it is not positive. */
function inverseOf(lower: Float64Array, size: number): Float64Array | null {
  const root = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= root[i * size + k]! * root[j * size + k]!;
      if (i === j) {
        if (!(sum > 1e-9 * lower[i * size + i]!)) return null;
        root[i * size + i] = Math.sqrt(sum);
      } else root[i * size + j] = sum / root[j * size + j]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= root[i * size + k]! * x[k]!;
      x[i] = sum / root[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let k = i + 1; k < size; k++) sum -= root[k * size + i]! * x[k]!;
      x[i] = sum / root[i * size + i]!;
    }
    for (let i = 0; i < size; i++) inverse[i * size + column] = x[i]!;
  }
  return inverse;
}
