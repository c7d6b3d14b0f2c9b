import { describe, expect, it } from 'vitest';
import {
  calibrationError,
  calibrationNull,
  confidenceGap,
  labelRanking,
  nearThreshold,
  nearTie,
  properScores,
  rankings,
  riskCoverage,
  type ScoredRows,
  scoredRows,
  spiegelhalter,
  temperatureGain,
  thresholdGain,
  topLabels,
} from '../../../src/metrics/probabilities/index.ts';
import { createRandom } from '../../../src/stats/index.ts';

interface Table {
  readonly reference: Int32Array;
  readonly probabilities: Float64Array;
  readonly labels: readonly string[];
}

/** Rows whose probabilities are the softmax of `heat` times the true logits, rounded so that some are tied. */
function table(n: number, k: number, heat = 1, seed = 1): Table {
  const random = createRandom(seed);
  const probabilities = new Float64Array(n * k);
  const reference = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const weights = Array.from({ length: k }, () => Math.exp(2 * random.normal()));
    let u = random.next() * weights.reduce((a, b) => a + b, 0);
    let label = 0;
    while (label < k - 1 && u >= weights[label]!) u -= weights[label++]!;
    reference[i] = label;
    const stated = weights.map((weight) => weight ** heat);
    const total = stated.reduce((a, b) => a + b, 0);
    for (let j = 0; j < k; j++) probabilities[i * k + j] = Math.round((stated[j]! / total) * 1000) / 1000;
  }
  return { reference, probabilities, labels: Array.from({ length: k }, (_, j) => `label ${j}`) };
}

const scored = ({ reference, probabilities, labels }: Table): ScoredRows =>
  scoredRows(reference, probabilities, labels);

const rearranged = (t: Table, rows: readonly number[]): Table => {
  const k = t.labels.length;
  return {
    reference: Int32Array.from(rows, (row) => t.reference[row]!),
    probabilities: Float64Array.from(
      rows.flatMap((row) => [...t.probabilities.subarray(row * k, (row + 1) * k)]),
    ),
    labels: t.labels,
  };
};

/** Every number that does not depend on chance. */
function numbers(rows: ScoredRows): readonly (number | null)[] {
  const { confidence, correct } = topLabels(rows);
  const { overall } = rankings(rows);
  const proper = properScores(rows);
  return [
    ...Object.values(overall).flatMap(({ value, interval }) => [
      value,
      interval?.low ?? null,
      interval?.high ?? null,
    ]),
    proper.brierSum.value,
    proper.negativeLogLikelihood.value,
    calibrationError(confidence, correct).expected,
    calibrationError(confidence, correct, { kind: 'equal-mass', bins: 10 }).expected,
    confidenceGap(confidence, correct)!.interval.low,
    spiegelhalter(rows).z,
    riskCoverage(confidence, correct).area,
  ];
}

const expectSame = (a: readonly (number | null)[], b: readonly (number | null)[]): void => {
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    if (value === null) expect(b[i]).toBeNull();
    else expect(b[i], `number ${i}`).toBeCloseTo(value, 9);
  });
};

describe.each([2, 4])('with %i labels', (k) => {
  const t = table(120, k);

  it('the order of rows does not matter', () => {
    const rows = Array.from({ length: 120 }, (_, i) => (i * 77) % 120);
    expectSame(numbers(scored(t)), numbers(scored(rearranged(t, rows))));
  });
  it('rows without a reference or probabilities are left out, counted, and rows keep their place', () => {
    const holes = rearranged(t, [0, 1, 2, ...Array.from({ length: 120 }, (_, i) => i)]);
    holes.reference[0] = -1;
    holes.probabilities[k] = Number.NaN;
    holes.probabilities.fill(0.9, 2 * k, 3 * k);
    const found = scored(holes);
    expect(found.leftOut).toEqual({ noReference: 1, noProbabilities: 1, notShares: 1 });
    expect(found.rows[0]).toBe(3);
    expectSame(numbers(scored(t)), numbers(found));
    expect(nearTie(found, { limit: 3 }).rows).toEqual(
      nearTie(scored(t), { limit: 3 }).rows.map((row) => row + 3),
    );
  });
  it('all rows twice leave values and narrow intervals', () => {
    const twice = rearranged(
      t,
      [...Array(240).keys()].map((i) => i % 120),
    );
    const once = rankings(scored(t)).overall;
    for (const [name, score] of Object.entries(rankings(scored(twice)).overall)) {
      expect(score.value).toBeCloseTo(once[name]!.value!, 10);
      const width = score.interval!.high - score.interval!.low;
      expect(width).toBeLessThan(once[name]!.interval!.high - once[name]!.interval!.low);
    }
    expect(properScores(scored(twice)).brierSum.value).toBeCloseTo(
      properScores(scored(t)).brierSum.value!,
      12,
    );
  });
});

describe('rankings', () => {
  it('a label nobody uses is named and left out of the means', () => {
    const t = table(90, 3);
    const wider: Table = {
      labels: [...t.labels, 'unused'],
      reference: t.reference,
      probabilities: Float64Array.from(
        [...t.reference.keys()].flatMap((row) => [...t.probabilities.subarray(row * 3, row * 3 + 3), 0]),
      ),
    };
    const found = rankings(scored(wider));
    expect(found.withoutArea).toEqual(['unused']);
    expect(found.labels[3]!.rocAuc).toMatchObject({ value: null, reason: 'no row has this label' });
    for (const [name, score] of Object.entries(rankings(scored(t)).overall)) {
      expect(found.overall[name]!.value).toBeCloseTo(score.value!, 12);
    }
  });
  it('one label only: nothing can be ranked, and all say so', () => {
    const t = table(20, 3);
    t.reference.fill(1);
    const found = rankings(scored(t));
    for (const score of Object.values(found.overall)) {
      expect(score).toMatchObject({
        value: null,
        interval: null,
        reason: 'all references are the same label',
      });
    }
  });
  it('any rising transformation of the scores leaves the area, and turning them round mirrors it', () => {
    const random = createRandom(5);
    const score = Float64Array.from({ length: 200 }, () => Math.round(random.next() * 50) / 50);
    const positive = Uint8Array.from(score, (s) => (random.next() < s ? 1 : 0));
    const area = labelRanking('yes', positive, score).rocAuc;
    const risen = labelRanking(
      'yes',
      positive,
      score.map((s) => s ** 3 - 7),
    ).rocAuc;
    expect(risen).toEqual(area);
    const turned = labelRanking(
      'yes',
      positive,
      score.map((s) => -s),
    ).rocAuc;
    expect(turned.value).toBeCloseTo(1 - area.value!, 12);
  });
  it('full separation is not certain, and one positive row is next to nothing', () => {
    const few = labelRanking('yes', Uint8Array.of(0, 0, 0, 1, 1), Float64Array.of(1, 2, 3, 4, 5)).rocAuc;
    expect(few.value).toBe(1);
    expect(few.interval!.low).toBeLessThan(0.6);
    expect(few.interval!.method).toContain('Newcombe');
    const one = labelRanking('yes', Uint8Array.of(0, 0, 0, 0, 1), Float64Array.of(1, 2, 3, 4, 5)).rocAuc;
    expect(one.interval!.low).toBeLessThan(0.5);
  });
});

describe('calibration', () => {
  it('of true probabilities is what chance makes of it, and of sharpened ones is not', () => {
    for (const [heat, alarm] of [
      [1, false],
      [2, true],
    ] as const) {
      const rows = scored(table(600, 4, heat, 3));
      const { confidence, correct } = topLabels(rows);
      const { expected } = calibrationError(confidence, correct);
      const found = calibrationNull(confidence, expected)!;
      expect(found.p! < 0.01).toBe(alarm);
      expect(spiegelhalter(rows).p! < 0.01).toBe(alarm);
      expect(confidenceGap(confidence, correct)!.interval.low > 0).toBe(alarm);
    }
  });
  it('a bin holds the rows that a figure shows, with Wilson’s interval', () => {
    const { bins } = calibrationError(Float64Array.of(0.71, 0.72, 0.95), Uint8Array.of(1, 0, 1), {
      kind: 'equal-width',
      bins: 10,
    });
    expect(bins.map(({ rows, hits }) => [rows, hits])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    expect(bins[1]!.interval.low).toBeLessThan(0.3);
  });
  it('all right with high confidence is not under-confident', () => {
    const gap = confidenceGap(new Float64Array(50).fill(0.98), new Uint8Array(50).fill(1))!;
    expect(gap.interval.low).toBeLessThan(0);
    expect(gap.interval.high).toBeGreaterThan(0);
  });
  it('too few surprises for the z test are said to be too few', () => {
    const t = {
      ...table(5, 2),
      probabilities: Float64Array.from({ length: 10 }, (_, i) => (i % 2 ? 0.1 : 0.9)),
    };
    expect(spiegelhalter(scored(t))).toMatchObject({
      p: null,
      reason: expect.stringContaining('against the odds'),
    });
  });
  it('nothing at all gives null, never 0', () => {
    const none = scoredRows(new Int32Array(0), new Float64Array(0), ['a', 'b']);
    expect(calibrationError(new Float64Array(0), new Uint8Array(0)).expected).toBeNull();
    expect(properScores(none).brierSum.value).toBeNull();
    expect(riskCoverage(new Float64Array(0), new Uint8Array(0)).area).toBeNull();
    expect(temperatureGain(none).fit).toMatchObject({ temperature: null, reason: expect.any(String) });
    expect(confidenceGap(new Float64Array(0), new Uint8Array(0))).toBeNull();
  });
});

describe('temperature', () => {
  it('finds by how much logits were multiplied, and helps on the other half', () => {
    const { fit, heldOut } = temperatureGain(scored(table(3000, 4, 2, 9)));
    expect(fit.interval!.low).toBeLessThan(2);
    expect(fit.interval!.high).toBeGreaterThan(1.8);
    expect(heldOut!.lossSaved.interval!.low).toBeGreaterThan(0);
    expect(heldOut!.errorAfter.expected!).toBeLessThan(heldOut!.errorBefore.expected!);
  });
  it('brings nothing where probabilities are true', () => {
    const { fit, heldOut } = temperatureGain(scored(table(3000, 4, 1, 10)));
    expect(fit.interval!.low).toBeLessThan(1.02);
    expect(fit.interval!.high).toBeGreaterThan(0.98);
    expect(Math.abs(heldOut!.lossSaved.value)).toBeLessThan(0.002);
  });
  it('does not exist where every row is right, or where scores point nowhere', () => {
    const t = table(60, 3);
    const right = topLabels(scored(t)).label;
    expect(temperatureGain(scored({ ...t, reference: right })).fit.reason).toMatch(/sharper/);
    const wrong = right.map((label) => (label + 1) % 3);
    expect(temperatureGain(scored({ ...t, reference: wrong })).fit.reason).toMatch(/flatter/);
  });
});

describe('thresholds', () => {
  const random = createRandom(21);
  const score = Float64Array.from({ length: 600 }, () => random.next());
  const positive = Uint8Array.from(score, (s) => (random.next() < 0.8 * s ? 1 : 0));

  it('the gain on the rows of the choice is at least 0; only the held-out one counts', () => {
    const found = thresholdGain(positive, score, { draws: 200 });
    expect(found.valueAtBest).toBeGreaterThanOrEqual(found.valueAtCurrent);
    expect(found.heldOut!.value).toBeLessThanOrEqual(found.valueAtBest);
    expect(found.best! - found.ifCalibrated!).toBeLessThan(0.2);
    expect(thresholdGain(positive, score, { draws: 200 })).toEqual(found);
  });
  it('takes the metric of the user, and stays where it is when nothing is better', () => {
    const sharp = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0.1 : 0.9));
    const labels = Uint8Array.from(sharp, (s) => (s > 0.5 ? 1 : 0));
    const accuracy = thresholdGain(labels, sharp, {
      metric: ({ truePositives, trueNegatives }) => (truePositives + trueNegatives) / 40,
    });
    expect(accuracy).toMatchObject({ best: 0.5, valueAtBest: 1, ifCalibrated: null });
    expect(accuracy.heldOut!.gain).toBe(0);
  });
  it('too few of a kind: no threshold, with the reason', () => {
    const rare = thresholdGain(Uint8Array.of(1, 0, 0, 0, 0, 0), Float64Array.of(0.9, 0, 0, 0, 0, 0));
    expect(rare).toMatchObject({ best: null, heldOut: null, reason: expect.stringContaining('at least 4') });
  });
  it('rows near it are found nearest first', () => {
    const near = nearThreshold(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.45, 0.52, 0.9, 0.41), 0.5);
    expect([...near.rows]).toEqual([1, 0, 3]);
    expect(near).toMatchObject({ near: 3, nearWrong: 2, n: 4, wrong: 2 });
  });
});

describe('accuracy over coverage', () => {
  it('keeps equal confidences together and ends with every row', () => {
    const { points, area, bestArea } = riskCoverage(
      Float64Array.of(0.9, 0.9, 0.8, 0.6),
      Uint8Array.of(1, 0, 1, 0),
      [0.25, 0.5, 1],
    );
    expect(points.map(({ coverage, accuracy }) => [coverage, accuracy])).toEqual([
      [0.5, 0.5],
      [1, 0.5],
    ]);
    // Errors so far: ½ of the first two, none of the third, the fourth: (½ + ½ + ⅓ + ½)/4.
    expect(area).toBeCloseTo((0.5 + 0.5 + 1 / 3 + 0.5) / 4, 12);
    expect(bestArea).toBeCloseTo((1 / 3 + 2 / 4) / 4, 12);
  });
});
