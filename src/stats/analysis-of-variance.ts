import { mean, median } from './descriptive.ts';
import { fTail } from './distributions.ts';

export interface VarianceTest {
  readonly f: number;
  readonly between: number;
  readonly within: number;
  readonly p: number;
}

/**
 * One-way analysis of variance over groups of values. Null with fewer than two groups, without degrees of freedom inside the
 * groups, or when nothing varies at all. F is infinite (p = 0) when only the group means vary.
 */
export function analysisOfVariance(groups: readonly ArrayLike<number>[]): VarianceTest | null {
  const filled = groups.filter((group) => group.length > 0);
  const n = filled.reduce((sum, group) => sum + group.length, 0);
  const between = filled.length - 1;
  const within = n - filled.length;
  if (between < 1 || within < 1) return null;
  const means = filled.map(mean);
  const centre = filled.reduce((sum, group, g) => sum + group.length * means[g]!, 0) / n;
  let explained = 0;
  let left = 0;
  filled.forEach((group, g) => {
    explained += group.length * (means[g]! - centre) ** 2;
    for (let i = 0; i < group.length; i++) left += (group[i]! - means[g]!) ** 2;
  });
  if (!(explained > 0) && !(left > 0)) return null;
  const f = explained / between / (left / within);
  return { f, between, within, p: fTail(f, between, within) };
}

/**
 * Brown and Forsythe's test of equal spreads (1974, JASA 69:364): analysis of variance of the distances to the median of the group.
 * Robust against skewness; with fewer than five values a group it hardly ever finds anything. Null with fewer than three in a
 * group: two values lie equally far from their median.
 */
export function brownForsythe(groups: readonly ArrayLike<number>[]): VarianceTest | null {
  if (groups.some((group) => group.length < 3)) return null;
  return analysisOfVariance(
    groups.map((group) => {
      const centre = median(group);
      return Float64Array.from(group, (value) => Math.abs(value - centre));
    }),
  );
}
