import { describe, expect, it } from 'vitest';
import { wrongParamsTrained } from '../../../src/audits/parameters/wrong-params-trained.ts';
import { applyPrecedence } from '../../../src/engine/precedence.ts';
import { stated } from '../../../src/model/known.ts';
import type { Checkpoint, Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(wrongParamsTrained, run));

/** A base-size model: 109.5 million parameters, 438 MB. Adam takes twice that for all, 12 kB for a head of two labels. */
const WEIGHTS = 437_958_648;
const HEAD = 8 * 1538 + 3000;
const checkpoint = (optimizerBytes: number | null): Checkpoint => ({
  step: 600,
  path: 'checkpoint-600',
  hasWeights: true,
  bytes: WEIGHTS,
  optimizerBytes,
  weightBytes: WEIGHTS,
  parameters: 109_483_778,
});

/** Accuracy as given, loss from ln 2 to `end`, at a rate, with an optimiser file of that size. */
function trained(
  optimizerBytes: number | null,
  learningRate: number,
  accuracy: number | null,
  end = 0.6,
  more: RunSketch = {},
): Run {
  const random = createRandom(4);
  return makeRun({
    validationSize: 1000,
    learningRate,
    ...more,
    series: [
      series(
        'loss',
        Array.from({ length: 60 }, (_, i) => [
          10 * (i + 1),
          0.69 - ((0.69 - end) * i) / 59 + 0.005 * random.normal(),
        ]),
      ),
      series('eval_loss', [
        [300, (0.69 + end) / 2],
        [600, end],
      ]),
      ...(accuracy === null
        ? []
        : [
            series('eval_accuracy', [
              [300, accuracy - 0.02],
              [600, accuracy],
            ]),
          ]),
    ],
    hyperparameters: {
      optimizer: stated('adamw_torch', 'training_args.bin#/optim'),
      learningRate: stated(learningRate, 'training_args.bin#/learning_rate'),
      ...more.hyperparameters,
    },
    run: { checkpoints: [checkpoint(optimizerBytes)], ...more.run },
  });
}

describe('wrong-params-trained', () => {
  it.each<[string, Run, string]>([
    ['a head alone at a rate for the whole model, poor result', trained(HEAD, 3e-5, 0.62), 'fact problem'],
    ['the same without a metric', trained(HEAD, 3e-5, null), 'fact problem'],
    ['the same, but a good result', trained(HEAD, 3e-5, 0.9), 'fact note'],
    ['the same, half of the way to a good result', trained(HEAD, 3e-5, 0.8), 'fact risk'],
    [
      'a head of a small encoder at a rate for all of it',
      trained(HEAD, 2.5e-4, 0.8, 0.6, { model: { hiddenSize: 384, layers: 6 } }),
      'likely risk',
    ],
    [
      'the same above that rate',
      trained(HEAD, 4e-4, 0.8, 0.6, { model: { hiddenSize: 384, layers: 6 } }),
      'likely note',
    ],
    ['a head alone at a rate for heads', trained(HEAD, 1e-3, 0.62), 'pass'],
    ['a head alone at a rate in between', trained(HEAD, 3e-4, 0.62), 'fact note'],
    ['all parameters', trained(2 * WEIGHTS + 160_000, 3e-5, 0.62), 'pass'],
    ['the last four layers', trained(8 * 28_000_000, 3e-5, 0.62), 'pass'],
    ['one per cent of the parameters', trained(8 * 1_000_000, 3e-5, 0.62), 'likely problem'],
    [
      'a head, the optimiser not recorded',
      trained(HEAD, 3e-5, 0.62, 0.6, { hyperparameters: { optimizer: null } }),
      'likely problem',
    ],
    [
      'Adafactor, which keeps next to nothing',
      trained(1_400_000, 3e-5, 0.62, 0.6, { hyperparameters: { optimizer: stated('adafactor', 'x') } }),
      'not-applicable',
    ],
    [
      'LoRA',
      trained(8 * 300_000, 3e-4, 0.62, 0.6, { model: { adapter: { kind: 'lora', rank: 8 } } }),
      'pass',
    ],
    ['no learning rate', makeRunWithoutRate(), 'inconclusive'],
    ['no optimiser file, an ordinary fall of the loss', trained(null, 3e-5, 0.62, 0.2), 'not-applicable'],
    ['no optimiser file, a rate far too low', trained(null, 1e-7, 0.62, 0.67), 'not-applicable'],
    ['no optimiser file, a crawling loss at an ordinary rate', trained(null, 3e-5, 0.58, 0.65), 'hint note'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  function makeRunWithoutRate(): Run {
    return trained(HEAD, 3e-5, 0.62, 0.6, { hyperparameters: { learningRate: null } });
  }

  it.each(Object.entries(ordinaryRuns))('says nothing of an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable/);
  });

  it('names the counts, the files and both ways out', () => {
    const text = prose(verdict(wrongParamsTrained, trained(HEAD, 3e-5, 0.62)));
    expect(text).toContain('of 109,483,778 parameters');
    expect(text).toContain('`optimizer.pt`');
    expect(text).toContain('learning_rate=1e-3');
    expect(text).toContain('requires_grad=True');
  });

  it('takes the place of rate, updates and capacity as the cause, but only when it did harm', () => {
    const found = (learningRate: number, accuracy: number) => [
      {
        id: 'wrong-params-trained',
        findings: [finding(verdict(wrongParamsTrained, trained(HEAD, learningRate, accuracy)))],
      },
      {
        id: 'lr-too-low',
        findings: [{ ...finding(verdict(wrongParamsTrained, trained(HEAD, 3e-5, 0.62))) }],
      },
    ];
    expect(applyPrecedence(found(3e-5, 0.62)).get('lr-too-low')?.by).toBe('wrong-params-trained');
    expect(applyPrecedence(found(3e-5, 0.8)).get('lr-too-low')?.by).toBe('wrong-params-trained');
    expect(applyPrecedence(found(3e-5, 0.9)).get('lr-too-low')).toBeUndefined();
  });

  it('does not depend on the length of a step or the names of labels', () => {
    expect(judge(stretched(trained(HEAD, 3e-5, 0.62), 7))).toBe('fact problem');
    expect(judge(trained(HEAD, 3e-5, 0.62, 0.6, { labels: ['x', 'y'] }))).toBe('fact problem');
  });
});
