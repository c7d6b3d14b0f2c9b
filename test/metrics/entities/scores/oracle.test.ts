import { describe, expect, it } from 'vitest';
import {
  countMentions,
  entityScores,
  type OverlapScores,
  overlapSchemes,
  overlapScores,
} from '../../../../src/metrics/entities/scores/index.ts';
import type { Score } from '../../../../src/model/report.ts';
import oracle from '../../../oracles/entity-scores.json' with { type: 'json' };
import { input, type Mention, unflattened } from './mentions.ts';

/** Correct, incorrect, partial, missed, spurious, precision, recall, F1. */
type Answer = Readonly<Record<string, readonly number[]>>;
interface Recorded {
  readonly types: readonly string[];
  readonly sentences: number;
  readonly reference: readonly number[];
  readonly predicted: readonly number[];
  /** Precision, recall, F1, support by type and average. */
  readonly seqeval?: Readonly<Record<string, readonly number[]>>;
  /** Every answer that some order of the mentions leads to. */
  readonly nervaluate: readonly {
    readonly overall: Answer;
    readonly types: Readonly<Record<string, Answer>>;
  }[];
}
const files = oracle.files as unknown as readonly Recorded[];
const nested = oracle.nested as unknown as readonly Recorded[];
const cases = oracle.cases as unknown as readonly (Recorded & { readonly name: string })[];

const countsOf = (file: Recorded) =>
  countMentions(
    input(unflattened(file.reference), unflattened(file.predicted), file.types.length, file.sentences),
  );
const printed = (score: Score): number => score.value ?? 0;
const numbers = (s: OverlapScores): number[] => [
  s.correct,
  s.incorrect,
  s.partial,
  s.missed,
  s.spurious,
  printed(s.precision),
  printed(s.recall),
  printed(s.f1),
];
function close(found: readonly number[], expected: readonly number[], what: string): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, k) => {
    expect(value, what).toBeCloseTo(expected[k]!, 10);
  });
}

describe(`exact matching equals seqeval ${oracle.versions.seqeval}`, () => {
  it(`on ${files.length} random files in valid IOB2: types, micro, macro, weighted`, () => {
    for (const file of files) {
      const found = entityScores(countsOf(file), { types: file.types, draws: 50 });
      for (const [name, expected] of Object.entries(file.seqeval!)) {
        const average = /^(micro|macro|weighted) avg$/.exec(name)?.[1];
        const own = found.types.find(({ label }) => label === name);
        const [precision, recall, f1] = average
          ? ['precision', 'recall', 'f1'].map((ratio) => found.overall[`${ratio}_${average}`]!)
          : [own!.precision, own!.recall, own!.f1];
        close([precision!, recall!, f1!].map(printed), expected.slice(0, 3), name);
        if (own) expect(own.support).toBe(expected[3]);
        // What it prints as 0 for 0/0 is undefined here, with the reason.
        for (const score of [precision!, recall!, f1!]) {
          if (score.value === null) expect(score.reason).toMatch(/./);
          else expect(score.interval!.high - score.interval!.low).toBeGreaterThan(0);
        }
      }
      const known = new Set(Object.keys(file.seqeval!));
      for (const { label, f1 } of found.types) expect(f1.value === null).toBe(!known.has(label));
    }
  });
});

describe(`overlap schemes and nervaluate ${oracle.versions.nervaluate}`, () => {
  const one = files.filter((file) => file.nervaluate.length === 1);
  it(`agree on files without nesting whenever its answer does not hang on the order (${one.length} of ${files.length})`, () => {
    for (const file of one) {
      const found = overlapScores(countsOf(file), { types: file.types });
      const answer = file.nervaluate[0]!;
      for (const scheme of overlapSchemes) {
        close(numbers(found.overall[scheme]), answer.overall[scheme]!, `${scheme}`);
        for (const { label, schemes } of found.types) {
          const theirs = answer.types[label]?.[scheme];
          if (theirs) close(numbers(schemes[scheme]), theirs, `${label} ${scheme}`);
          else expect(schemes[scheme].f1.value).toBeNull();
        }
      }
    }
  });

  it('its best order never finds more right mentions than the best pairs', () => {
    for (const file of [...files, ...nested]) {
      const found = overlapScores(countsOf(file), { types: file.types });
      for (const answer of file.nervaluate) {
        for (const scheme of overlapSchemes) {
          const [correct, , partial] = answer.overall[scheme]!;
          const own = found.overall[scheme];
          expect(own.correct + own.partial / 2, scheme).toBeGreaterThanOrEqual(correct! + partial! / 2);
        }
      }
    }
  });

  it.each(cases)('$name', (c) => {
    const found = overlapScores(countsOf(c), { types: c.types });
    const ours = (answer: (typeof c.nervaluate)[number]): boolean =>
      overlapSchemes.every((scheme) =>
        numbers(found.overall[scheme]).every(
          (value, k) => Math.abs(value - answer.overall[scheme]![k]!) < 1e-10,
        ),
      );
    // Where order matters, the best pairs are one of the answers that it gives.
    expect(c.nervaluate.some(ours)).toBe(true);
    if (c.nervaluate.length === 1) {
      for (const { label, schemes } of found.types) {
        for (const scheme of overlapSchemes) {
          close(numbers(schemes[scheme]), c.nervaluate[0]!.types[label]![scheme]!, `${label} ${scheme}`);
        }
      }
    }
  });
});

describe(`intervals equal quantiles of ${oracle.bootstrap.resamples} resamples by numpy ${oracle.versions.numpy}`, () => {
  const { correct, reference, predicted, quantiles } = oracle.bootstrap;
  const gold: Mention[] = [];
  const called: Mention[] = [];
  reference.forEach((count, cell) => {
    const [sentence, type] = [Math.floor(cell / 3), cell % 3];
    // Hits at even places, what only one side has at odd ones.
    for (let k = 0; k < count; k++) gold.push([sentence, 100 * type + 4 * k, 100 * type + 4 * k + 1, type]);
    for (let k = 0; k < predicted[cell]!; k++) {
      const start = 100 * type + 4 * k + (k < correct[cell]! ? 0 : 2);
      called.push([sentence, start, start + 1, type]);
    }
  });
  const found = entityScores(countMentions(input(gold, called, 3, reference.length / 3)), {
    types: ['0', '1', '2'],
    rule: { fewestOutcomes: 0, fewestUnits: 0, fewestDocuments: 5 },
    draws: 40_000,
  });
  it.each(Object.entries(quantiles))('%s', (name, expected) => {
    const [ratio, type] = name.split(' ') as ['precision' | 'recall' | 'f1', string | undefined];
    const { interval } = type === undefined ? found.overall[name]! : found.types[Number(type)]![ratio];
    // Two standard errors of a 2.5 % quantile of 40,000 draws are 0.004 to 0.006 of a unit of spread.
    const spread = expected[1]! - expected[0]!;
    expect(Math.abs(interval!.low - expected[0]!)).toBeLessThan(0.02 * spread + 1e-3);
    expect(Math.abs(interval!.high - expected[1]!)).toBeLessThan(0.02 * spread + 1e-3);
  });
});
