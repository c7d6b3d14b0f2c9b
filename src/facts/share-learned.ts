import type { Learned } from './define.ts';

/**
 * How much of the way from a constant answer to a perfect score was made, 0…1, below 0 where it is worse than a constant
 * answer; null where one of them is not known. Scores in per cent are known by their size.
 */
export function shareLearned({ value, baseline }: Learned): number | null {
  if (value === null || baseline === null) return null;
  const perfect = Math.max(value, baseline) > 1 ? 100 : 1;
  return (value - baseline) / (perfect - baseline);
}
