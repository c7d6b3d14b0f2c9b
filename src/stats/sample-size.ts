import { normalQuantile } from './distributions.ts';

/** z of 80 % power at a two-sided 5 %: 1.960 + 0.842. */
const POWER_80 = 2.8;

/** Examples needed to show a paired difference of accuracies with 80 % power, when the models disagree on the share `d`. */
export const examplesToShow = (difference: number, d: number): number =>
  difference === 0 ? Number.POSITIVE_INFINITY : Math.ceil((POWER_80 / difference) ** 2 * d);

/**
 * Runs a side needed to show a difference of two means with spreads `sdA` and `sdB`, 80 % power at two-sided 5 %. The normal
 * formula plus z²/4 for the t distribution (Guenther 1981, The American Statistician 35:243); within one run of the exact answer.
 */
export function runsToShow(difference: number, sdA: number, sdB: number): number {
  if (difference === 0) return Number.POSITIVE_INFINITY;
  const z = normalQuantile(0.975);
  const normal = ((z + normalQuantile(0.8)) ** 2 * (sdA ** 2 + sdB ** 2)) / difference ** 2;
  return Math.max(2, Math.ceil(normal + z ** 2 / 4));
}
