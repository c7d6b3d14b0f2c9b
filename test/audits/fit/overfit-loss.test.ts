import { describe, expect, it } from 'vitest';
import { overfitLoss } from '../../../src/audits/fit/overfit-loss.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { overfitFamily } from '../../../src/facts/overfit.ts';
import { createRandom } from '../../../src/stats/index.ts';
import {
  evaluated,
  fallingAccuracy,
  history,
  risingLoss,
  steadyAccuracy,
} from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const rises = evaluated({ loss: risingLoss, n: 1000 });

describe('overfit-loss', () => {
  it.each([
    ['a clear rise, training loss falling, no metric', rises, 'strong risk'],
    ['the same without training loss', evaluated({ loss: risingLoss, n: 1000, trainRows: 0 }), 'likely risk'],
    [
      'three evaluations far beyond the sampling error',
      evaluated({ loss: [0.4, 0.5, 0.8], n: 872 }),
      'likely risk',
    ],
    [
      'a large rise at the last evaluation only',
      evaluated({ loss: [0.5, 0.42, 0.8], n: 5000 }),
      'likely risk',
    ],
    ['three evaluations within the sampling error', evaluated({ loss: [0.42, 0.4, 0.46], n: 300 }), 'pass'],
    ['a larger rise on few examples', evaluated({ loss: [0.42, 0.4, 0.62], n: 300 }), 'inconclusive'],
    ['a rise on an evaluation set of unknown size', evaluated({ loss: [0.42, 0.4, 0.55] }), 'inconclusive'],
    ['lowest at the end', evaluated({ loss: [0.6, 0.5, 0.45], n: 872 }), 'pass'],
    ['lowest at the end, size unknown', evaluated({ loss: [0.6, 0.5, 0.45] }), 'pass'],
    ['one evaluation', evaluated({ loss: [0.5], n: 872 }), 'inconclusive'],
    [
      'a rise while training loss rises too',
      evaluated({ loss: risingLoss, n: 1000, train: (s) => 0.6 + s }),
      'inconclusive',
    ],
    ['no evaluation', evaluated({}), 'not-applicable'],
    [
      'a rise that the metric explains',
      evaluated({ loss: risingLoss, accuracy: steadyAccuracy, n: 2000 }),
      'not-applicable',
    ],
    [
      'a metric that fell with it',
      evaluated({ loss: risingLoss, accuracy: fallingAccuracy, n: 2000 }),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(overfitLoss, run))).toBe(expected);
  });

  it('does not fire on a rise that is all rounding', () => {
    expect(
      brief(verdict(overfitLoss, evaluated({ loss: [7e-6, 8e-6, 8e-6, 8e-6, 8e-6, 8e-6], n: 10_000 }))),
    ).toBe('pass');
  });

  describe('a trend that the examples may have made', () => {
    /** Down to 0.4 at the fourth of twelve evaluations on 300 examples, then up by `rise`, smoothly or in zigzag. */
    const trend = (rise: number, swing = 0) =>
      evaluated({
        loss: [
          0.7,
          0.52,
          0.44,
          0.4,
          ...Array.from({ length: 8 }, (_, i) => 0.4 + (rise * (i + 1)) / 8 + (i % 2 ? swing : -swing)),
        ],
        n: 300,
      });
    it.each<[string, ReturnType<typeof trend>, string]>([
      ['of 0.7 expected standard errors and more is a hint', trend(0.06), 'hint'],
      ['of less says nothing', trend(0.05), 'none'],
      ['from 2.33 of them on, with the choice of the lowest, is likely', trend(0.3), 'likely'],
      ['is none where the loss goes up and down', trend(0.06, 0.03), 'none'],
    ])('%s', (_, run, claim) => {
      expect(overfitFamily(createFacts(run)).claim ?? 'none').toBe(claim);
    });
  });

  it('does not fire on 300 evaluations of 20 examples', () => {
    const random = createRandom(11);
    const loss = Array.from({ length: 300 }, (_, i) => 0.5 + 0.0003 * i + 0.03 * random.normal());
    expect(verdict(overfitLoss, evaluated({ loss, n: 20 })).kind).not.toBe('finding');
  });

  it.each(Object.entries(ordinaryRuns).filter(([name]) => !name.startsWith('loss rises')))(
    'says nothing about %s',
    (_, make) => {
      expect(verdict(overfitLoss, make()).kind).toBe('pass');
    },
  );

  it('puts the onset at the lowest value, between the evaluations beside it', () => {
    const onset = finding(verdict(overfitLoss, rises)).evidence.find((e) => e.name === 'onset');
    expect(onset?.value).toBe(300);
    expect(onset?.interval?.low).toBeLessThanOrEqual(200);
    expect(onset?.interval?.high).toBeGreaterThanOrEqual(400);
  });

  it('says what would be enough when it cannot tell', () => {
    const said = prose(verdict(overfitLoss, evaluated({ loss: [0.42, 0.4, 0.62], n: 300 })));
    expect(said).toMatch(/only a rise above 0\.\d+ would show/);
    expect(said).toMatch(/About [\d,]+ evaluation examples/);
    expect(prose(verdict(overfitLoss, evaluated({ loss: [0.42, 0.4, 0.55] })))).toContain('--eval-size');
  });

  it('prints the gap at the best and the last epoch of a Keras history and does not call it overfitting', () => {
    const run = history({
      loss: [0.6, 0.4, 0.3, 0.25, 0.22],
      valLoss: [0.55, 0.46, 0.43, 0.43, 0.425],
      accuracy: [0.7, 0.82, 0.88, 0.9, 0.91],
      valAccuracy: [0.75, 0.81, 0.83, 0.83, 0.832],
      n: 1000,
    });
    const outcome = verdict(overfitLoss, run);
    expect(outcome.kind).toBe('pass');
    const evidence = outcome.kind === 'pass' ? (outcome.evidence ?? []) : [];
    const end = evidence.find((e) => e.name === 'gap at end');
    expect(end?.value).toBeCloseTo(0.425 - 0.22, 10);
    expect(end?.interval?.low).toBeLessThan(0.205);
    expect(evidence.map((e) => e.name)).toEqual(
      expect.arrayContaining(['gap at best', 'metric gap at best', 'metric gap at end']),
    );
    expect(prose(outcome)).toContain('A gap alone is not overfitting');
  });

  it('takes the training mean of an epoch for its middle', () => {
    const run = history({ loss: [0.8, 0.6, 0.4, 0.2], valLoss: [0.7, 0.5, 0.45, 0.6], n: 5000 });
    const family = overfitFamily(createFacts(run));
    expect(family.rise?.minimum.step).toBe(3);
    const outcome = verdict(overfitLoss, run);
    const evidence =
      outcome.kind === 'finding'
        ? outcome.findings[0]!.evidence
        : outcome.kind === 'pass' || outcome.kind === 'inconclusive'
          ? (outcome.evidence ?? [])
          : [];
    // Best at epoch 3: between the means of epochs 3 and 4, (0.4 + 0.2) / 2.
    expect(evidence.find((e) => e.name === 'gap at best')?.value).toBeCloseTo(0.45 - 0.3, 10);
  });

  isUnmoved(overfitLoss, {
    'a clear rise': rises,
    'an undecided one': evaluated({ loss: [0.42, 0.4, 0.62], n: 300 }),
    'a healthy run': ordinaryRuns['a healthy run of three epochs'](),
  });
});
