import type { FourCounts } from './mantel-haenszel.ts';
import { mantelHaenszel } from './mantel-haenszel.ts';
import { logGamma } from './special.ts';

/** Sums of more values than this are normal enough; the convolution would take long. */
const MOST_VALUES = 4000;

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * Exact conditional test that the first group has the outcome of the first column more often, within strata: P(Σa ≥ observed)
 * when each a is hypergeometric given the margins of its stratum. One stratum: Fisher's exact test, one-sided. Above 4,000 possible
 * values the normal approximation of `mantelHaenszel` is taken. 1 when no stratum says anything.
 *
 * Source: Birch 1964, J. R. Stat. Soc. B 26:313; mantelhaen.test(exact = TRUE, alternative = "greater") of R.
 */
export function exactMantelHaenszel(strata: readonly FourCounts[]): number {
  let values = 1;
  let observed = 0;
  const parts: Float64Array[] = [];
  for (const [a, b, c, d] of strata) {
    const [first, second, hits] = [a + b, c + d, a + c];
    const low = Math.max(0, hits - second);
    const high = Math.min(first, hits);
    if (high <= low) continue;
    observed += a - low;
    values += high - low;
    if (values > MOST_VALUES) return mantelHaenszel(strata).p;
    const whole = logChoose(first + second, hits);
    parts.push(
      Float64Array.from({ length: high - low + 1 }, (_, i) =>
        Math.exp(logChoose(first, low + i) + logChoose(second, hits - low - i) - whole),
      ),
    );
  }
  if (parts.length === 0) return 1;
  let sum = Float64Array.of(1);
  for (const part of parts) {
    const next = new Float64Array(sum.length + part.length - 1);
    for (let i = 0; i < sum.length; i++)
      for (let j = 0; j < part.length; j++) next[i + j]! += sum[i]! * part[j]!;
    sum = next;
  }
  let tail = 0;
  for (let i = sum.length - 1; i >= observed; i--) tail += sum[i]!;
  return Math.min(1, tail);
}
