import { describe, expect, it } from 'vitest';
import { underfit } from '../../../src/audits/fit/underfit.ts';
import { valBelowTrain } from '../../../src/audits/fit/val-below-train.ts';
import { gradAccumLossScaling } from '../../../src/audits/record/grad-accum-loss-scaling.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(gradAccumLossScaling, run));

interface Accumulated {
  readonly steps?: number;
  /** What the training loss is multiplied by. */
  readonly times?: number;
  readonly every?: number;
  readonly evaluations?: number;
  readonly seed?: number;
}

/** A classifier of two labels that learns over 300 steps; the training loss lies a little above the validation loss (dropout). */
function run(
  { steps = 4, times = 1, every = 5, evaluations = 6, seed = 2 }: Accumulated = {},
  sketch: RunSketch = {},
): Run {
  const random = createRandom(seed);
  const level = (step: number): number => 0.25 + 0.46 * Math.exp(-step / 90);
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 300 / every }, (_, i) => [
          every * (i + 1),
          times * 1.06 * level(every * (i + 0.5)) * Math.exp(0.06 * random.normal()),
        ]),
      ),
      ...(evaluations === 0
        ? []
        : [
            series(
              'eval_loss',
              Array.from({ length: evaluations }, (_, i) => [
                (300 / evaluations) * (i + 1),
                level((300 / evaluations) * (i + 1)) + 0.005 * random.normal(),
              ]),
            ),
          ]),
    ],
    validationSize: 1000,
    ...sketch,
    hyperparameters: {
      gradientAccumulationSteps: stated(steps, 'training_args.bin'),
      ...sketch.hyperparameters,
    },
  });
}

const unknownLabels: RunSketch = {
  model: { architecture: null, labels: null, type: null },
  run: { task: null },
};

describe('grad-accum-loss-scaling', () => {
  it.each<[string, Run, string]>([
    ['four steps, a loss as it should be', run(), 'pass'],
    ['four steps, a loss times four', run({ times: 4 }), 'strong risk'],
    ['two steps, a loss times two', run({ steps: 2, times: 2 }), 'strong risk'],
    ['two steps, a loss as it should be', run({ steps: 2 }), 'pass'],
    ['a loss times four without a known number of labels', run({ times: 4 }, unknownLabels), 'likely risk'],
    [
      'a loss times two without a known number of labels',
      run({ steps: 2, times: 2 }, unknownLabels),
      'inconclusive',
    ],
    ['a loss times four and no evaluation', run({ times: 4, evaluations: 0 }), 'hint note'],
    ['no evaluation and a loss as it should be', run({ evaluations: 0 }), 'pass'],
    ['no evaluation and one late row', run({ every: 300, evaluations: 0 }), 'inconclusive'],
    ['one step', run({ steps: 1, times: 4 }), 'not-applicable'],
    ['steps that are not recorded', makeRun({ series: [series('loss', [[10, 2.8]])] }), 'not-applicable'],
    ['a loss that is three times the validation loss with eight steps', run({ steps: 8, times: 3 }), 'pass'],
  ])('on %s', (_, r, expected) => {
    expect(judge(r)).toBe(expected);
  });

  it('is quiet on healthy runs of twenty seeds, and finds each scaled one', () => {
    for (let seed = 1; seed <= 20; seed++)
      for (const steps of [2, 4, 8]) {
        expect(judge(run({ steps, seed }))).toBe('pass');
        expect(judge(run({ steps, times: steps, seed }))).toBe('strong risk');
      }
  });

  it('does not read a ratio from losses that are nearly zero', () => {
    const memorised = makeRun({
      series: [
        series(
          'loss',
          Array.from({ length: 30 }, (_, i) => [10 * (i + 1), i < 3 ? 0.7 - 0.1 * i : 0.004]),
        ),
        series('eval_loss', [
          [100, 0.001],
          [200, 0.001],
          [300, 0.001],
        ]),
      ],
      hyperparameters: { gradientAccumulationSteps: stated(4, 'x') },
    });
    expect(judge(memorised)).toBe('pass');
  });

  it('says by how much, and what to do with the curve', () => {
    const outcome = verdict(gradAccumLossScaling, run({ times: 4 }));
    expect(prose(outcome)).toMatch(/multiplied by the 4 accumulation steps/);
    expect(prose(outcome)).toMatch(/times validation loss at \d evaluations/);
    expect(finding(outcome).advice?.text).toContain('Divide the logged training loss by 4');
  });

  it('keeps other checks from reading the scaled loss', () => {
    expect(brief(verdict(underfit, run({ times: 4 })))).toBe('not-applicable');
    expect(brief(verdict(valBelowTrain, run({ times: 4 })))).toBe('not-applicable');
  });

  it('names a last window of each epoch that is cut short', () => {
    const whole = run({ every: 1 }, { run: { lastEpoch: 5 } });
    const cut = {
      ...whole,
      series: whole.series.map((s) =>
        s.tag === 'loss' ? { ...s, value: s.value.map((v, i) => ((i + 1) % 60 === 0 ? v / 4 : v)) } : s,
      ),
    };
    expect(judge(whole)).toBe('pass');
    expect(judge(cut)).toBe('likely note');
    expect(prose(verdict(gradAccumLossScaling, cut))).toContain('last training loss of each epoch');
  });

  it.each(Object.entries(ordinaryRuns))('does not apply to an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('not-applicable');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(run({ times: 4 }), 10))).toBe('strong risk');
  });
});
