import type { Subsets } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';

/** The support that a sentence about the power of the search names. */
const USUAL = 200;

/** "One of 200 rows would have shown from +16 points on."; null when none would. */
export function visibleSubset({ detectable }: Subsets): string | null {
  const seen = detectable.filter(({ difference }) => difference !== null);
  const one = seen.find(({ rows }) => rows >= USUAL) ?? seen.at(-1);
  if (one?.difference == null) return null;
  return `A subset of ${formatCount(one.rows)} rows would have shown from +${Math.ceil(100 * one.difference)} points on.`;
}
