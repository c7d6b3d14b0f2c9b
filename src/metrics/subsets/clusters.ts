import type { Interval } from '../../model/outcome.ts';
import { studentQuantile, studentTail } from '../../stats/index.ts';
import type { Halves } from './halves.ts';
import { eachRow, type Mask } from './mask.ts';

/** Which side of a comparison a row is on. */
export const NEITHER = 0;
export const FIRST = 1;
export const SECOND = 2;

/** Rows that come in groups (mentions of one sentence, sentences of one document) compared without taking them as independent. */
export interface ClusterComparison {
  /** Mean of the first side minus mean of the second. */
  readonly difference: number;
  /** One-sided: the first side is higher. 1 when a side stands in fewer than two groups. */
  readonly p: number;
  readonly interval: Interval;
  /** Variance between groups by the variance that independent rows would have; at least 1. */
  readonly designEffect: number;
  /** Groups with rows of the first and of the second side. */
  readonly groups: readonly [first: number, second: number];
}

export const METHOD = 'sums by group, Student t';

/**
 * Score test of the difference of two means with the variance from sums by group (Liang and Zeger 1986, Biometrika 73:13), against
 * Student's t with one degree of freedom less than the groups of the rarer side. The interval is the Wald one with the same variance.
 * Null when a side has no row.
 */
export function compareClusters(
  side: Uint8Array,
  values: ArrayLike<number>,
  groupOf: ArrayLike<number>,
  groups: number,
): ClusterComparison | null {
  const n = [0, 0, 0];
  const sum = [0, 0, 0];
  for (let i = 0; i < side.length; i++) {
    n[side[i]!]!++;
    sum[side[i]!]! += values[i]!;
  }
  const [first, second] = [n[FIRST]!, n[SECOND]!];
  if (first === 0 || second === 0) return null;
  const means = [0, sum[FIRST]! / first, sum[SECOND]! / second];
  const pooled = (sum[FIRST]! + sum[SECOND]!) / (first + second);
  const weights = [0, 1 / first, -1 / second];
  const score = new Float64Array(groups);
  const residual = new Float64Array(groups);
  const holds = new Uint8Array(groups);
  let independent = 0;
  for (let i = 0; i < side.length; i++) {
    const of = side[i]!;
    if (of === NEITHER) continue;
    const group = groupOf[i]!;
    const one = (values[i]! - pooled) * weights[of]!;
    score[group]! += one;
    residual[group]! += (values[i]! - means[of]!) * weights[of]!;
    independent += one * one;
    holds[group]! |= of;
  }
  let [all, squares, residuals] = [0, 0, 0];
  const held = [0, 0, 0];
  for (let group = 0; group < groups; group++) {
    if (holds[group] === 0) continue;
    all++;
    if ((holds[group]! & FIRST) !== 0) held[FIRST]!++;
    if ((holds[group]! & SECOND) !== 0) held[SECOND]!++;
    squares += score[group]! ** 2;
    residuals += residual[group]! ** 2;
  }
  const difference = means[FIRST]! - means[SECOND]!;
  const df = Math.min(held[FIRST]!, held[SECOND]!) - 1;
  const correction = all / Math.max(1, all - 1);
  const variance = Math.max(0, squares - difference ** 2 / all) * correction;
  const half =
    df < 1 ? Number.POSITIVE_INFINITY : studentQuantile(0.975, df) * Math.sqrt(residuals * correction);
  const p = df < 1 || !(variance > 0) ? 1 : studentTail(difference / Math.sqrt(variance), df);
  return {
    difference,
    p,
    interval: { low: difference - half, high: difference + half, level: 0.95, method: METHOD },
    designEffect: independent > 0 ? Math.max(1, variance / independent) : 1,
    groups: [held[FIRST]!, held[SECOND]!],
  };
}

/** Groups of the rows of both halves, by bit. */
export interface Clusters {
  readonly of: Int32Array;
  readonly count: number;
}

export function clustersOf(groups: readonly string[], { row }: Halves): Clusters {
  const numbers = new Map<string, number>();
  const of = Int32Array.from(row, (one) => {
    if (one < 0) return 0;
    const known = numbers.get(groups[one]!) ?? numbers.size;
    numbers.set(groups[one]!, known);
    return known;
  });
  return { of, count: numbers.size };
}

/** Rows of `own` against the other rows of `whole`, which holds it, in a range of mask words. */
export function clusteredIn(
  { of, count }: Clusters,
  own: Mask,
  whole: Mask,
  values: Float64Array,
  [from, to]: readonly [number, number],
): ClusterComparison | null {
  const side = new Uint8Array(32 * (to - from));
  const put = (mask: Mask, which: number): void =>
    eachRow(mask, from, to, (bit) => {
      side[bit - 32 * from] = which;
    });
  put(whole, SECOND);
  put(own, FIRST);
  const [first, last] = [32 * from, 32 * to];
  return compareClusters(side, values.subarray(first, last), of.subarray(first, last), count);
}
