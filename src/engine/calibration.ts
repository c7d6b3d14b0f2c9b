import type { Examination } from '../metrics/examination/index.ts';
import type { Calibration } from '../model/report.ts';

/** What the probabilities are worth, as the report tells it; null when nobody looked or there are too few. */
export function calibrationOf(examination: Examination | null): Calibration | null {
  const found = examination?.calibration() ?? null;
  const expected = found?.error.expected ?? null;
  if (found === null || found.gap === null || expected === null) return null;
  const { scored, error, null: ifTrue, gap, temperature, rankings, coverage } = found;
  const { fit, heldOut } = temperature;
  return {
    rows: scored.n,
    leftOut: scored.leftOut.noProbabilities + scored.leftOut.notShares,
    bins: error.bins.map(({ rows, lowest, highest, meanConfidence, frequency, interval }) => ({
      rows,
      lowest,
      highest,
      confidence: meanConfidence,
      accuracy: frequency,
      interval,
    })),
    error: {
      value: expected,
      binning: error.binning,
      ifTrue:
        ifTrue === null || ifTrue.p === null
          ? null
          : { median: ifTrue.median, below95: ifTrue.below95, p: ifTrue.p, method: ifTrue.method },
    },
    gap: {
      value: gap.gap,
      interval: gap.interval,
      confidence: gap.meanConfidence,
      accuracy: gap.frequency,
    },
    temperature: { value: fit.temperature, interval: fit.interval, reason: fit.reason },
    heldOut:
      heldOut === null
        ? null
        : {
            loss: {
              before: heldOut.lossBefore,
              after: heldOut.lossAfter,
              saved: heldOut.lossSaved.interval,
            },
            brier: { before: heldOut.brierBefore, after: heldOut.brierAfter },
            error: {
              before: heldOut.errorBefore.expected ?? expected,
              after: heldOut.errorAfter.expected ?? expected,
            },
          },
    rankings: Object.values(rankings.overall),
    labels: rankings.labels.map(({ label, rocAuc, averagePrecision }) => ({
      label,
      rocAuc,
      averagePrecision,
    })),
    coverage: coverage.points.map(({ coverage: share, rows, threshold, accuracy, interval }) => ({
      share,
      rows,
      threshold,
      accuracy,
      interval,
    })),
  };
}
