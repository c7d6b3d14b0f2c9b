import type { Interval } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { assignBins, type Binning, binningName, defaultBinning } from './bins.ts';

/** One point of a reliability figure. */
export interface ReliabilityBin {
  readonly rows: number;
  /** Rows in which what was predicted with this confidence happened. */
  readonly hits: number;
  readonly lowest: number;
  readonly highest: number;
  readonly meanConfidence: number;
  /** hits / rows: accuracy for confidences of the top label, frequency for probabilities of one label. */
  readonly frequency: number;
  /** Wilson's, of the frequency. */
  readonly interval: Interval;
}

export interface CalibrationError {
  /** Σ rows/n · |mean confidence − frequency|; null without rows. */
  readonly expected: number | null;
  /** The largest of the bins' differences. It grows with noise in bins of few rows. */
  readonly largest: number | null;
  readonly reason: string | null;
  readonly binning: string;
  /** Bins with rows, ascending. */
  readonly bins: readonly ReliabilityBin[];
  readonly n: number;
}

/**
 * Expected calibration error (Naeini et al. 2015; Guo et al. 2017) of stated probabilities against what happened (1 or 0). For the top
 * label pass its confidence and whether it was right; for one label its probability and whether it was the reference. These
 * two are different numbers, also with two labels.
 */
export function calibrationError(
  confidence: Float64Array,
  outcome: Uint8Array,
  binning: Binning = defaultBinning,
  level = 0.95,
): CalibrationError {
  const { bin, count } = assignBins(confidence, binning);
  const rows = new Float64Array(count);
  const hits = new Float64Array(count);
  const sums = new Float64Array(count);
  const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const n = confidence.length;
  for (let i = 0; i < n; i++) {
    const k = bin[i]!;
    const p = confidence[i]!;
    rows[k] = rows[k]! + 1;
    hits[k] = hits[k]! + outcome[i]!;
    sums[k] = sums[k]! + p;
    if (p < lowest[k]!) lowest[k] = p;
    if (p > highest[k]!) highest[k] = p;
  }
  let expected = 0;
  let largest = 0;
  const bins: ReliabilityBin[] = [];
  for (let k = 0; k < count; k++) {
    if (rows[k] === 0) continue;
    const gap = Math.abs(sums[k]! - hits[k]!);
    expected += gap / n;
    largest = Math.max(largest, gap / rows[k]!);
    bins.push({
      rows: rows[k]!,
      hits: hits[k]!,
      lowest: lowest[k]!,
      highest: highest[k]!,
      meanConfidence: sums[k]! / rows[k]!,
      frequency: hits[k]! / rows[k]!,
      interval: wilson(hits[k]!, rows[k]!, level),
    });
  }
  return {
    expected: n > 0 ? expected : null,
    largest: n > 0 ? largest : null,
    reason: n > 0 ? null : 'no row has both a reference and probabilities',
    binning: binningName(binning),
    bins,
    n,
  };
}
