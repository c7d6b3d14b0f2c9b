import { type Binning, defaultBinning } from './bins.ts';
import { type CalibrationError, calibrationError } from './calibration-error.ts';
import { type CalibrationNull, calibrationNull } from './calibration-null.ts';
import { type ConfidenceGap, confidenceGap } from './calibration-tests.ts';
import { labelColumn, type ScoredRows } from './rows.ts';

export interface ClasswiseCalibration {
  /** Mean of the labels' errors (Kull et al. 2019, "classwise-ECE"); labels without rows count, their probabilities should be 0. */
  readonly mean: number | null;
  readonly labels: readonly {
    readonly label: string;
    readonly support: number;
    readonly error: CalibrationError;
    /** What the error would be if this label's probabilities were true; null without rows. As many tests as labels. */
    readonly ifTrue: CalibrationNull | null;
    /** Mean probability minus frequency: above 0, the label is promised too often. */
    readonly gap: ConfidenceGap | null;
  }[];
  readonly tests: number;
}

/** Calibration of every label's own probability against its frequency. */
export function classwiseCalibration(
  scored: ScoredRows,
  options: {
    readonly binning?: Binning;
    readonly level?: number;
    readonly seed?: number;
    readonly draws?: number;
  } = {},
): ClasswiseCalibration {
  const { binning = defaultBinning, level = 0.95, seed = 1, draws = 1000 } = options;
  let sum = 0;
  const labels = scored.labels.map((label, a) => {
    const { score, positive } = labelColumn(scored, a);
    const error = calibrationError(score, positive, binning, level);
    sum += error.expected ?? 0;
    return {
      label,
      support: positive.reduce((total, one) => total + one, 0),
      error,
      ifTrue: calibrationNull(score, error.expected, binning, { seed: seed + a, draws }),
      gap: confidenceGap(score, positive, level),
    };
  });
  return { mean: scored.n > 0 ? sum / labels.length : null, labels, tests: scored.n > 0 ? labels.length : 0 };
}
