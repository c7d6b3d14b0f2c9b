import type { Interval } from '../model/outcome.ts';
import { mean, sd } from './descriptive.ts';
import { studentQuantile } from './distributions.ts';

/** Student's interval of a mean; null with fewer than two values. Of width zero only when all values are equal. */
export function meanInterval(values: ArrayLike<number>, level = 0.95): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const centre = mean(values);
  const half = (studentQuantile(0.5 + level / 2, n - 1) * sd(values)) / Math.sqrt(n);
  return { low: centre - half, high: centre + half, level, method: `Student t, n = ${n}` };
}
