import { chiSquareTail, studentTail } from './distributions.ts';
import type { Random } from './random.ts';
import { logGamma } from './special.ts';

/** Ranks from 1; ties share their mean rank. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) out[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return out;
}

/** Σ R_g²/n_g, which orders all arrangements of the same ranks as Kruskal and Wallis' H does. */
function groupedSquares(
  rank: Float64Array,
  group: Int32Array,
  sizes: Float64Array,
  sums: Float64Array,
): number {
  sums.fill(0);
  for (let i = 0; i < rank.length; i++) sums[group[i]!] = sums[group[i]!]! + rank[i]!;
  let total = 0;
  for (let g = 0; g < sizes.length; g++) if (sizes[g]! > 0) total += sums[g]! ** 2 / sizes[g]!;
  return total;
}

export interface RankTest {
  readonly statistic: number;
  readonly p: number;
  readonly method: string;
}

/**
 * Smallest p that a rank test over groups of these sizes can reach at all: the arrangements as extreme as full separation, over all.
 * Two groups of three cannot get below 0.1.
 */
export function leastRankProbability(sizes: readonly number[]): number {
  let arrangements = logGamma(sizes.reduce((a, b) => a + b, 0) + 1);
  for (const size of sizes) arrangements -= logGamma(size + 1);
  const alike = new Map<number, number>();
  for (const size of sizes) alike.set(size, (alike.get(size) ?? 0) + 1);
  // Groups of one size may swap their places; two groups also when they are separated the other way round.
  let extreme = sizes.length === 2 ? Math.log(2) : 0;
  if (sizes.length > 2) for (const times of alike.values()) extreme += logGamma(times + 1);
  return Math.min(1, Math.exp(extreme - arrangements));
}

/** From so many values on, with five a group, χ² describes H well; below, arrangements are drawn. */
const LARGE = 60;

/**
 * Kruskal and Wallis' rank test (1952, JASA 47:583) whether groups differ: `group[i]` (from 0, without gaps) is the group of
 * `values[i]`. H corrected for ties. p from χ² for 60 values or more with at least five in every group, otherwise from `draws` random
 * arrangements, (r + 1)/(draws + 1). Null with fewer than two groups or when all values are equal.
 */
export function kruskalWallis(
  values: ArrayLike<number>,
  group: Int32Array,
  random: Random,
  draws = 2000,
): RankTest | null {
  const n = values.length;
  const groups = group.reduce((most, g) => Math.max(most, g + 1), 0);
  const sizes = new Float64Array(groups);
  for (const g of group) sizes[g] = sizes[g]! + 1;
  if (groups < 2 || n <= groups) return null;
  const rank = ranks(values);
  const sums = new Float64Array(groups);
  const observed = groupedSquares(rank, group, sizes, sums);
  let squares = 0;
  for (const r of rank) squares += (r - (n + 1) / 2) ** 2;
  if (!(squares > 0)) return null;
  const h = ((n - 1) * (observed - (n * (n + 1) ** 2) / 4)) / squares;
  if (n >= LARGE && sizes.every((size) => size >= 5))
    return { statistic: h, p: chiSquareTail(h, groups - 1), method: 'Kruskal–Wallis' };
  const mixed = Int32Array.from(group);
  let reached = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = n - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      const kept = mixed[i]!;
      mixed[i] = mixed[j]!;
      mixed[j] = kept;
    }
    if (groupedSquares(rank, mixed, sizes, sums) >= observed * (1 - 1e-12)) reached++;
  }
  return { statistic: h, p: (reached + 1) / (draws + 1), method: 'Kruskal–Wallis, permutations' };
}

/** Pearson's correlation; NaN when one side does not vary. */
function correlation(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i]! - meanX) * (y[i]! - meanY);
    xx += (x[i]! - meanX) ** 2;
    yy += (y[i]! - meanY) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}

/**
 * Spearman's rank correlation, two-sided p by Student's t with n − 2 degrees of freedom (from about 10 values on; below that it
 * is a little too small near ±1). Null with fewer than four values or when one side does not vary.
 */
export function spearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): (RankTest & { readonly rho: number }) | null {
  const n = x.length;
  if (n < 4) return null;
  const rho = correlation(ranks(x), ranks(y));
  if (Number.isNaN(rho)) return null;
  const t = rho * Math.sqrt((n - 2) / Math.max(1e-300, 1 - rho * rho));
  return {
    rho,
    statistic: t,
    p: Math.min(1, 2 * studentTail(Math.abs(t), n - 2)),
    method: 'Spearman',
  };
}
