import { describe, expect, it } from 'vitest';
import { adamNonstandard } from '../../../src/audits/optimiser/adam-nonstandard.ts';
import { stated } from '../../../src/model/known.ts';
import type { Hyperparameters, Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(adamNonstandard, run));
const card = (text: string): Partial<Hyperparameters> => ({ optimizer: stated(text, 'README.md#/optim') });
const withRaw = (name: string, raw: Hyperparameters['raw'], more: RunSketch = {}): Run =>
  makeRun({
    series: [series('eval_loss', [[300, 0.5]])],
    ...more,
    hyperparameters: { optimizer: stated(name, 'training_args.bin'), raw, ...more.hyperparameters },
  });

/** A loss at ln 2 for 200 steps. */
const stuck = Array.from({ length: 20 }, (_, i): [number, number] => [
  10 * (i + 1),
  Math.LN2 + 0.002 * (i % 3),
]);

/** Accuracy on 1,000 examples of two labels at the last of two evaluations. */
const crawled = (accuracy: number, name = 'sgd', raw: Hyperparameters['raw'] = {}): Run =>
  withRaw(name, raw, {
    learningRate: 1e-3,
    validationSize: 1000,
    series: [
      series('eval_accuracy', [
        [200, 0.95 * accuracy],
        [400, accuracy],
      ]),
    ],
  });

describe('adam-nonstandard', () => {
  it.each<[string, Run, string]>([
    [
      'AdamW of torch with its defaults',
      withRaw('adamw_torch', { adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 }),
      'pass',
    ],
    ['RoBERTa’s constants', withRaw('adamw_torch', { adam_beta2: 0.98, adam_epsilon: 1e-6 }), 'pass'],
    [
      'the sentence of a model card',
      makeRun({
        hyperparameters: card(
          'Use OptimizerNames.ADAMW_TORCH_FUSED with betas=(0.9,0.999) and epsilon=1e-08 and optimizer_args=No additional optimizer arguments',
        ),
      }),
      'pass',
    ],
    [
      'that of an older card',
      makeRun({ hyperparameters: card('Adam with betas=(0.9,0.999) and epsilon=1e-08') }),
      'pass',
    ],
    [
      'a card with a large ε',
      makeRun({ hyperparameters: card('Adam with betas=(0.9,0.999) and epsilon=0.001') }),
      'fact note',
    ],
    ['a short memory', withRaw('adamw_torch', { adam_beta2: 0.9 }), 'fact note'],
    ['Adam without bias correction', withRaw('BertAdam', {}), 'fact note'],
    ['the same by its arguments', withRaw('adamw_hf', { optim_args: 'correct_bias=False' }), 'fact note'],
    ['SGD at a rate for SGD', withRaw('sgd', {}, { learningRate: 0.05 }), 'pass'],
    ['SGD at a rate for Adam', withRaw('sgd', {}, { learningRate: 1e-3 }), 'fact note'],
    [
      'SGD at a rate for Adam, and a loss at guess level',
      withRaw('sgd', {}, { learningRate: 1e-3, series: [series('loss', stuck)] }),
      'fact risk',
    ],
    ['SGD at a rate for Adam that crawled to 60 %', crawled(0.6), 'fact risk'],
    ['the same in per cent', crawled(60), 'fact risk'],
    ['SGD at a rate for Adam that got to 80 %', crawled(0.8), 'fact note'],
    [
      'the same with a loss that hardly left guess level',
      withRaw(
        'sgd',
        {},
        {
          learningRate: 1e-3,
          validationSize: 1000,
          series: [
            ...crawled(0.8).series,
            series('eval_loss', [
              [200, 0.68],
              [400, 0.65],
            ]),
          ],
        },
      ),
      'fact risk',
    ],
    [
      'a short memory and a result of 60 %, which other reasons may have',
      crawled(0.6, 'adamw_torch', { adam_beta2: 0.9 }),
      'fact note',
    ],
    ['Adafactor, whose constants are others', withRaw('adafactor', { adam_epsilon: 1e-3 }), 'not-applicable'],
    ['no optimiser', makeRun(), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('does not hold the ε of settings against an optimiser of the card that has its own', () => {
    expect(judge(withRaw('Adam with betas=(0.9,0.999) and epsilon=1e-08', { adam_epsilon: 1e-3 }))).toBe(
      'pass',
    );
  });

  it('gives the optimiser and a rate that belongs to it', () => {
    const outcome = verdict(
      adamNonstandard,
      withRaw('sgd', {}, { learningRate: 1e-3, series: [series('loss', stuck)] }),
    );
    expect(finding(outcome).advice?.settings).toEqual({ optim: '"adamw_torch"', learning_rate: '3e-5' });
    expect(finding(outcome).cause?.claim).toBe('likely');
    expect(prose(outcome)).toContain('The model did not learn');
  });

  it.each(Object.entries(ordinaryRuns))(
    'does not apply to an ordinary run without settings: %s',
    (_, make) => {
      expect(judge(make())).toBe('not-applicable');
    },
  );

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(withRaw('BertAdam', {}), 10))).toBe('fact note');
  });
});
