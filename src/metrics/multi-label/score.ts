import type { Interval } from '../../model/outcome.ts';
import type { Score } from '../../model/report.ts';
import { effectiveInterval } from '../../stats/index.ts';

/** A score, and what scikit-learn prints for it. */
export interface MultiLabelScore extends Score {
  /** scikit-learn's number with `zero_division=0`, its default apart from the warning: an undefined part counts as 0. */
  readonly printed: number;
  /** Labels (macro, weighted) or rows (samples) whose own ratio is 0/0. They count as 0 in the value. */
  readonly undefinedParts: number;
  /** The mean without them: `zero_division=nan`; null when nothing is left or the score is no mean. */
  readonly whereDefined: number | null;
}

export const noRows = 'no row has all of its labels';

/** A defined score. */
export const defined = (
  metric: string,
  convention: string,
  value: number,
  interval: Interval,
  undefinedParts = 0,
  whereDefined: number | null = undefinedParts === 0 ? value : null,
): MultiLabelScore => ({
  metric,
  convention,
  value,
  reason: null,
  interval,
  printed: value,
  undefinedParts,
  whereDefined,
});

/** 0/0, which scikit-learn prints as 0. */
export const notDefined = (metric: string, convention: string, reason: string): MultiLabelScore => ({
  metric,
  convention,
  value: null,
  reason,
  interval: null,
  printed: 0,
  undefinedParts: 0,
  whereDefined: null,
});

const method = 'Wilson with the effective number of rows (jackknife over rows)';

/**
 * Interval over rows: the decisions about one row's labels depend on each other, so that rows, not cells, are counted. Where nothing
 * varies, the rows themselves bound it.
 */
export function overRows(
  value: number,
  variance: number,
  rows: number,
  level: number,
  centre = value,
): Interval {
  const spread = centre * (1 - centre);
  const effective = variance > 0 && spread > 0 ? spread / variance : rows;
  return effectiveInterval(value, 0, effective, method, level);
}
