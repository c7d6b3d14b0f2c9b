import { describe, expect, it } from 'vitest';
import { delongVariance } from '../../../src/metrics/probabilities/area-interval.ts';
import { averagePrecision } from '../../../src/metrics/probabilities/average-precision.ts';
import {
  type Binning,
  calibrationError,
  calibrationNull,
  classwiseCalibration,
  labelColumn,
  labelRanking,
  properScores,
  rankings,
  type ScoredRows,
  scoredRows,
  spiegelhalter,
  spiegelhalterBinary,
  temperatureGain,
  thresholdGain,
  topLabels,
} from '../../../src/metrics/probabilities/index.ts';
import { placements } from '../../../src/metrics/probabilities/placements.ts';
import oracle from '../../oracles/probabilities.json' with { type: 'json' };

interface BinaryCase {
  readonly name: string;
  readonly y: readonly number[];
  readonly s: readonly number[];
  readonly ap: number;
  readonly auc?: number;
  readonly torchmetrics_auc?: number;
  readonly torchmetrics_ap?: number;
  readonly delong?: number;
  readonly ap_jackknife?: number;
  readonly best_f1?: number;
}
type Case = {
  readonly name: string;
  readonly labels: number;
  readonly p: readonly number[];
  readonly y: readonly number[];
  readonly ece: Readonly<Record<string, number>>;
  readonly ece_mass: Readonly<Record<string, number>>;
} & Readonly<Record<string, number>>;
const binaries = oracle.binaries as readonly BinaryCase[];
const cases = oracle.cases as unknown as readonly Case[];
const versions = Object.entries(oracle.versions)
  .map((entry) => entry.join(' '))
  .join(', ');

const rowsOf = (c: Case): ScoredRows =>
  scoredRows(
    Int32Array.from(c.y),
    Float64Array.from(c.p),
    Array.from({ length: c.labels }, (_, i) => `label ${i}`),
  );
const width = (bins: number, edges?: Binning['edges']): Binning => ({ kind: 'equal-width', bins, edges });
const mass = (bins: number): Binning => ({ kind: 'equal-mass', bins });

describe(`equal to ${versions}: one label against the rest`, () => {
  it.each(binaries)('$name', (c) => {
    const positive = Uint8Array.from(c.y);
    const score = Float64Array.from(c.s);
    const ranking = labelRanking('yes', positive, score);
    if (c.auc === undefined) {
      expect(ranking.rocAuc).toMatchObject({ value: null, interval: null, reason: expect.any(String) });
    } else {
      expect(ranking.rocAuc.value).toBeCloseTo(c.auc, 12);
      expect(ranking.rocAuc.value).toBeCloseTo(c.torchmetrics_auc!, 5);
      expect(ranking.averagePrecision.value).toBeCloseTo(c.torchmetrics_ap!, 5);
    }
    // scikit-learn warns and answers 0 where there is nothing to find.
    if (ranking.averagePrecision.value === null) expect(c.ap).toBe(0);
    else expect(ranking.averagePrecision.value).toBeCloseTo(c.ap, 12);
    if (c.delong === undefined) return;
    expect(delongVariance(placements(positive, score), positive)).toBeCloseTo(c.delong, 12);
    const { influence } = averagePrecision(positive, score);
    const squares = influence.reduce((sum, effect) => sum + effect * effect, 0);
    // Infinitesimal against delete-one jackknife: equal up to terms of one row.
    expect(Math.sqrt(squares) / positive.length / Math.sqrt(c.ap_jackknife!)).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares) / positive.length / Math.sqrt(c.ap_jackknife!)).toBeLessThan(1.1);
    expect(thresholdGain(positive, score, { splits: 2, draws: 10 }).valueAtBest).toBeCloseTo(c.best_f1!, 12);
  });
});

describe(`equal to ${versions}: all labels`, () => {
  it.each(cases)('$name', (c) => {
    const scored = rowsOf(c);
    const { confidence, correct } = topLabels(scored);
    const proper = properScores(scored);
    expect(proper.brierSum.value).toBeCloseTo(c.brier_sum!, 12);
    expect(proper.brierHalf.value).toBeCloseTo(c.brier_half!, 12);
    expect(proper.negativeLogLikelihood.value).toBeCloseTo(c.log_loss!, 12);
    expect(proper.clippedLogLoss).toBeCloseTo(c.log_loss!, 12);
    for (const [bins, expected] of Object.entries(c.ece)) {
      expect(calibrationError(confidence, correct, width(Number(bins))).expected).toBeCloseTo(expected, 12);
    }
    for (const [bins, expected] of Object.entries(c.ece_mass)) {
      expect(calibrationError(confidence, correct, mass(Number(bins))).expected).toBeCloseTo(expected, 12);
    }
    expect(classwiseCalibration(scored, { draws: 10 }).mean).toBeCloseTo(c.classwise!, 12);
    const found = spiegelhalter(scored);
    expect(found.z).toBeCloseTo(c.spiegelhalter!, 10);
    const { overall, withoutArea } = rankings(scored);
    if (c.labels === 2) {
      const { score, positive } = labelColumn(scored, 1);
      expect(found.z).toBeCloseTo(c.spiegelhalter_published!, 10);
      expect(spiegelhalterBinary(score, positive).z).toBeCloseTo(c.spiegelhalter_published!, 10);
      expect(calibrationError(score, positive).expected).toBeCloseTo(c.torchmetrics_ece_binary!, 5);
    } else {
      expect(calibrationError(confidence, correct).expected).toBeCloseTo(c.torchmetrics_ece!, 5);
      if (c.ovr_macro === undefined) {
        // scikit-learn refuses; torchmetrics counts the absent label as 0 in its mean; here it is left out and named.
        expect(withoutArea).toEqual(['label 1']);
        const share = (c.labels - 1) / c.labels;
        expect(overall.roc_auc_ovr_macro!.value! * share).toBeCloseTo(c.torchmetrics_macro!, 5);
      } else {
        expect(overall.roc_auc_ovr_macro!.value).toBeCloseTo(c.ovr_macro, 12);
        expect(overall.roc_auc_ovr_weighted!.value).toBeCloseTo(c.ovr_weighted!, 12);
        expect(overall.roc_auc_ovo_macro!.value).toBeCloseTo(c.ovo_macro!, 12);
        expect(overall.average_precision_macro!.value).toBeCloseTo(c.ap_macro!, 12);
      }
    }
    const { fit } = temperatureGain(scored);
    expect(fit.temperature! / c.temperature!).toBeCloseTo(1, 5);
  });
});

describe('what the expected calibration error is when the probabilities are true', () => {
  it.each(oracle.nulls)('$bins bins: the mean and the percentiles of 4,000 samples drawn row by row', (c) => {
    const found = calibrationNull(Float64Array.from(c.confidence), null, width(c.bins))!;
    expect(found.mean / c.mean).toBeGreaterThan(0.96);
    expect(found.mean / c.mean).toBeLessThan(1.04);
    expect(found.below95 / c.below95).toBeCloseTo(1, 1);
    expect(found.below99 / c.below99).toBeCloseTo(1, 1);
  });
});

describe('where tools print other numbers for the same rows', () => {
  const error = (p: readonly number[], y: readonly number[], binning: Binning): number =>
    calibrationError(Float64Array.from(p), Uint8Array.from(y), binning).expected!;

  it('a confidence of 1 has a bin of its own in torchmetrics (0.525), elsewhere it is in the last (0.475)', () => {
    expect(error([0.95, 1], [1, 0], width(10, 'left-closed-apart'))).toBeCloseTo(oracle.tables.E1, 6);
    expect(error([0.95, 1], [1, 0], width(10, 'left-closed-apart'))).toBeCloseTo(0.525, 12);
    expect(error([0.95, 1], [1, 0], width(10, 'left-closed'))).toBeCloseTo(0.475, 12);
    expect(error([0.95, 1], [1, 0], width(10))).toBeCloseTo(0.475, 12);
  });
  it('borders: bins closed on the left 0.15, on the right 0.35', () => {
    const rows = [
      [0.5, 0.5, 0.7, 0.9],
      [0, 0, 1, 1],
    ] as const;
    expect(error(...rows, width(2, 'left-closed'))).toBeCloseTo(0.15, 12);
    expect(error(...rows, width(2))).toBeCloseTo(0.35, 12);
  });
  it('equal width 0.29 for any number of bins, equal mass 0.11', () => {
    const rows = [
      [0.25, 0.25, 0.55, 0.75, 0.75],
      [0, 0, 1, 1, 1],
    ] as const;
    for (const bins of [2, 3, 10, 15]) expect(error(...rows, width(bins))).toBeCloseTo(0.29, 12);
    expect(error(...rows, mass(2))).toBeCloseTo(0.11, 12);
  });
  it('the number of bins changes the number, and so do borders: 0.6 and 0.9 lie on some', () => {
    const correct = [1, 0, 1, 1, 1, 0];
    const at = (edges: Binning['edges'], six = 0.6): string[] =>
      [5, 10, 15, 20].map((bins) =>
        error([six, 0.62, 0.64, 0.9, 0.92, 0.94], correct, width(bins, edges)).toFixed(3),
      );
    expect(at('left-closed')).toEqual(['0.150', '0.150', '0.210', '0.150']);
    expect(at('right-closed')).toEqual(['0.237', '0.270', '0.297', '0.270']);
    // Borders made by numpy's linspace hold 0.6000000000000001 for 5, 10 and 20 bins: 0.6 falls below them although it is the
    // border. Tools that bin by such borders, closed on the left, print 0.237, 0.237, 0.210, 0.237.
    const below = at('left-closed', 0.6 - 1e-12);
    expect([below[0], below[1], at('left-closed')[2], below[3]]).toEqual([
      '0.237',
      '0.237',
      '0.210',
      '0.237',
    ]);
    const rows = [[0.6, 0.62, 0.64, 0.9, 0.92, 0.94], correct] as const;
    expect([5, 10].map((bins) => error(...rows, mass(bins)).toFixed(3))).toEqual(['0.283', '0.417']);
  });
  it('probability against frequency (0.35, torchmetrics) is not confidence against accuracy (0.30)', () => {
    const p = [0.1, 0.2, 0.8, 0.9];
    const scored = scoredRows(Int32Array.of(0, 0, 1, 0), Float64Array.from(p.flatMap((q) => [1 - q, q])), [
      'no',
      'yes',
    ]);
    const { confidence, correct } = topLabels(scored);
    expect(error(p, [0, 0, 1, 0], width(10))).toBeCloseTo(oracle.tables.E5, 6);
    expect(calibrationError(confidence, correct, width(10)).expected).toBeCloseTo(0.3, 12);
  });
  it('confidences of exactly 0 and 1 have bins', () => {
    for (const edges of ['right-closed', 'left-closed', 'left-closed-apart'] as const) {
      expect(error([0, 1], [0, 1], width(15, edges))).toBe(0);
    }
  });
  it('a reference of probability 0 has no log loss; scikit-learn prints what its clipping makes of it', () => {
    const scored = scoredRows(Int32Array.of(0, 1), Float64Array.of(0, 1, 0.4, 0.6), ['a', 'b']);
    const found = properScores(scored);
    expect(found.negativeLogLikelihood).toMatchObject({
      value: null,
      reason: expect.stringContaining('1 of 2'),
    });
    expect(found.clippedLogLoss).toBeCloseTo(oracle.tables.zero_reference, 10);
    expect(found.impossible).toEqual([0]);
  });
});
