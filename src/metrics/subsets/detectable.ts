import { normalQuantile } from '../../stats/index.ts';
import type { SearchSettings } from './settings.ts';

/** What a subset of so many rows would have had to show. */
export interface Detectable {
  /** Rows in both halves together. */
  readonly rows: number;
  /** Smallest difference of error rate found with 80 % power; null when even an error rate of 1 would not be. */
  readonly difference: number | null;
}

/** Power asked of each half, so that both together have about 80 %. */
const POWER_OF_HALF = 0.9;

export const DETECTABLE_METHOD =
  'normal approximation, 90 % power in each half, at the level that the strongest of all candidates needs';

const SUPPORTS = [60, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Difference of shares that a one-sided test at z `critical` sees with the power asked for, or null. */
function visible(base: number, n: number, rest: number, critical: number): number | null {
  const beta = normalQuantile(POWER_OF_HALF);
  const seen = (share: number): boolean => {
    const pooled = (share * n + base * rest) / (n + rest);
    const none = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest));
    const some = Math.sqrt((share * (1 - share)) / n + (base * (1 - base)) / rest);
    return share - base >= critical * none + beta * some;
  };
  if (base >= 1 || !seen(1)) return null;
  let [low, high] = [base, 1];
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high - base;
}

/** For supports from the smallest one allowed to half of the rows, at the error rate of the set. */
export function detectableOf(
  errorRate: number,
  rows: number,
  tests: number,
  settings: SearchSettings,
): readonly Detectable[] {
  const critical = Math.max(settings.screen, normalQuantile(1 - settings.level / Math.max(1, tests)));
  const least = 2 * settings.leastRows;
  const supports = [least, ...SUPPORTS.filter((n) => n > least)].filter((n) => n <= rows / 2);
  return supports.map((n) => {
    const found = visible(errorRate, n / 2, (rows - n) / 2, critical);
    return { rows: n, difference: found === null ? null : Math.max(found, settings.leastGap) };
  });
}
