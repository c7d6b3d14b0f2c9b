/** What stated probabilities are worth: ranking, calibration, thresholds. */
export { type Binning, defaultBinning } from './bins.ts';
export { type CalibrationError, calibrationError, type ReliabilityBin } from './calibration-error.ts';
export { type CalibrationNull, calibrationNull } from './calibration-null.ts';
export {
  type ConfidenceGap,
  confidenceGap,
  type SpiegelhalterTest,
  spiegelhalter,
  spiegelhalterBinary,
} from './calibration-tests.ts';
export { type ClasswiseCalibration, classwiseCalibration } from './classwise-calibration.ts';
export { type LabelRanking, labelRanking } from './label-ranking.ts';
export { type NearRows, nearThreshold, nearTie } from './near-threshold.ts';
export { type ProperScores, properScores } from './proper-scores.ts';
export { type Rankings, rankings } from './rankings.ts';
export { type RiskCoverage, riskCoverage } from './risk-coverage.ts';
export { labelColumn, type ScoredRows, scoredRows, type TopLabels, topLabels } from './rows.ts';
export type { TemperatureFit } from './temperature.ts';
export { type TemperatureGain, temperatureGain } from './temperature-gain.ts';
export {
  type DecisionCounts,
  type DecisionMetric,
  decisionF1,
  type ThresholdGain,
  thresholdGain,
} from './threshold-gain.ts';
