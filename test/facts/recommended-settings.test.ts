import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { collapsed, confidenceOnly, healthyThreeEpochs } from '../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

const known = <T>(value: T) => stated(value, 'training_args.bin');
const recommended = (run: Run) => createFacts(run).recommended();

const falling = series('loss', [
  [100, 0.6],
  [200, 0.4],
  [300, 0.3],
  [400, 0.2],
]);
const noGradient = series('loss', [
  [100, 0.6],
  [200, Number.NaN],
  [300, Number.NaN],
]);
/** `rate` as configured, for BERT base unless the sketch says otherwise. */
const at = (rate: number, sketch: RunSketch = {}): Run =>
  makeRun({ series: [falling], learningRate: rate, ...sketch });

describe('the learning rate to try', () => {
  it.each<[string, Run, number | null, string | null]>([
    // BERT base: 2e-5 to 5e-5.
    ['above the table its careful end', at(5e-4), 2e-5, null],
    ['inside it half, for a run that only was restless', at(4e-5), 2e-5, 'half'],
    ['after NaN a tenth', at(4e-5, { series: [noGradient] }), 4e-6, 'a tenth'],
    ['after a collapse above the table, the careful end', { ...collapsed() }, 2e-5, null],
    ['without a row in the table, half', at(1e-3, { model: { type: 'unknown', base: null } }), 5e-4, 'half'],
    // A tiny model's range is wide: its middle is the careful value.
    ['of a tiny encoder', at(5e-3, { model: { hiddenSize: 128, layers: 2 } }), 1e-4, null],
  ])('lower: %s', (_, run, value, how) => {
    const { lower } = recommended(run).learningRate;
    expect(lower?.value).toBeCloseTo(value!, 8);
    expect(lower?.how).toBe(how);
  });

  it('is not lowered where a careful rate failed from the start', () => {
    const run = { ...collapsed() };
    const careful = {
      ...run,
      hyperparameters: { ...run.hyperparameters, learningRate: known(2e-5) },
      series: run.series.filter(({ quantity }) => quantity !== 'learning_rate'),
    };
    expect(recommended(careful).learningRate.lower).toBeNull();
  });

  it.each<[number, number | null]>([
    [1e-6, 3e-5],
    [2e-5, 4e-5],
    [4e-5, null],
  ])('is raised from %d to %d', (rate, value) => {
    expect(recommended(at(rate)).learningRate.raise?.value ?? null).toBe(value);
  });

  it('stays open where no rate is recorded', () => {
    const { lower, raise, withAdam } = recommended(makeRun({ series: [falling] })).learningRate;
    expect([lower, raise]).toEqual([null, null]);
    expect(withAdam?.value).toBe(3e-5);
    expect(withAdam?.source).toContain('Devlin');
  });
});

describe('the length to train', () => {
  const trained = (epochs: number, updates: number, trainSize: number, batch = 16): Run =>
    makeRun({
      series: [
        series('loss', [
          [updates / 2, 0.6],
          [updates, 0.4],
        ]),
      ],
      trainSize,
      hyperparameters: {
        perDeviceTrainBatchSize: known(batch),
        gradientAccumulationSteps: known(1),
        devices: known(1),
      },
      run: { lastEpoch: epochs },
    });

  it.each<[string, Run, number, number]>([
    // 1,600 examples in batches of 16 are 100 updates a pass: ten passes make 1,000.
    ['1,000 updates for a small set', trained(3, 300, 1600), 10, 1000],
    ['half as long again for a large one', trained(3, 3000, 16_000), 5, 5000],
    // 320 examples: 20 updates a pass, and 20 passes are the most; a batch of 8 doubles the updates.
    ['20 epochs at most', trained(3, 60, 320), 20, 800],
    ['half as long again where 20 are near', trained(16, 320, 320), 24, 960],
  ])('%s', (_, run, epochs, updates) => {
    const { longer } = recommended(run);
    expect(longer).toMatchObject({ value: epochs, updates });
  });

  it('says so and gives the rule where the size of the data is not recorded', () => {
    const { longer, rule } = recommended(makeRun({ series: [series('loss', [[30, 0.6]])] }));
    expect(longer).toBeNull();
    expect(rule).toBe(
      'about 1,000 updates, but not more than 20 epochs (how many training examples there were is not recorded)',
    );
    expect(recommended(trained(3, 300, 1600)).rule).toBe('about 1,000 updates, but not more than 20 epochs');
  });

  it('is one epoch more than training paid for, and never longer than the run', () => {
    // F1 is best at step 1,380 of six epochs, but no evaluation from step 690 on is clearly worse.
    expect(recommended(confidenceOnly()).shorter).toEqual({ value: 4, step: 690 });
    expect(recommended(healthyThreeEpochs()).shorter).toBeNull();
    const early = makeRun({
      series: [
        series(
          'eval_accuracy',
          [0.7, 0.9, 0.89, 0.88, 0.87].map((v, i) => [100 * (i + 1), v]),
        ),
      ],
      run: { lastEpoch: 5 },
    });
    expect(recommended(early).shorter).toEqual({ value: 3, step: 200 });
  });
});

describe('the batch', () => {
  const batched = (batch: number, sketch: RunSketch = {}): Run =>
    makeRun({
      series: [falling],
      hyperparameters: {
        perDeviceTrainBatchSize: known(batch),
        gradientAccumulationSteps: known(1),
        devices: known(1),
        learningRate: known(5e-5),
        ...sketch.hyperparameters,
      },
      ...sketch,
    });

  it('of 16 to 32 is left alone', () => {
    expect(recommended(batched(32, { trainSize: 20_000 })).smallerBatch).toBeNull();
  });

  it('that is very large comes down to 32, with the rate that goes with the root of the batch', () => {
    // 5e-5 × √(32/128) = 2.5e-5, inside 2e-5 to 5e-5.
    const found = recommended(batched(128, { trainSize: 20_000 })).smallerBatch;
    expect(found).toMatchObject({ value: 32, perDevice: 32 });
    expect(found?.learningRate).toBeCloseTo(2.5e-5, 9);
    // √(32/2048) would leave the table.
    expect(recommended(batched(2048, { trainSize: 20_000 })).smallerBatch?.learningRate).toBeCloseTo(2e-5, 9);
  });

  it('comes down to the largest that makes 1,000 updates in 20 epochs', () => {
    // 1,000 examples: 20 × ⌈1000/32⌉ = 640, 20 × ⌈1000/16⌉ = 1,260.
    expect(recommended(batched(32, { trainSize: 1000 })).smallerBatch?.value).toBe(16);
    expect(recommended(batched(32, { trainSize: 100 })).smallerBatch?.value).toBe(8);
  });

  it('is spread over the devices', () => {
    const found = recommended(
      batched(64, { trainSize: 20_000, hyperparameters: { devices: known(4) } }),
    ).smallerBatch;
    expect(found).toBeNull();
    const four = {
      perDeviceTrainBatchSize: known(64),
      gradientAccumulationSteps: known(1),
      devices: known(4),
    };
    expect(
      recommended(makeRun({ series: [falling], trainSize: 20_000, hyperparameters: four })).smallerBatch,
    ).toMatchObject({ value: 32, perDevice: 8 });
  });
});

describe('the warm-up', () => {
  const steps = (count: number, version: string | null = null): Run =>
    makeRun({ series: [series('loss', [[count, 0.5]])], run: { frameworkVersion: version } });

  it('is a tenth of the run, with the steps that it comes to', () => {
    expect(recommended(steps(690)).warmUp).toMatchObject({
      ratio: 0.1,
      steps: 69,
      settings: { warmup_ratio: '0.1' },
    });
  });

  it('is 1,000 steps at most', () => {
    expect(recommended(steps(40_000)).warmUp).toMatchObject({
      steps: 1000,
      settings: { warmup_steps: '1000' },
    });
  });

  it('is spelled as the version understands it', () => {
    expect(recommended(steps(690, '5.1.0')).warmUp.settings).toEqual({ warmup_steps: '0.1' });
  });

  it('has no number of steps in a log of epochs', () => {
    expect(recommended({ ...healthyThreeEpochs(), axis: 'epoch' }).warmUp.steps).toBeNull();
  });
});
