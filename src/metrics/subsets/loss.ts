import type { Interval } from '../../model/outcome.ts';
import {
  exactMantelHaenszel,
  type FourCounts,
  higherShare,
  mantelHaenszel,
  newcombe,
  normalCdf,
} from '../../stats/index.ts';
import type { Halves } from './halves.ts';
import { addRow, eachRow, emptyMask, type Mask, popcount } from './mask.ts';
import { meanDifference } from './mean-difference.ts';

/** Rows of a subset and the sums of their losses; for errors both sums are the number of errors. */
export interface Cell {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export const minus = (a: Cell, b: Cell): Cell => ({
  n: a.n - b.n,
  sum: a.sum - b.sum,
  squares: a.squares - b.squares,
});

export const plus = (a: Cell, b: Cell): Cell => ({
  n: a.n + b.n,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
});

/** Mean loss; NaN for no rows. */
export const rateOf = ({ n, sum }: Cell): number => sum / n;

/**
 * What is compared: `errors` when every loss is 0 or 1, then with bits and tests of shares; otherwise `loss`, with sums and Welch's
 * test. Masks are arranged by the halves.
 */
export interface Loss {
  readonly kind: 'errors' | 'loss';
  /** Rows (bits) with loss 1; empty words for `loss`. */
  readonly bits: Mask;
  readonly values: Float64Array;
  /** Rows in both masks, words `from`…`to` − 1. */
  cell(a: Mask, b: Mask, from: number, to: number): Cell;
}

export function lossOf(outcome: Float64Array, halves: Halves): Loss {
  const kind = outcome.every((value) => value === 0 || value === 1) ? 'errors' : 'loss';
  const bits = emptyMask(halves.bits);
  const values = new Float64Array(halves.bits);
  for (const [row, value] of outcome.entries()) {
    const bit = halves.bitOf[row]!;
    values[bit] = value;
    if (kind === 'errors' && value === 1) addRow(bits, bit);
  }
  if (kind === 'errors') {
    const cell = (a: Mask, b: Mask, from: number, to: number): Cell => {
      let n = 0;
      let sum = 0;
      for (let i = from; i < to; i++) {
        const both = a[i]! & b[i]!;
        if (both === 0) continue;
        n += popcount(both);
        sum += popcount(both & bits[i]!);
      }
      return { n, sum, squares: sum };
    };
    return { kind, bits, values, cell };
  }
  const cell = (a: Mask, b: Mask, from: number, to: number): Cell => {
    let [n, sum, squares] = [0, 0, 0];
    for (let i = from; i < to; i++)
      for (let word = a[i]! & b[i]!; word !== 0; word &= word - 1) {
        const value = values[(i << 5) + 31 - Math.clz32(word & -word)]!;
        n++;
        sum += value;
        squares += value * value;
      }
    return { n, sum, squares };
  };
  return { kind, bits, values, cell };
}

const variance = ({ n, sum, squares }: Cell): number =>
  n < 2 ? Number.NaN : Math.max(0, squares - (sum * sum) / n) / (n - 1);

/** z of "a is worse than b", for looking through many at small cost: pooled shares, or Welch's statistic. −∞ without rows. */
export function quickZ(kind: Loss['kind'], a: Cell, b: Cell): number {
  if (a.n === 0 || b.n === 0) return Number.NEGATIVE_INFINITY;
  const gap = rateOf(a) - rateOf(b);
  const share = (a.sum + b.sum) / (a.n + b.n);
  const square =
    kind === 'errors' ? share * (1 - share) * (1 / a.n + 1 / b.n) : variance(a) / a.n + variance(b) / b.n;
  return square > 0 ? gap / Math.sqrt(square) : gap > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** The test that is reported: is `a` worse than `b`, one-sided. */
export function worse(kind: Loss['kind'], a: Cell, b: Cell): { readonly p: number; readonly method: string } {
  if (kind === 'errors') return { p: higherShare(a.sum, a.n, b.sum, b.n), method: 'Fisher, one-sided' };
  return { p: meanDifference(a, b).p, method: 'Welch, one-sided' };
}

const divided = ({ n, sum, squares }: Cell, by: number): Cell => ({
  n: n / by,
  sum: sum / by,
  squares: squares / by,
});

/** `designEffect`: rows in groups tell as much as so many times fewer independent ones. */
export function differenceInterval(kind: Loss['kind'], a: Cell, b: Cell, designEffect = 1): Interval {
  const [one, two] = designEffect > 1 ? [divided(a, designEffect), divided(b, designEffect)] : [a, b];
  const interval =
    kind === 'errors' ? newcombe(one.sum, one.n, two.sum, two.n) : meanDifference(one, two).interval;
  if (designEffect === 1) return interval;
  return { ...interval, method: `${interval.method}, rows divided by ${designEffect.toFixed(2)} for groups` };
}

/** Difference and test within strata. `difference` weighs each stratum by its rows in the subset; null when no stratum has both. */
export interface Stratified {
  readonly difference: number | null;
  readonly p: number;
  readonly method: string;
}

/** Cells of a mask by stratum: n, sum, sum of squares, three numbers each. */
export function cellsByStratum(
  { values }: Loss,
  mask: Mask,
  stratum: ArrayLike<number>,
  strata: number,
  [from, to]: readonly [number, number],
): Float64Array {
  const cells = new Float64Array(3 * strata);
  eachRow(mask, from, to, (bit) => {
    const at = 3 * stratum[bit]!;
    const value = values[bit]!;
    cells[at] = cells[at]! + 1;
    cells[at + 1] = cells[at + 1]! + value;
    cells[at + 2] = cells[at + 2]! + value * value;
  });
  return cells;
}

/** Errors that the subset could have: up to here the test within strata is exact. */
const MOST_EXACT = 300;

/**
 * Is a subset, with cells `a` by stratum, worse than the rest of `whole`, which holds it, among rows of the same stratum?
 * Fisher within strata or Mantel–Haenszel for errors; for losses the same weights with the spread within each stratum.
 */
export function worseWithin(kind: Loss['kind'], a: Float64Array, whole: Float64Array): Stratified {
  const tables: FourCounts[] = [];
  let [gap, weight, excess, spread] = [0, 0, 0, 0];
  for (let at = 0; at < a.length; at += 3) {
    const pooled: Cell = { n: whole[at]!, sum: whole[at + 1]!, squares: whole[at + 2]! };
    const one: Cell = { n: a[at]!, sum: a[at + 1]!, squares: a[at + 2]! };
    const two = minus(pooled, one);
    if (one.n === 0 || two.n === 0) continue;
    const difference = rateOf(one) - rateOf(two);
    gap += one.n * difference;
    weight += one.n;
    tables.push([one.sum, one.n - one.sum, two.sum, two.n - two.sum]);
    const joint = (one.n * two.n) / pooled.n;
    excess += joint * difference;
    spread += joint * variance(pooled);
  }
  const difference = weight === 0 ? null : gap / weight;
  if (kind === 'errors') {
    // The normal curve takes three errors for more than they are where one is expected.
    const possible = tables.reduce((all, [errors, right, otherErrors]) => {
      return all + Math.min(errors + right, errors + otherErrors);
    }, 0);
    if (possible <= MOST_EXACT)
      return { difference, p: exactMantelHaenszel(tables), method: 'Fisher within strata, one-sided' };
    return { difference, p: mantelHaenszel(tables).p, method: 'Mantel–Haenszel, one-sided' };
  }
  const p = spread > 0 ? normalCdf(-excess / Math.sqrt(spread)) : 1;
  return { difference, p, method: 'stratified difference of means, one-sided' };
}
