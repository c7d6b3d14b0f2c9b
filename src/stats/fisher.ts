import { logGamma } from './special.ts';

/** Equal probabilities must count as equal in spite of rounding. */
const relativeTolerance = 1e-7;

/**
 * Fisher's exact test of the table [[a, b], [c, d]]; returns p. `greater`: the odds a/b are higher than c/d. `two` adds up
 * all tables with the same margins that are no more likely than the observed one, as scipy.stats.fisher_exact does.
 * An empty row or column gives 1; a count that is negative or no whole number gives NaN.
 */
export function fisherExact(
  a: number,
  b: number,
  c: number,
  d: number,
  side: 'two' | 'less' | 'greater' = 'two',
): number {
  if (![a, b, c, d].every((count) => Number.isInteger(count) && count >= 0)) return Number.NaN;
  const first = a + b;
  const second = c + d;
  const hits = a + c;
  if (first === 0 || second === 0 || hits === 0 || b + d === 0) return 1;
  const low = Math.max(0, hits - second);
  const high = Math.min(first, hits);
  const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const logMass = (k: number): number =>
    logChoose(first, k) + logChoose(second, hits - k) - logChoose(first + second, hits);
  const observed = logMass(a);
  const limit = observed + Math.log1p(relativeTolerance);
  const counts = (k: number, mass: number): boolean =>
    side === 'greater' ? k >= a : side === 'less' ? k <= a : mass <= limit;
  let sum = 0;
  // Each term from its neighbour, outwards from the observed table, whose mass is computed exactly.
  let mass = observed;
  for (let k = a; k <= high; k++) {
    if (counts(k, mass)) sum += Math.exp(mass);
    mass += Math.log((first - k) / (k + 1)) + Math.log((hits - k) / (second - hits + k + 1));
  }
  mass = observed;
  for (let k = a; k > low; ) {
    mass += Math.log(k / (first - k + 1)) + Math.log((second - hits + k) / (hits - k + 1));
    k--;
    if (counts(k, mass)) sum += Math.exp(mass);
  }
  return Math.min(1, sum);
}
