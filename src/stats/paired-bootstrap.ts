import { multinomial, type Random } from './random.ts';

/**
 * Draws of a statistic of counts under resampling of the n = Σ counts examples with replacement. Examples that fall into the same
 * cell are interchangeable, so each draw is one multinomial over the cells: the cost depends on the cells, not on n. `shares`
 * (default: the counts) need not add up to 1.
 */
export function bootstrapCells(
  counts: Float64Array,
  statistic: (counts: Float64Array) => number,
  random: Random,
  draws = 2000,
  shares: Float64Array = counts,
): Float64Array {
  let n = 0;
  for (const count of counts) n += count;
  const drawn = new Float64Array(counts.length);
  return Float64Array.from({ length: draws }, () => {
    multinomial(random, n, shares, drawn);
    return statistic(drawn);
  });
}

/**
 * Approximate randomisation (Noreen 1989; Yeh 2000): under the hypothesis that two systems are interchangeable, the two answers to
 * each example may be swapped with probability ½. `partner[k]` is the cell that examples of cell k move to when swapped (k
 * itself when both answered alike). Two-sided p = (r + 1)/(rounds + 1), so that its smallest value is 1/(rounds + 1).
 */
export function approximateRandomisation(
  counts: Float64Array,
  partner: Int32Array,
  statistic: (counts: Float64Array) => number,
  random: Random,
  rounds = 2000,
): number {
  const observed = Math.abs(statistic(counts));
  const swapped = Float64Array.from(counts);
  const moving = [...partner.keys()].filter((k) => partner[k]! > k);
  let reached = 0;
  for (let round = 0; round < rounds; round++) {
    for (const k of moving) {
      const other = partner[k]!;
      const stay = random.binomial(counts[k]!, 0.5);
      const come = random.binomial(counts[other]!, 0.5);
      swapped[k] = stay + come;
      swapped[other] = counts[k]! - stay + (counts[other]! - come);
    }
    if (Math.abs(statistic(swapped)) >= observed - 1e-12) reached++;
  }
  return (reached + 1) / (rounds + 1);
}

/**
 * Standard error of a statistic of counts by the delete-one jackknife (Efron and Stein 1981): examples of one cell are
 * interchangeable, so one evaluation a cell is enough. It widens where a label has few examples, which the bootstrap does not.
 */
export function jackknifeError(counts: Float64Array, statistic: (counts: Float64Array) => number): number {
  const left = Float64Array.from(counts);
  const without = new Float64Array(counts.length);
  let n = 0;
  let sum = 0;
  for (let k = 0; k < counts.length; k++) {
    if (!(counts[k]! > 0)) continue;
    left[k] = left[k]! - 1;
    without[k] = statistic(left);
    left[k] = left[k]! + 1;
    n += counts[k]!;
    sum += counts[k]! * without[k]!;
  }
  if (n < 2) return Number.NaN;
  let squares = 0;
  for (let k = 0; k < counts.length; k++) squares += counts[k]! * (without[k]! - sum / n) ** 2;
  return Math.sqrt(((n - 1) / n) * squares);
}
