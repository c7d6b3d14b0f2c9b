import { describe, expect, it } from 'vitest';
import { type LabelErrorInput, suspectedLabelErrors } from '../../../src/metrics/label-errors/index.ts';
import { createRandom } from '../../../src/stats/index.ts';
import oracle from '../../oracles/text-models.json' with { type: 'json' };
import { financeColumn } from '../bag-of-words/finance-texts.ts';

const labelsOf = (size: number): string[] => Array.from({ length: size }, (_, i) => `label ${i}`);
const suspected = (...args: Parameters<typeof suspectedLabelErrors>) => {
  const found = suspectedLabelErrors(...args);
  if ('reason' in found) throw new Error(found.reason);
  return found;
};

type Expected = Omit<(typeof oracle.labelErrors)[number], 'labels' | 'given' | 'probabilities'>;

function expectSame(input: LabelErrorInput, expected: Expected): void {
  const found = suspected(input);
  const size = input.labels.length;
  for (const [k, threshold] of expected.thresholds.entries())
    expect(found.thresholds[k]).toBeCloseTo(threshold, 9);
  expect(Array.from({ length: size }, (_, i) => [...found.joint.slice(i * size, (i + 1) * size)])).toEqual(
    expected.joint,
  );
  // Rows with equal scores but for rounding may change places.
  const inOrder = (rows: readonly number[], rank: 'normalizedMargin' | 'selfConfidence'): void => {
    const scores = new Map(found.suspects.map((one) => [one.row, one[rank]]));
    expect([...rows].sort((a, b) => a - b)).toEqual([...scores.keys()].sort((a, b) => a - b));
    const own = suspected(input, {
      rank: rank === 'normalizedMargin' ? 'normalized-margin' : 'self-confidence',
    });
    for (const [i, row] of rows.entries()) expect(own.suspects[i]![rank]).toBeCloseTo(scores.get(row)!, 9);
  };
  inOrder(expected.byMargin, 'normalizedMargin');
  inOrder(expected.byConfidence, 'selfConfidence');
  const confident = found.suspects.filter((one) => one.confident).map(({ row }) => row);
  for (const row of confident) expect(expected.confidentLearning).toContain(row);
  for (const { row, normalizedMargin } of found.suspects)
    if (row < 20) expect(normalizedMargin).toBeCloseTo(expected.margins[row]!, 6);
  // cleanlab rounds the joint to whole rows before it takes the share.
  expect(Math.abs(found.confidentShare.value - expected.noise)).toBeLessThanOrEqual(size / found.rows);
}

describe(`suspected labels equal cleanlab ${oracle.versions.cleanlab}`, () => {
  it.each(oracle.labelErrors)('$labels labels', ({ labels, given, probabilities, ...expected }) => {
    expectSame(
      {
        reference: given,
        labels: labelsOf(labels),
        probabilities: probabilities.flat(),
        source: 'out-of-sample',
      },
      expected,
    );
  });

  it('on the finance example', () => {
    const names = ['negative', 'neutral', 'positive', 'mixed', 'litigious'];
    const path = 'predictions/eval_predictions.csv';
    const logits = names.map((name) => financeColumn(path, `logit_${name}`).map(Number));
    const reference = financeColumn(path, 'label').map((label) => names.indexOf(label));
    const probabilities = reference.flatMap((_, row) => {
      const powers = logits.map((own) => Math.exp(own[row]!));
      const sum = powers.reduce((a, b) => a + b, 0);
      return powers.map((power) => power / sum);
    });
    expectSame(
      { reference, labels: names, probabilities, source: 'out-of-sample' },
      oracle.financeLabelErrors,
    );
  });
});

/** Rows of three labels whose model is right and knows how sure it is, and of which a share carries another label. */
function noisy(seed: number, n: number, flips: number) {
  const r = createRandom(seed);
  const right = new Int32Array(n);
  const reference = new Int32Array(n);
  const probabilities = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const powers = [r.normal(), r.normal(), r.normal()].map((x) => Math.exp(3 * x));
    const sum = powers.reduce((a, b) => a + b, 0);
    for (const [k, power] of powers.entries()) probabilities[3 * i + k] = power / sum;
    let u = r.next();
    right[i] = 2;
    for (const k of [0, 1]) {
      u -= probabilities[3 * i + k]!;
      if (u < 0) {
        right[i] = k;
        break;
      }
    }
    reference[i] = r.next() < flips ? (right[i]! + 1 + r.integer(2)) % 3 : right[i]!;
  }
  return { right, reference, probabilities, labels: labelsOf(3), source: 'out-of-sample' as const };
}

describe('suspected labels', () => {
  it('are said of out-of-sample probabilities only, and not of few rows', () => {
    const data = noisy(1, 300, 0.1);
    expect(suspectedLabelErrors({ ...data, source: 'in-sample' })).toHaveProperty('reason');
    expect(suspectedLabelErrors({ ...data, source: 'unknown' })).toHaveProperty('reason');
    expect(suspectedLabelErrors({ ...data, probabilities: null })).toHaveProperty('reason');
    expect(suspectedLabelErrors(noisy(1, 60, 0.1))).toHaveProperty('reason');
  });

  it('hold most of what was flipped among the first', () => {
    const data = noisy(2, 1000, 0.1);
    const { suspects } = suspected(data);
    const wrong = suspects.slice(0, 50).filter(({ row }) => data.reference[row] !== data.right[row]).length;
    expect(wrong).toBeGreaterThanOrEqual(30);
  });

  it('do not depend on the order of the rows, on copies of all rows, or on a label that nobody uses', () => {
    const data = noisy(3, 400, 0.1);
    const rows = Array.from({ length: 400 }, (_, i) => 399 - i);
    const take = (order: number[], size = 3) => ({
      ...data,
      labels: labelsOf(size),
      reference: order.map((row) => data.reference[row]!),
      probabilities: order.flatMap((row) =>
        Array.from({ length: size }, (_, k) => (k < 3 ? data.probabilities[3 * row + k]! : 0)),
      ),
    });
    const plain = suspected(data).suspects.map(({ row }) => row);
    const turned = suspected(take(rows)).suspects.map(({ row }) => 399 - row);
    expect(turned).toEqual(plain);
    expect(suspected(take([...rows].reverse(), 4)).suspects.map(({ row }) => row)).toEqual(plain);
    const twice = suspected(take([...rows, ...rows]));
    expect(twice.confidentShare.value).toBeCloseTo(suspected(data).confidentShare.value, 2);
    expect(twice.likelihood.value).toBeCloseTo(suspected(data).likelihood.value, 3);
  });

  it('leave out rows without a label or with unknown probabilities', () => {
    const data = noisy(4, 400, 0.1);
    const reference = data.reference.slice();
    reference[0] = -1;
    const probabilities = data.probabilities.slice();
    probabilities[3] = Number.NaN;
    const found = suspected({ ...data, reference, probabilities });
    expect([found.rows, found.leftOut]).toEqual([398, 2]);
    expect(found.suspects.every(({ row }) => row > 1)).toBe(true);
  });

  it('give the same interval for the same seed, around the rate', () => {
    const data = noisy(5, 600, 0.1);
    const [a, b] = [suspected(data, { seed: 7 }).confidentShare, suspected(data, { seed: 7 }).confidentShare];
    expect(a).toEqual(b);
    expect(a.interval.low).toBeLessThan(a.value);
    expect(a.interval.high).toBeGreaterThan(a.value);
  });

  it.each([0, 0.05, 0.2])('give back a rate of %f, also when the model is too sure of itself', (flips) => {
    const data = noisy(6, 3000, flips);
    const sure = data.probabilities.map((p) => p ** 2);
    for (let i = 0; i < 3000; i++) {
      const sum = sure[3 * i]! + sure[3 * i + 1]! + sure[3 * i + 2]!;
      for (let k = 0; k < 3; k++) sure[3 * i + k]! /= sum;
    }
    for (const probabilities of [data.probabilities, sure]) {
      const { likelihood, confidentShare, noise } = suspected({ ...data, probabilities });
      expect(Math.abs(likelihood.value - flips)).toBeLessThan(0.02);
      expect(likelihood.interval.low).toBeLessThanOrEqual(flips + 1e-6);
      expect(likelihood.interval.high).toBeGreaterThan(flips);
      // The model's own errors make the confident joint too high, and the range that is told holds the truth.
      expect(confidentShare.value).toBeGreaterThan(flips);
      expect([noise.low, noise.high]).toEqual([
        likelihood.interval.low,
        Math.max(likelihood.interval.high, confidentShare.interval.high),
      ]);
    }
  });
});
