import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { ModelFacts } from '../../src/model/run.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

const decay = (peak: number, last: number, every: number): [number, number][] =>
  Array.from({ length: Math.floor(last / every) }, (_, i) => [
    every * (i + 1),
    peak * (1 - (every * (i + 1)) / last),
  ]);
const warmed = (peak: number, end: number, last: number, every: number): [number, number][] =>
  Array.from({ length: last / every }, (_, i): [number, number] => {
    const step = every * (i + 1);
    return [step, step <= end ? (peak * step) / end : (peak * (last - step)) / (last - end)];
  });

describe('peak learning rate', () => {
  const peak = (sketch: RunSketch) => createFacts(makeRun(sketch)).peakLearningRate();
  it('is the configured one when the log only saw the decay', () => {
    expect(peak({ series: [series('learning_rate', [[500, 1.4e-5]])], learningRate: 5e-5 })).toMatchObject({
      value: 5e-5,
      origin: 'stated',
    });
  });
  it('is the logged one when the configured one was never reached', () => {
    expect(
      peak({
        series: [
          series('learning_rate', [
            [10, 1e-6],
            [20, 2e-6],
            [30, 3e-6],
          ]),
        ],
        learningRate: 5e-5,
      })?.value,
    ).toBe(3e-6);
  });
  it('extends a straight decay back to the start', () => {
    const found = peak({ series: [series('learning_rate', decay(5e-5, 1000, 250))] });
    expect(found?.value).toBeCloseTo(5e-5, 9);
    expect(found?.origin).toBe('derived');
  });
  it('is null rather than one late row of a decay', () => {
    expect(
      peak({
        series: [series('learning_rate', [[500, 1.4e-5]])],
        run: { lastStep: 690, plannedSteps: stated(690, 'x') },
      }),
    ).toBeNull();
  });
  it('is the constant of a constant schedule, however late the log starts', () => {
    expect(
      peak({
        series: [
          series('learning_rate', [
            [500, 2e-5],
            [600, 2e-5],
          ]),
        ],
      })?.value,
    ).toBe(2e-5);
  });
});

describe('warm-up', () => {
  const end = (sketch: RunSketch) => createFacts(makeRun(sketch)).warmUp();
  it('ends where the logged rate is highest', () => {
    expect(end({ series: [series('learning_rate', warmed(5e-5, 100, 1000, 10))] })).toMatchObject({
      endStep: 100,
      known: 'logged',
    });
  });
  it('ends exactly where it was configured to, when the log agrees', () => {
    expect(
      end({
        series: [series('learning_rate', warmed(5e-5, 95, 1000, 10))],
        hyperparameters: { warmupSteps: stated(95, 'x') },
      }),
    ).toMatchObject({ endStep: 95, known: 'configured' });
  });
  it('is 0 when the log starts at the peak', () => {
    expect(end({ series: [series('learning_rate', decay(5e-5, 1000, 5))] })).toMatchObject({ endStep: 0 });
  });
  it('cannot be seen when the log starts late', () => {
    expect(end({ series: [series('learning_rate', decay(5e-5, 1000, 250))] })).toBeNull();
  });
  it('is a share of the run when configured as a ratio or as a number below 1', () => {
    const run = { lastStep: 1000, plannedSteps: stated(1000, 'x') };
    expect(
      end({ learningRate: 5e-5, hyperparameters: { warmupRatio: stated(0.06, 'x') }, run })?.endStep,
    ).toBe(60);
    expect(
      end({ learningRate: 5e-5, hyperparameters: { warmupSteps: stated(0.06, 'x') }, run })?.endStep,
    ).toBe(60);
  });
});

describe('usual learning rates', () => {
  const family = (model: Partial<ModelFacts>, more: RunSketch = {}) =>
    createFacts(
      makeRun({ model: { hiddenSize: null, layers: null, base: null, ...model }, ...more }),
    ).learningRateRange();
  it.each<[string, Partial<ModelFacts>, string | null]>([
    ['BERT base', { type: 'bert', hiddenSize: 768, layers: 12 }, 'a base-size encoder'],
    ['DistilBERT', { type: 'distilbert', hiddenSize: 768, layers: 6 }, 'a base-size encoder'],
    ['BERT large', { type: 'bert', hiddenSize: 1024, layers: 24 }, 'a large encoder'],
    ['RoBERTa large', { type: 'roberta', hiddenSize: 1024, layers: 24 }, 'RoBERTa large'],
    ['DeBERTa v3 base', { type: 'deberta-v2', hiddenSize: 768, layers: 12 }, 'DeBERTa base'],
    ['ELECTRA base', { type: 'electra', hiddenSize: 768, layers: 12 }, 'ELECTRA base'],
    ['MiniLM', { type: 'bert', hiddenSize: 384, layers: 12 }, 'a small encoder'],
    ['BERT tiny', { type: 'bert', hiddenSize: 128, layers: 2 }, 'a tiny encoder (width 256 or less)'],
    ['a name when the sizes are missing', { type: null, base: 'FacebookAI/roberta-large' }, 'RoBERTa large'],
    [
      'LoRA',
      { type: 'roberta', hiddenSize: 768, adapter: { kind: 'LORA', rank: 8 } },
      'LoRA or an adapter on an encoder',
    ],
    [
      'prompt tuning',
      { type: 'roberta', hiddenSize: 768, adapter: { kind: 'PROMPT_TUNING', rank: null } },
      null,
    ],
    ['T5', { type: 't5', hiddenSize: 512, architecture: 'T5ForConditionalGeneration' }, null],
    ['ViT', { type: 'vit', hiddenSize: 768, architecture: 'ViTForImageClassification' }, null],
    ['LayoutLM', { type: 'layoutlmv3', hiddenSize: 768 }, null],
    [
      'a classifier with the configuration of its base model',
      { type: 'bert', hiddenSize: 768, architecture: 'BertForMaskedLM', labels: ['a', 'b', 'c'] },
      'a base-size encoder',
    ],
    ['a type without a size', { type: 'bert' }, null],
  ])('of %s', (_, model, expected) => {
    expect(family(model)?.family ?? null).toBe(expected);
  });
  it('do not hold for masked language modelling', () => {
    const model = { type: 'bert', hiddenSize: 768, architecture: 'BertForMaskedLM', labels: null };
    expect(family(model, { run: { task: stated('fill-mask', 'x') } })).toBeNull();
  });
  it('do not hold for SGD', () => {
    expect(
      family({ type: 'bert', hiddenSize: 768 }, { hyperparameters: { optimizer: stated('sgd', 'x') } }),
    ).toBeNull();
  });
  it('put the first try inside the range', () => {
    const range = family({ type: 'bert', hiddenSize: 768 })!;
    expect(range.low <= range.firstTry && range.firstTry <= range.high).toBe(true);
  });
});
