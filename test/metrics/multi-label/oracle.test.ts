import { describe, expect, it } from 'vitest';
import { measureMultiLabel, multiLabelRankings } from '../../../src/metrics/multi-label/index.ts';
import oracle from '../../oracles/multi-label.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly labels: number;
  readonly reference: readonly number[];
  readonly predicted: readonly number[];
  readonly overall: Readonly<Record<string, number>>;
  readonly zero_division_nan: Readonly<Record<string, number | null>>;
  readonly classes: readonly {
    readonly precision: number | null;
    readonly recall: number | null;
    readonly f1: number | null;
    readonly support: number;
  }[];
  readonly scores?: readonly number[];
  readonly roc_auc_macro?: number;
  readonly average_precision_macro?: number;
}
const cases = oracle.cases as unknown as readonly Case[];
const named = (c: Case): string[] => Array.from({ length: c.labels }, (_, i) => `label ${i}`);

describe(`equal to scikit-learn ${oracle.versions['scikit-learn']}`, () => {
  it.each(cases)('$name', (c) => {
    const found = measureMultiLabel(Uint8Array.from(c.reference), Uint8Array.from(c.predicted), named(c));
    expect(Object.keys(found.overall).sort()).toEqual(Object.keys(c.overall).sort());
    for (const [name, expected] of Object.entries(c.overall)) {
      const score = found.overall[name]!;
      expect(score.printed, name).toBeCloseTo(expected, 12);
      if (score.value === null) {
        // Only 0/0 is undefined, and says so.
        expect(expected).toBe(0);
        expect(score.reason).toMatch(/./);
      } else {
        expect(score.value, name).toBeCloseTo(expected, 12);
        expect(score.interval!.low).toBeLessThanOrEqual(score.value);
        expect(score.interval!.high).toBeGreaterThanOrEqual(score.value);
        expect(score.interval!.high - score.interval!.low, name).toBeGreaterThan(0);
      }
    }
    found.classes.forEach((own, k) => {
      const theirs = c.classes[k]!;
      expect(own.support).toBe(theirs.support);
      for (const name of ['precision', 'recall', 'f1'] as const) {
        if (theirs[name] === null) {
          expect(own[name]).toMatchObject({ value: null, reason: expect.any(String) });
          expect(own.printed[name]).toBe(0);
        } else expect(own[name].value).toBeCloseTo(theirs[name], 12);
      }
    });
  });

  it.each(cases)('$name: means without what is undefined', (c) => {
    const found = measureMultiLabel(Uint8Array.from(c.reference), Uint8Array.from(c.predicted), named(c));
    for (const name of [
      'precision_macro',
      'recall_macro',
      'f1_macro',
      'precision_samples',
      'recall_samples',
      'f1_samples',
    ]) {
      const theirs = c.zero_division_nan[name]!;
      if (theirs === null) expect(found.overall[name]!.whereDefined, name).toBeNull();
      else expect(found.overall[name]!.whereDefined, name).toBeCloseTo(theirs, 12);
    }
  });

  it.each(cases.filter((c) => c.scores !== undefined))('$name: ranking by scores', (c) => {
    const found = multiLabelRankings(Uint8Array.from(c.reference), Float64Array.from(c.scores!), named(c));
    expect(found.overall.roc_auc_macro!.value).toBeCloseTo(c.roc_auc_macro!, 12);
    expect(found.overall.average_precision_macro!.value).toBeCloseTo(c.average_precision_macro!, 12);
  });
});
