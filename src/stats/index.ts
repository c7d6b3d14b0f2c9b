/** Numbers in, numbers out. Public as `afterfit/stats`. */
export { analysisOfVariance, brownForsythe, type VarianceTest } from './analysis-of-variance.ts';
export { bestPermutation } from './assignment.ts';
export { binomialTest } from './binomial-test.ts';
export { type CommonOdds, commonOdds } from './common-odds.ts';
export { mean, median, quantile, quantileOfSorted, sd } from './descriptive.ts';
export {
  binomialTail,
  chiSquareTail,
  fTail,
  normalCdf,
  normalQuantile,
  studentQuantile,
  studentTail,
} from './distributions.ts';
export { effectiveInterval } from './effective-interval.ts';
export { entropy } from './entropy.ts';
export { exactMantelHaenszel } from './exact-mantel-haenszel.ts';
export { expectedBest } from './expected-best.ts';
export { expectedMaximum } from './expected-maximum.ts';
export { extrapolateGain, type GainInterval } from './extrapolation.ts';
export { fisherExact } from './fisher.ts';
export { wilson } from './intervals.ts';
export { kolmogorovSmirnov, kolmogorovTail } from './kolmogorov-smirnov.ts';
export { type LogisticFit, logisticRegression } from './logistic-regression.ts';
export { type FourCounts, mantelHaenszel } from './mantel-haenszel.ts';
export { mcnemar } from './mcnemar.ts';
export { meanInterval } from './mean-interval.ts';
export { benjaminiHochberg, holm } from './multiplicity.ts';
export { lag1, noiseSigma, runningMedian } from './noise.ts';
export { ascendingOrder } from './order.ts';
export { approximateRandomisation, bootstrapCells, jackknifeError } from './paired-bootstrap.ts';
export {
  detectableShare,
  type PairedShareDifference,
  pairedShareDifference,
  tangoInterval,
} from './paired-difference.ts';
export { createRandom, multinomial, type Random } from './random.ts';
export { kruskalWallis, leastRankProbability, type RankTest, ranks, spearman } from './ranks.ts';
export { type RiseAfterMinimum, riseAfterMinimum } from './rise.ts';
export { examplesToShow, runsToShow } from './sample-size.ts';
export { higherShare, newcombe } from './share-difference.ts';
export { type Slope, slope } from './slope.ts';
export { logGamma, regularisedBeta, regularisedGammaUpper } from './special.ts';
export { almostStochasticOrder, type StochasticOrder } from './stochastic-order.ts';
export { type WelchTest, welch } from './welch.ts';
