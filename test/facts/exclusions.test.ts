import { describe, expect, it } from 'vitest';
import { accuracyFallAtMost, examplesToShow, exclusions } from '../../src/facts/exclusions.ts';
import { createFacts } from '../../src/facts/index.ts';
import { logGamma } from '../../src/stats/index.ts';
import { scenarios, shortRun } from '../support/short-runs.ts';

const facts = (name: string) => createFacts(scenarios[name]!());

/** P(b, c) that b examples are right for the first checkpoint only and c for the second only, the rest for both or none. */
function chance(n: number, b: number, c: number, onlyFirst: number, onlySecond: number): number {
  const rest = n - b - c;
  const term = (count: number, p: number): number =>
    count === 0 ? 0 : p <= 0 ? Number.NEGATIVE_INFINITY : count * Math.log(p);
  return Math.exp(
    logGamma(n + 1) -
      logGamma(b + 1) -
      logGamma(c + 1) -
      logGamma(rest + 1) +
      term(b, onlyFirst) +
      term(c, onlySecond) +
      term(rest, 1 - onlyFirst - onlySecond),
  );
}

/** Exact probability that the true fall is no larger than the bound; examples that both get right are `both` of the rest. */
function coverage(n: number, onlyFirst: number, onlySecond: number): number {
  let held = 0;
  for (let b = 0; b <= n; b++)
    for (let c = 0; b + c <= n; c++) {
      // The rest right for both: the case with the smallest largest-possible disagreement.
      const rest = n - b - c;
      const bound = accuracyFallAtMost((rest + b) / n, (rest + c) / n, n);
      if (onlyFirst - onlySecond <= bound + 1e-12) held += chance(n, b, c, onlyFirst, onlySecond);
    }
  return held;
}

describe('the largest fall of an accuracy that is not excluded', () => {
  it.each([
    [60, 0.02, 0.02],
    [60, 0.045, 0],
    [60, 0.05, 0.05],
    [60, 0.1, 0.02],
    [60, 0.3, 0.1],
    [100, 0.01, 0.01],
    [100, 0.028, 0],
    [100, 0.1, 0.1],
    [100, 0.15, 0.05],
  ])(
    'covers the truth 95 times in 100, exactly enumerated: n = %i, %d and %d right in one only',
    (n, p, q) => {
      expect(coverage(n, p, q)).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('is the rule of three where both are all right', () => {
    expect(accuracyFallAtMost(1, 1, 100)).toBeCloseTo(1 - 0.05 ** 0.01, 12);
  });

  it('grows with the fall that was seen and shrinks with the examples', () => {
    expect(accuracyFallAtMost(0.9, 0.85, 400)).toBeGreaterThan(accuracyFallAtMost(0.9, 0.9, 400));
    expect(accuracyFallAtMost(0.9, 0.9, 4000)).toBeLessThan(accuracyFallAtMost(0.9, 0.9, 400));
  });
});

describe('what a short run excludes', () => {
  it('compares every earlier evaluation with the last', () => {
    const { metric } = exclusions(facts('healthy, n = 872'));
    // The worst case is the second: 86.8 % then, 87.1 % at the end.
    expect(metric?.atMost).toBeCloseTo(accuracyFallAtMost(0.868, 0.871, 872), 12);
    expect(metric).toMatchObject({ what: 'metric', since: 230, to: 690, n: 872 });
    expect(metric?.method).toContain('largest possible disagreement');
  });

  it('limits one more epoch by the pace of the last one', () => {
    expect(exclusions(facts('healthy, n = 872')).metric?.nextEpoch).toBeCloseTo(
      accuracyFallAtMost(0.871, 0.868, 872),
      12,
    );
  });

  it('excludes a rise of the loss by the wide spread of single losses', () => {
    const { loss } = exclusions(facts('healthy, loss a little up'));
    expect(loss?.atMost).toBeCloseTo(0.372 - 0.345 + 1.6449 * (1.75 / Math.sqrt(872)), 3);
  });

  it('knows of one evaluation only where it stood', () => {
    const found = exclusions(facts('one evaluation'));
    expect(found.metric).toBeNull();
    expect(found.only?.method).toBe('Wilson');
    expect(found.only?.low).toBeCloseTo(0.8378, 3);
  });

  it('excludes nothing without the size of the set, or for a metric whose error is not known', () => {
    expect(exclusions(facts('healthy, no log, n unknown')).metric).toBeNull();
    expect(exclusions(facts('healthy, no log, n unknown')).loss).toBeNull();
    expect(exclusions(facts('F1 only, n known')).metric).toBeNull();
  });

  it('reads accuracy in per cent as the same accuracy', () => {
    const percent = createFacts(shortRun({ loss: [0.362, 0.331, 0.327], accuracy: [84.6, 86.8, 87.1] }));
    const share = exclusions(facts('healthy, n = 872')).metric!.atMost;
    expect(exclusions(percent).metric!.atMost).toBeCloseTo(100 * share, 6);
  });

  it('counts the examples that would show a difference', () => {
    // d = 2 · (1 − 0.8) · p(1 − p) at the best accuracy.
    const needed = examplesToShow(facts('healthy, n = 872').metricError(), 0.01);
    expect(needed).toBe(Math.ceil(280 ** 2 * 0.4 * 0.871 * 0.129));
  });
});
