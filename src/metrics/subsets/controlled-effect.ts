import { logisticRegression, normalCdf } from '../../stats/index.ts';

/** Odds of an error by a property of the text, with the reference labels held fixed. */
export interface ControlledEffect {
  /** Factor of the odds for one unit of the property. */
  readonly oddsRatio: number;
  /** 95 % Wald interval. */
  readonly low: number;
  readonly high: number;
  /** One-sided: more errors. */
  readonly p: number;
  readonly method: string;
}

/** A label with fewer rows that are right, or wrong, has no level of its own and shares one with all such labels. */
const LEAST_OF_LABEL = 10;
/** More labels than this share one level too, so that many labels do not make the fit slow. */
const MOST_LEVELS = 30;

/** One column of 0 and 1 for each level but one. */
function labelColumns(reference: ArrayLike<number>, wrong: Uint8Array, labels: number): Float64Array[] {
  const [errors, rows] = [new Int32Array(labels), new Int32Array(labels)];
  for (let row = 0; row < reference.length; row++) {
    const label = reference[row]!;
    rows[label] = rows[label]! + 1;
    errors[label] = errors[label]! + wrong[row]!;
  }
  const own = Array.from(rows, (_, label) => label)
    .filter((label) => errors[label]! >= LEAST_OF_LABEL && rows[label]! - errors[label]! >= LEAST_OF_LABEL)
    .sort((a, b) => errors[b]! - errors[a]! || a - b)
    .slice(0, MOST_LEVELS);
  const others = reference.length - own.reduce((sum, label) => sum + rows[label]!, 0);
  // The last level is the one that the others are compared with.
  return own
    .slice(0, others > 0 ? own.length : -1)
    .map((label) => Float64Array.from(reference, (one) => (one === label ? 1 : 0)));
}

const centred = (values: Float64Array): Float64Array => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((value) => value - mean);
};

/**
 * Logistic regression of "wrong" on a property, on other properties and on the reference label (Wald test). Null when the fit has no
 * finite estimate.
 */
export function controlledEffect(
  property: Float64Array,
  held: readonly Float64Array[],
  reference: ArrayLike<number>,
  wrong: Uint8Array,
  labels: number,
): ControlledEffect | null {
  const columns = [property, ...held].map(centred);
  const fit = logisticRegression([...columns, ...labelColumns(reference, wrong, labels)], wrong);
  if (fit === null) return null;
  const [estimate, error] = [fit.coefficients[1]!, fit.standardErrors[1]!];
  return {
    oddsRatio: Math.exp(estimate),
    low: Math.exp(estimate - 1.959963984540054 * error),
    high: Math.exp(estimate + 1.959963984540054 * error),
    p: normalCdf(-estimate / error),
    method: 'logistic regression with the reference label, Wald, one-sided',
  };
}
