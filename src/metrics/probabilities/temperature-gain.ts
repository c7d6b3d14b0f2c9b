import type { Interval } from '../../model/outcome.ts';
import { meanInterval } from '../../stats/index.ts';
import { type Binning, defaultBinning } from './bins.ts';
import { type CalibrationError, calibrationError } from './calibration-error.ts';
import { type CalibrationNull, calibrationNull } from './calibration-null.ts';
import { randomHalves } from './halves.ts';
import { type ScoredRows, topLabels } from './rows.ts';
import { atTemperature, fitTemperature, logProbabilities, type TemperatureFit } from './temperature.ts';

/** One half, judged with the temperature of the other one. */
interface HeldOutHalf {
  readonly rows: number;
  /** Temperature fitted on the other half. */
  readonly temperature: number;
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly errorBefore: number;
  readonly errorAfter: number;
}

export interface TemperatureGain {
  /** Fitted on all rows: the one to use. */
  readonly fit: TemperatureFit;
  /** What it brings, on rows it was not fitted on; null with a reason when a half has no temperature. */
  readonly heldOut: {
    readonly halves: readonly [HeldOutHalf, HeldOutHalf];
    readonly lossBefore: number;
    readonly lossAfter: number;
    /** Mean loss saved a row, nats; the interval is of the paired differences. */
    readonly lossSaved: { readonly value: number; readonly interval: Interval | null };
    /** Brier score, summed over labels. */
    readonly brierBefore: number;
    readonly brierAfter: number;
    readonly errorBefore: CalibrationError;
    readonly errorAfter: CalibrationError;
    /** What errorAfter would be if the temperature made all probabilities true; `p` tells whether anything is left over. */
    readonly errorAfterIfTrue: CalibrationNull;
  } | null;
  readonly reason: string | null;
  readonly seed: number;
}

/** Fewer rows in a half say nothing about the other one. */
const FEWEST = 20;

/**
 * Temperature scaling, honestly: the rows are split into two halves by chance, each is rescaled with the temperature of the other
 * one, and loss and calibration error before and after are of those rows. The top label never changes. O(rows × labels).
 */
export function temperatureGain(
  scored: ScoredRows,
  options: { readonly binning?: Binning; readonly seed?: number; readonly level?: number } = {},
): TemperatureGain {
  const { binning = defaultBinning, seed = 1, level = 0.95 } = options;
  const { n, reference } = scored;
  const logs = logProbabilities(scored);
  const fit = fitTemperature(
    logs,
    reference,
    Int32Array.from({ length: n }, (_, i) => i),
    level,
  );
  const without = (reason: string): TemperatureGain => ({ fit, heldOut: null, reason, seed });
  if (fit.temperature === null) return without(fit.reason!);
  if (n < 2 * FEWEST)
    return without(`${n} rows are too few for two halves, at least ${2 * FEWEST} are needed`);
  const half = randomHalves(n, seed);
  const members = [0, 1].map((side) => Int32Array.from([...half.keys()].filter((i) => half[i] === side)));
  const fits = members.map((rows) => fitTemperature(logs, reference, rows, level));
  const failed = fits.find((each) => each.temperature === null);
  if (failed !== undefined) return without(`one half has no best temperature: ${failed.reason}`);
  const { correct } = topLabels(scored);
  const before = new Float64Array(n);
  const after = new Float64Array(n);
  const saved = new Float64Array(n);
  let brierBefore = 0;
  let brierAfter = 0;
  const halves = members.map((rows, side): HeldOutHalf => {
    const temperature = fits[1 - side]!.temperature!;
    let lossBefore = 0;
    let lossAfter = 0;
    for (const row of rows) {
      const plain = atTemperature(logs, reference, row, 1);
      const scaled = atTemperature(logs, reference, row, temperature);
      before[row] = plain.confidence;
      after[row] = scaled.confidence;
      saved[row] = plain.loss - scaled.loss;
      brierBefore += plain.brier / n;
      brierAfter += scaled.brier / n;
      lossBefore += plain.loss / rows.length;
      lossAfter += scaled.loss / rows.length;
    }
    const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
    const outcome = Uint8Array.from(rows, (row) => correct[row]!);
    return {
      rows: rows.length,
      temperature,
      lossBefore,
      lossAfter,
      errorBefore: calibrationError(pick(before), outcome, binning, level).expected!,
      errorAfter: calibrationError(pick(after), outcome, binning, level).expected!,
    };
  }) as [HeldOutHalf, HeldOutHalf];
  const weighted = (of: (side: HeldOutHalf) => number): number =>
    halves.reduce((sum, side) => sum + (side.rows / n) * of(side), 0);
  const lossBefore = weighted((side) => side.lossBefore);
  const lossAfter = weighted((side) => side.lossAfter);
  const errorAfter = calibrationError(after, correct, binning, level);
  return {
    fit,
    heldOut: {
      halves,
      lossBefore,
      lossAfter,
      lossSaved: { value: lossBefore - lossAfter, interval: meanInterval(saved, level) },
      brierBefore,
      brierAfter,
      errorBefore: calibrationError(before, correct, binning, level),
      errorAfter,
      errorAfterIfTrue: calibrationNull(after, errorAfter.expected, binning, { seed })!,
    },
    reason: null,
    seed,
  };
}
