/** Numbers in, numbers out. Public as `afterfit/stats`. */
export { bestPermutation } from './assignment.ts';
export { binomialTest } from './binomial-test.ts';
export { mean, median, quantile, quantileOfSorted, sd } from './descriptive.ts';
export { binomialTail, chiSquareTail, normalCdf, normalQuantile, studentTail } from './distributions.ts';
export { entropy } from './entropy.ts';
export { expectedMaximum } from './expected-maximum.ts';
export { extrapolateGain, type GainInterval } from './extrapolation.ts';
export { wilson } from './intervals.ts';
export { mcnemar } from './mcnemar.ts';
export { benjaminiHochberg } from './multiplicity.ts';
export { lag1, noiseSigma, runningMedian } from './noise.ts';
export { createRandom, multinomial, type Random } from './random.ts';
export { type RiseAfterMinimum, riseAfterMinimum } from './rise.ts';
export { type Slope, slope } from './slope.ts';
export { logGamma, regularisedBeta, regularisedGammaUpper } from './special.ts';
