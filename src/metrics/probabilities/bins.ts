import { ascendingOrder } from '../../stats/index.ts';

/**
 * How confidences are put into bins.
 * - `equal-width`: intervals of the same length from 0 to 1.
 * - `equal-mass`: as many rows each; rows of equal confidence stay together, so that the order of rows does not matter.
 */
export interface Binning {
  readonly kind: 'equal-width' | 'equal-mass';
  readonly bins: number;
  /**
   * To which bin a confidence on a border belongs: `right-closed` to the lower one (Guo et al. 2017), `left-closed` to the
   * upper one with 1 in the last bin, `left-closed-apart` likewise but with 1 in a bin of its own, as torchmetrics has it.
   */
  readonly edges?: 'right-closed' | 'left-closed' | 'left-closed-apart';
}

export const defaultBinning: Binning = { kind: 'equal-width', bins: 15 };

/** What the binning is, in words; stands next to every number that depends on it. */
export function binningName(binning: Binning): string {
  if (binning.kind === 'equal-mass') return `${binning.bins} bins of equal mass`;
  const edges = {
    'right-closed': '(a, b]',
    'left-closed': '[a, b), 1 in the last',
    'left-closed-apart': '[a, b), 1 in a bin of its own',
  };
  return `${binning.bins} bins of equal width, ${edges[binning.edges ?? 'right-closed']}`;
}

/** Bin of every row, in ascending order of confidence; empty bins have a number too. Confidences lie in 0…1. */
export function assignBins(
  confidence: Float64Array,
  binning: Binning,
): { readonly bin: Int32Array; readonly count: number } {
  if (!(Number.isInteger(binning.bins) && binning.bins > 0)) {
    throw new RangeError(`the number of bins must be a whole number above 0, got ${binning.bins}`);
  }
  return binning.kind === 'equal-width'
    ? { bin: equalWidth(confidence, binning), count: binning.bins + 1 }
    : { bin: equalMass(confidence, binning.bins), count: binning.bins };
}

function equalWidth(confidence: Float64Array, { bins, edges = 'right-closed' }: Binning): Int32Array {
  const out = new Int32Array(confidence.length);
  const last = edges === 'left-closed-apart' ? bins : bins - 1;
  for (let i = 0; i < confidence.length; i++) {
    const p = confidence[i]!;
    // Multiplying rounds; the borders k/bins decide.
    let k = Math.floor(p * bins);
    if (edges === 'right-closed') {
      while (k > 0 && p <= k / bins) k--;
      while (p > (k + 1) / bins) k++;
    } else {
      while (k > 0 && p < k / bins) k--;
      while (p >= (k + 1) / bins && k < last) k++;
    }
    out[i] = Math.min(k, last);
  }
  return out;
}

function equalMass(confidence: Float64Array, bins: number): Int32Array {
  const n = confidence.length;
  const order = ascendingOrder(confidence);
  const out = new Int32Array(n);
  // Sizes as numpy's array_split: the first n mod bins get one more.
  const least = Math.floor(n / bins);
  const longer = n % bins;
  const endOf = (k: number): number => (k + 1) * least + Math.min(k + 1, longer);
  let k = 0;
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && confidence[order[to]!] === confidence[order[from]!]) to++;
    while (k < bins - 1 && from >= endOf(k)) k++;
    for (let i = from; i < to; i++) out[order[i]!] = k;
    from = to;
  }
  return out;
}
