import type { FourCounts } from './mantel-haenszel.ts';
import { logGamma } from './special.ts';

/** Hypergeometric probabilities of the first cell, from its lowest possible value on. */
function massOf([a, b, c, d]: FourCounts): { readonly low: number; readonly mass: Float64Array } {
  const [first, second, hits] = [a + b, c + d, a + c];
  const low = Math.max(0, hits - second);
  const high = Math.min(first, hits);
  const logChoose = (all: number, k: number): number =>
    logGamma(all + 1) - logGamma(k + 1) - logGamma(all - k + 1);
  const whole = logChoose(first + second, hits);
  const mass = Float64Array.from({ length: high - low + 1 }, (_, i) =>
    Math.exp(logChoose(first, low + i) + logChoose(second, hits - low - i) - whole),
  );
  return { low, mass };
}

/**
 * Exact test that the first group has the outcome of the first column more often, within strata: one-sided p of Σa with all margins
 * held fixed, the sum of independent hypergeometric numbers (Gart 1970, Biometrika 57:471). What Mantel and Haenszel's z is an
 * approximation of, and what to use when few are expected. 1 when every stratum has an empty margin.
 */
export function stratifiedFisher(strata: readonly FourCounts[]): number {
  let sum = Float64Array.of(1);
  let least = 0;
  let observed = 0;
  for (const counts of strata) {
    const { low, mass } = massOf(counts);
    const next = new Float64Array(sum.length + mass.length - 1);
    for (let i = 0; i < sum.length; i++)
      for (let j = 0; j < mass.length; j++) next[i + j] = next[i + j]! + sum[i]! * mass[j]!;
    sum = next;
    least += low;
    observed += counts[0];
  }
  return Math.min(
    1,
    sum.subarray(observed - least).reduce((total, one) => total + one, 0),
  );
}
