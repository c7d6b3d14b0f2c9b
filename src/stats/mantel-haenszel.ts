import { normalCdf } from './distributions.ts';

/** Counts of one stratum: [[a, b], [c, d]], rows are the groups, columns the outcome. */
export type FourCounts = readonly [a: number, b: number, c: number, d: number];

/**
 * Mantel and Haenszel's test that the first group has the outcome of the first column more often, within strata:
 * z = (Σa − ΣE(a) − ½) / √ΣVar(a), one-sided upper p. Strata in which a margin is empty say nothing. 1 without any that does.
 *
 * Source: Mantel and Haenszel 1959, Journal of the National Cancer Institute 22:719.
 */
export function mantelHaenszel(strata: readonly FourCounts[]): {
  readonly p: number;
  readonly oddsRatio: number;
} {
  let excess = 0;
  let variance = 0;
  let above = 0;
  let below = 0;
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d;
    if (n < 2 || (a + b) * (c + d) === 0) continue;
    above += (a * d) / n;
    below += (b * c) / n;
    excess += a - ((a + b) * (a + c)) / n;
    variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1));
  }
  if (!(variance > 0)) return { p: 1, oddsRatio: Number.NaN };
  const oddsRatio = below === 0 ? Number.POSITIVE_INFINITY : above / below;
  return { p: normalCdf(-(excess - 0.5) / Math.sqrt(variance)), oddsRatio };
}
