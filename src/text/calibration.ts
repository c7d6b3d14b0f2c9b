import type { Calibration } from '../model/report.ts';
import { formatPercent, formatScore } from './numbers.ts';

/** `best temperature 2.14 (95 %: 2.02 to 2.27)`, or why there is none. */
export const temperatureLine = ({ temperature: { value, interval } }: Calibration): string =>
  value === null
    ? 'no temperature fits'
    : `best temperature ${formatScore(value)}${interval === null ? '' : ` (95 %: ${formatScore(interval.low)} to ${formatScore(interval.high)})`}`;

/** `mean confidence 97.0 %, accuracy 82.8 %; best temperature 2.14 (95 %: 2.02 to 2.27)`. */
export const calibrationLine = (calibration: Calibration): string =>
  `mean confidence ${formatPercent(calibration.gap.confidence)}, accuracy ${formatPercent(calibration.gap.accuracy)}; ${temperatureLine(calibration)}`;
