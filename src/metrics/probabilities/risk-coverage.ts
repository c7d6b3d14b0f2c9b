import type { Interval } from '../../model/outcome.ts';
import { ascendingOrder, wilson } from '../../stats/index.ts';

/** What accuracy is among the most confident rows, when the others are left to somebody else. */
interface CoveragePoint {
  /** Share of rows kept; at least the share asked for, because rows of equal confidence stay together. */
  readonly coverage: number;
  readonly rows: number;
  /** Confidence from which on rows are kept. */
  readonly threshold: number;
  readonly accuracy: number;
  readonly interval: Interval;
}

export interface RiskCoverage {
  /** Ascending coverage, without repeats; the last point keeps every row. */
  readonly points: readonly CoveragePoint[];
  /**
   * Area under the curve of error rate over coverage (Geifman and El-Yaniv 2017): the mean, over rows from the most confident
   * down, of the error rate so far; errors among equals are spread evenly. Null without rows.
   */
  readonly area: number | null;
  /** The least area that this many errors allow: all of them in the least confident rows. */
  readonly bestArea: number | null;
  readonly n: number;
}

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/** Accuracy over coverage from confidences and whether each row was right (1 or 0). */
export function riskCoverage(
  confidence: Float64Array,
  correct: Uint8Array,
  shares: readonly number[] = tenths,
  level = 0.95,
): RiskCoverage {
  const n = confidence.length;
  const order = ascendingOrder(confidence);
  const wanted = [...shares].sort((a, b) => a - b);
  const points: CoveragePoint[] = [];
  let next = 0;
  let rows = 0;
  let errors = 0;
  let area = 0;
  for (let at = n - 1; at >= 0; ) {
    const threshold = confidence[order[at]!]!;
    let end = at;
    let wrong = 0;
    while (end >= 0 && confidence[order[end]!] === threshold) wrong += 1 - correct[order[end--]!]!;
    const group = at - end;
    for (let i = 1; i <= group; i++) area += (errors + (wrong * i) / group) / (rows + i) / n;
    rows += group;
    errors += wrong;
    at = end;
    // Rounding in a share of n must not ask for one row more.
    if (next >= wanted.length || rows < wanted[next]! * n - 1e-9) continue;
    while (next < wanted.length && rows >= wanted[next]! * n - 1e-9) next++;
    points.push({
      coverage: rows / n,
      rows,
      threshold,
      accuracy: (rows - errors) / rows,
      interval: wilson(rows - errors, rows, level),
    });
  }
  let best = 0;
  for (let i = 1; i <= errors; i++) best += i / (n - errors + i) / n;
  return { points, area: n > 0 ? area : null, bestArea: n > 0 ? best : null, n };
}
