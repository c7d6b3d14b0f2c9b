import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/metrics/index.ts';
import oracle from '../../oracles/classification.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly overall: Readonly<Record<string, number>>;
  readonly classes: readonly {
    label: string;
    precision: number | null;
    recall: number | null;
    f1: number | null;
    support: number;
  }[];
}
const cases = oracle.cases as unknown as readonly Case[];

const measured = (c: Case): ReturnType<typeof measure> =>
  measure({ labels: c.labels, counts: Float64Array.from(c.counts.flat()), rows: 0, unlabelled: 0 }, null, {
    set: 's',
  });

describe(`equal to scikit-learn ${oracle.versions['scikit-learn']}`, () => {
  it.each(cases)('$name', (c) => {
    const { overall, classes } = measured(c);
    for (const [name, expected] of Object.entries(c.overall)) {
      const score = overall[name]!;
      // scikit-learn answers 0 where the correlation is 0/0; ours is undefined and says why.
      if (score.value === null) {
        expect([name, expected]).toEqual(['mcc', 0]);
        expect(score.reason).toMatch(/same label/);
      } else {
        expect(score.value, name).toBeCloseTo(expected, 12);
      }
    }
    classes.forEach((own, i) => {
      const theirs = c.classes[i]!;
      expect(own.support).toBe(theirs.support);
      for (const name of ['precision', 'recall', 'f1'] as const) {
        if (theirs[name] === null)
          expect(own[name]).toMatchObject({ value: null, interval: null, reason: expect.any(String) });
        else expect(own[name].value, `${name} of ${own.label}`).toBeCloseTo(theirs[name], 12);
      }
    });
  });
});

describe('figures that other tools print for the same tables', () => {
  const named = (start: string): ReturnType<typeof measure> =>
    measured(cases.find((c) => c.name.startsWith(start))!);

  it('macro-F1 is the mean of F1s, not the F1 of means (0.333, not 0.600)', () => {
    // Precision and recall (1, 0.2) and (0.2, 1), as in Opitz and Burst 2019: 5 and 5 rows of the first, 1 of the second.
    const { overall, classes } = measure(
      { labels: ['a', 'b'], counts: Float64Array.of(1, 4, 0, 1), rows: 6, unlabelled: 0 },
      null,
      { set: 's' },
    );
    expect(classes.map((c) => [c.precision.value, c.recall.value])).toEqual([
      [1, 0.2],
      [0.2, 1],
    ]);
    expect(overall.f1_macro!.value).toBeCloseTo(1 / 3, 12);
  });
  it('a label that is neither in the references nor predicted does not pull the mean (0.667, not 0.533)', () => {
    expect(named('C2').overall.f1_macro!.value).toBeCloseTo(2 / 3, 12);
    expect(named('C3').overall.f1_macro!.value).toBeCloseTo(7 / 9, 12);
  });
  it('macro runs over the union of labels (0.389, not 0.583 over the references)', () => {
    expect(named('C4').overall.f1_macro!.value).toBeCloseTo(7 / 18, 12);
    expect(named('C4').overall.f1_macro!.convention).toContain('present in reference or prediction');
  });
  it('micro equals accuracy when all labels are counted', () => {
    expect(named('C4').overall.f1_micro!.value).toBe(0.5);
  });
  it('no hit is F1 0, not 1, and one label all right is 1', () => {
    expect(named('C6').classes.map((c) => c.f1.value)).toEqual([0.5, 0]);
    expect(named('C8').overall.f1_macro!.value).toBe(1);
  });
  it('undefined precision does not make F1 undefined', () => {
    const never = named('C10').classes.find((c) => c.label === '3')!;
    expect(never.precision.value).toBeNull();
    expect(never.f1.value).toBe(0);
  });
});
