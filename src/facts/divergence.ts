import type { Run } from '../model/run.ts';
import { median, noiseSigma, runningMedian } from '../stats/index.ts';
import { extremeRow } from './curves.ts';
import type { Curve, Divergence } from './define.ts';
import { thin } from './thin.ts';

/** Where a rise counts as a divergence. Chosen and measured in docs/thresholds/loss-diverged.md. */
export interface DivergenceThresholds {
  /** Rise as a share of the minimum. */
  readonly rise: number;
  /** Rise in noise levels of one row. */
  readonly sigmas: number;
  /** Share of what had been gained that must be lost again. */
  readonly lost: number;
  /** How far above the minimum every row at the end must lie, as a share of it. */
  readonly stay: number;
}

export const divergenceThresholds: DivergenceThresholds = { rise: 0.3, sigmas: 3, lost: 0.25, stay: 0.15 };

const LEAST_ROWS = 10;
/** A rise of fewer units of the last decimal that was logged is rounding, or a memorised run on its floor. */
const UNITS = 10;

/**
 * Catalogue A6. Looks at the running median, so that a single low or high row decides nothing: on a plateau of
 * 0.30 ± 0.05 the lowest of 100,000 rows is 0.09, the lowest running median 0.29. Null when the loss did not go up and
 * stay up, and for fewer than 10 rows or a loss that is not positive.
 */
export function divergence(
  run: Run,
  curve: Curve | null,
  validation: Curve | null,
  thresholds: DivergenceThresholds = divergenceThresholds,
): Divergence | null {
  if (curve === null || curve.n < LEAST_ROWS) return null;
  const { step, value } = thin(curve.step, curve.value);
  const n = value.length;
  const window = Math.max(3, Math.ceil(0.05 * n)) | 1;
  const smooth = runningMedian(value, window);
  const lowest = extremeRow(smooth, 'least');
  const minimum = smooth[lowest]!;
  const sigma = noiseSigma(value);
  if (sigma === null || !(minimum > 0)) return null;

  const tail = Math.max(3, Math.ceil(0.05 * n));
  const end = median(value.subarray(n - tail));
  const start = median(value.subarray(0, Math.min(3, window)));
  const rise = end - minimum;
  if (rise < thresholds.rise * minimum || rise < thresholds.sigmas * sigma) return null;
  if (rise < thresholds.lost * Math.max(0, start - minimum)) return null;
  if (curve.series.decimals !== null && rise < UNITS * 10 ** -curve.series.decimals) return null;

  const line = minimum + Math.max(thresholds.stay * minimum, 0.5 * rise);
  let stayed = 0;
  while (stayed < n - 1 - lowest && smooth[n - 1 - stayed]! > line) stayed++;
  if (stayed < Math.max(5, Math.ceil(0.05 * n))) return null;

  const minimumStep = step[lowest]!;
  const lastStep = step[n - 1]!;
  return {
    minimum,
    minimumStep,
    start,
    end,
    sigma,
    n,
    stayed,
    validation: validationAround(validation, minimumStep),
    acrossSeam: run.seams.some((seam) => seam.step > minimumStep && seam.step <= lastStep),
  };
}

function validationAround(curve: Curve | null, at: number): Divergence['validation'] {
  if (curve === null || curve.n < 2) return null;
  let near = 0;
  for (let row = 1; row < curve.n; row++) {
    if (Math.abs(curve.step[row]! - at) < Math.abs(curve.step[near]! - at)) near = row;
  }
  return near === curve.n - 1 ? null : { before: curve.value[near]!, end: curve.value[curve.n - 1]! };
}
