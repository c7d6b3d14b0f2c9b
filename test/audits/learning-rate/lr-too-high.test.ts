import { describe, expect, it } from 'vitest';
import { lrTooHigh } from '../../../src/audits/learning-rate/lr-too-high.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { collapsed, healthyThreeEpochs, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(lrTooHigh, run));
const random = createRandom(2);
const guessing = Array.from({ length: 40 }, (_, i): [number, number] => [
  25 * (i + 1),
  Math.LN2 + 0.01 * random.normal(),
]);
const huge = series(
  'grad_norm',
  guessing.map(([step]) => [step, 40]),
);
const clip = { maxGradNorm: stated(1, 'x') };
const healthyAt = (learningRate: number, more: RunSketch = {}): Run => {
  const healthy = healthyThreeEpochs();
  return makeRun({
    series: healthy.series.filter((s) => s.tag !== 'learning_rate'),
    learningRate,
    validationSize: 872,
    ...more,
  });
};
const failedAt = (learningRate: number, more: RunSketch = {}): Run =>
  makeRun({ series: [series('loss', guessing)], learningRate, ...more });

describe('lr-too-high', () => {
  it.each<[string, Run, string]>([
    ['ten times too high, nothing learned', failedAt(5e-4), 'likely problem'],
    [
      'ten times too high, nothing learned, gradients far above the limit',
      failedAt(5e-4, {
        series: [series('loss', guessing), huge],
        hyperparameters: { ...clip, learningRate: stated(5e-4, 'x') },
      }),
      'strong problem',
    ],
    ['twice too high, nothing learned', failedAt(1e-4), 'hint risk'],
    ['inside the range, nothing learned', failedAt(3e-5), 'pass'],
    ['ten times too high, but the model learned well', healthyAt(5e-4), 'pass'],
    ['a head or an adapter at 1e-3 that learned', healthyAt(1e-3), 'pass'],
    ['LoRA at 1e-3', failedAt(1e-3, { model: { adapter: { kind: 'LORA', rank: 8 } } }), 'hint risk'],
    ['a tiny model at 1e-3', failedAt(1e-3, { model: { hiddenSize: 128, layers: 2 } }), 'pass'],
    [
      'ten times too high, and too little log to see anything',
      makeRun({ series: [series('eval_loss', [[10, 0.5]])], learningRate: 5e-4 }),
      'hint note',
    ],
    [
      'an unknown model that learned nothing',
      failedAt(5e-4, { model: { type: 'vit', architecture: 'ViTForSequenceClassification' } }),
      'inconclusive',
    ],
    ['no learning rate', makeRun({ series: [series('loss', guessing)] }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('is right on an ordinary run: %s', (name, make) => {
    expect(judge(make())).toBe(name === 'a collapsed model' ? 'likely problem' : 'pass');
  });

  it('counts "learned nothing" once, though loss and metric both show it', () => {
    expect(finding(verdict(lrTooHigh, collapsed())).claim).toBe('likely');
  });

  it('suspects the rate of a run on imbalanced data only when it is far off', () => {
    const rare = (learningRate: number): Run =>
      makeRun({
        series: [
          series('eval_f1', [
            [200, 0],
            [400, 0],
          ]),
          series('eval_accuracy', [
            [200, 0.953],
            [400, 0.953],
          ]),
        ],
        learningRate,
      });
    expect(judge(rare(1e-2))).toBe('likely problem');
    expect(judge(rare(5e-5))).toBe('pass');
  });

  it('suspects an extreme rate of a score that is little above a constant answer, and not of one that is further', () => {
    const scored = (accuracy: number, learningRate: number): Run =>
      makeRun({
        series: [
          series('loss', [
            [200, 0.68],
            [400, 0.66],
            [600, 0.66],
          ]),
          series('eval_accuracy', [
            [300, accuracy - 0.02],
            [600, accuracy],
          ]),
        ],
        learningRate,
        validationSize: 1000,
      });
    expect(judge(scored(0.58, 5e-4))).toBe('likely problem');
    expect(finding(verdict(lrTooHigh, scored(0.58, 5e-4))).measured).toContain(
      'accuracy ended at 0.580; a constant answer has 0.500',
    );
    // A hard task ends there at any rate; and four times the range is not extreme.
    expect(judge(scored(0.7, 5e-4))).toBe('pass');
    expect(judge(scored(0.58, 2e-4))).toBe('pass');
  });

  it('proposes a rate inside the range', () => {
    expect(finding(verdict(lrTooHigh, collapsed())).advice?.settings).toEqual({
      learning_rate: '2e-5',
      warmup_ratio: '0.1',
    });
    const lora = finding(
      verdict(lrTooHigh, failedAt(1e-2, { model: { adapter: { kind: 'LORA', rank: 8 } } })),
    );
    expect(lora.advice?.settings?.learning_rate).toBe('2e-4');
  });

  it('does not depend on the length of a step or the names of labels', () => {
    expect(judge(stretched(failedAt(5e-4), 5))).toBe('likely problem');
    expect(judge(failedAt(5e-4, { labels: ['x', 'y'] }))).toBe('likely problem');
  });
});
