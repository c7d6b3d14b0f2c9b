/** Trainer writes four decimals, so that anything below half of the last one is logged as 0. */
const LEAST = 5e-5;

/** Natural logarithm of each loss; values at or below 0 count as the least that a log of four decimals shows. */
export const logOf = (value: Float64Array): Float64Array => value.map((v) => Math.log(Math.max(v, LEAST)));
