import { describe, expect, it } from 'vitest';
import { plateauAtChance } from '../../../src/audits/chance/plateau-at-chance.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { measuresOf, validation } from '../../support/facts.ts';
import { collapsed, healthyThreeEpochs, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(plateauAtChance, run));
/** 40 training rows and 4 evaluations around a level. */
function sitting(level: number, noise: number, sketch: RunSketch = {}): Run {
  const random = createRandom(5);
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 40 }, (_, i) => [25 * (i + 1), level + noise * random.normal()]),
      ),
      series(
        'eval_loss',
        Array.from({ length: 4 }, (_, i) => [250 * (i + 1), level + 0.1 * noise * random.normal()]),
      ),
    ],
    ...sketch,
  });
}
const falling = (): Run =>
  makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: 40 }, (_, i) => [25 * (i + 1), 0.3 + 0.4 * Math.exp(-i / 10)]),
      ),
      series('eval_loss', [
        [500, 0.45],
        [1000, 0.36],
      ]),
    ],
  });

describe('plateau-at-chance', () => {
  it.each<[string, Run, string]>([
    ['both losses at ln 2', sitting(Math.LN2, 0.01), 'strong problem'],
    [
      'both losses at ln 4 with four labels',
      sitting(Math.log(4), 0.02, { labels: ['a', 'b', 'c', 'd'] }),
      'strong problem',
    ],
    ['a loss that jitters a little above guessing', sitting(0.75, 0.05), 'strong problem'],
    ['collapsed metrics and losses', collapsed(), 'strong problem'],
    ['a falling loss', falling(), 'pass'],
    [
      'a loss at ln 2 with four labels: much was learned',
      sitting(Math.LN2, 0.01, { labels: ['a', 'b', 'c', 'd'] }),
      'pass',
    ],
    [
      'a loss of unknown definition',
      sitting(Math.LN2, 0.01, { model: { architecture: 'MyModel' } }),
      'inconclusive',
    ],
    [
      'a binary cross-entropy over many labels',
      sitting(Math.LN2, 0.01, { model: { problemType: 'multi_label_classification' } }),
      'inconclusive',
    ],
    [
      'a loss above guess level throughout',
      makeRun({
        series: [
          series('eval_loss', [
            [500, 1.1],
            [1000, 1.3],
          ]),
        ],
      }),
      'inconclusive',
    ],
    [
      'token accuracy that is high because most tokens are outside',
      makeRun({
        series: [
          series('eval_accuracy', [
            [500, 0.9],
            [1000, 0.91],
          ]),
        ],
        run: { task: stated('token-classification', 'x') },
        labels: ['O', 'B', 'I'],
      }),
      'inconclusive',
    ],
    [
      'translation',
      sitting(Math.LN2, 0.01, { run: { task: stated('text2text-generation', 'x') } }),
      'not-applicable',
    ],
    ['no loss at all', makeRun({}), 'not-applicable'],
    [
      '50 updates',
      makeRun({
        series: [
          series('eval_loss', [
            [25, 0.6929],
            [50, 0.692],
          ]),
        ],
      }),
      'inconclusive',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('is right on an ordinary run: %s', (name, make) => {
    expect(judge(make())).toBe(name === 'a collapsed model' ? 'strong problem' : 'pass');
  });

  it('does not take a validation loss that overfits through ln 2 for guessing', () => {
    const run = makeRun({
      series: [
        series('eval_loss', [
          [100, 0.45],
          [200, 0.6],
          [300, 0.68],
          [400, 0.7],
        ]),
      ],
      run: { lastStep: 400 },
    });
    expect(judge(run)).toBe('pass');
  });

  it('believes a metric that is better than guessing', () => {
    const base = sitting(0.672, 0.005, { validationSize: 4000 });
    const run = {
      ...base,
      series: [
        ...base.series,
        series('eval_accuracy', [
          [250, 0.585],
          [500, 0.59],
          [750, 0.597],
          [1000, 0.601],
        ]),
      ],
    };
    expect(judge(run)).toBe('pass');
  });

  it('names a learning rate that is far too high, and proposes one inside the range', () => {
    const found = finding(verdict(plateauAtChance, collapsed()));
    expect(found.cause).toMatchObject({ claim: 'likely' });
    expect(found.cause?.text).toContain('10 times');
    expect(found.advice?.settings).toMatchObject({ learning_rate: '2e-5', warmup_ratio: '0.1' });
  });

  it('names a learning rate that is far too low', () => {
    const found = finding(verdict(plateauAtChance, sitting(Math.LN2, 0.003, { learningRate: 1e-7 })));
    expect(found.cause?.text).toContain('below the lower end');
    expect(found.advice?.settings?.learning_rate).toBe('3e-5');
  });

  it('names plain SGD with the rate of Adam', () => {
    const found = finding(
      verdict(
        plateauAtChance,
        sitting(Math.LN2, 0.003, {
          learningRate: 5e-6,
          hyperparameters: { optimizer: stated('sgd', 'x'), learningRate: stated(5e-6, 'x') },
        }),
      ),
    );
    expect(found.cause?.text).toContain('SGD');
    expect(found.advice?.settings?.optim).toBe('"adamw_torch"');
  });

  it('leaves the cause open when the settings are ordinary', () => {
    expect(
      finding(verdict(plateauAtChance, sitting(Math.LN2, 0.003, { learningRate: 3e-5 }))).cause?.claim,
    ).toBe('hint');
  });

  it('does not depend on the length of a step or the name of the run', () => {
    for (const make of [collapsed, healthyThreeEpochs]) {
      expect(judge(stretched(make(), 10))).toBe(judge(make()));
      expect(judge({ ...make(), id: 'lora-lr5e-4', title: 'other' })).toBe(judge(make()));
    }
  });

  it('calls it what it is: no score, no blame', () => {
    expect(prose(verdict(plateauAtChance, collapsed()))).not.toMatch(/!|poor|bad|great/);
  });

  it('cannot tell where one label has nearly all examples: the rarer one is judged by itself', () => {
    const uneven = ['other', 'sport'];
    const at = (shares: readonly [number, number]) => {
      const prior = -(shares[0] * Math.log(shares[0]) + shares[1] * Math.log(shares[1]));
      const run = sitting(prior - 0.008, 0.002, { labels: uneven, validationSize: 1000 });
      const measures = measuresOf(uneven, [
        [1000 * shares[0], 0],
        [1000 * shares[1], 0],
      ]);
      const facts = createFacts(run, { set: validation, measures });
      return plateauAtChance.judge({ run, facts, probe: () => null });
    };
    expect(at([0.95, 0.05])).toMatchObject({
      kind: 'inconclusive',
      reason: expect.stringContaining('0.199'),
    });
    expect(at([0.7, 0.3]).kind).toBe('finding');
  });
});
