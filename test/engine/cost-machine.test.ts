import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/engine/cost.ts';
import { withGivenMachine } from '../../src/engine/given-machine.ts';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { ReadOptions } from '../../src/model/reader.ts';
import type { Run } from '../../src/model/run.ts';
import { onMachine, samplesOf } from '../support/machines.ts';
import { makeRun, series } from '../support/runs.ts';

/** Two epochs over 10,000 texts of 128 tokens in an hour, batches of 64. */
const hour = (options: Parameters<typeof onMachine>[0] = {}): Run => {
  const run = onMachine({
    ...options,
    settings: { perDeviceTrainBatchSize: stated(64, 'x'), ...options.settings },
  });
  return {
    ...run,
    lastEpoch: 2,
    trainSize: stated(10_000, 'x'),
    timing: { ...run.timing, trainSeconds: stated(3600, 'x'), tokensSeen: stated(2 * 10_000 * 128, 'x') },
  };
};
const items = (run: Run, given: ReadOptions = {}) =>
  costOf(createFacts(withGivenMachine(run, given)), []).items;
const item = (run: Run, name: string, given: ReadOptions = {}) =>
  items(run, given).find((each) => each.name === name);

describe('what the machine adds to the cost', () => {
  it('is nothing where nothing is known', () => {
    const names = items(hour({ resources: null })).map(({ name }) => name);
    expect(names).not.toContain('energy (kWh)');
    expect(names).not.toContain('money');
    expect(costOf(createFacts(makeRun()), []).items).toEqual([]);
  });

  it('is arithmetic on what was given', () => {
    const given = { gpu: 'Tesla T4', gpus: 2, price: 0.5, power: 50, grid: 100, pue: 1 };
    expect(item(hour(), 'energy (kWh)', given)).toMatchObject({ value: 0.1 });
    expect(item(hour(), 'emissions (kg CO₂e)', given)?.value).toBeCloseTo(0.01, 12);
    expect(item(hour(), 'money', given)).toMatchObject({
      value: 1,
      note: '0.5 an hour (`--price`) × 2 GPUs, training time only',
    });
    expect(item(hour(), 'energy (kWh)', given)?.note).not.toMatch(/assumed|not known/);
  });

  it('says what it assumed', () => {
    const { note, value } = item(hour(), 'energy (kWh)', { gpu: 't4' })!;
    // 70 % of 70 W for an hour, times 1.2.
    expect(value).toBeCloseTo(0.0588, 4);
    expect(note).toMatch(
      /^0\.0347 to 0\.112; T4; one GPU assumed; power not measured.*PUE not known.*grid not known/,
    );
  });

  it('takes the mean power of the GPUs that worked', () => {
    const samples = [
      samplesOf(new Array(50).fill(0.9)),
      samplesOf(new Array(50).fill(0.9), { device: '1', watts: new Float64Array(50).fill(40) }),
    ];
    const run = hour({ resources: { samples } });
    expect(item(run, 'energy (kWh)', { pue: 1 })).toMatchObject({ value: 0.1 });
  });

  it('takes a measured energy, when one record alone is as long as the training', () => {
    const record = {
      file: 'emissions.csv',
      kilowattHours: 0.2,
      kilograms: 0.05,
      seconds: 3700,
      gpu: null,
      gpuCount: null,
    };
    expect(item(hour({ resources: { energy: [record] } }), 'energy (kWh)')).toMatchObject({
      value: 0.2,
      note: 'measured, emissions.csv',
    });
    expect(
      item(hour({ resources: { energy: [record, { ...record, seconds: 3800 }] } }), 'energy (kWh)'),
    ).toBeUndefined();
    expect(
      item(hour({ resources: { energy: [{ ...record, seconds: 3 }] } }), 'energy (kWh)'),
    ).toBeUndefined();
  });

  it('gives the utilisation with its denominator, and none where it means nothing', () => {
    const found = item(hour(), 'model FLOPs utilisation', { gpu: 'Tesla T4' })!;
    // 711 tokens a second × 0.53 GFLOP = 0.38 of 8.1 TFLOP/s.
    expect(found.value).toBeCloseTo(0.046, 3);
    expect(found.note).toContain('8.1 TFLOP/s (T4, fp32, dense)');
    expect(item(hour({ model: 'bert-mini' }), 'model FLOPs utilisation', { gpu: 'T4' })).toBeUndefined();
    const fast = { ...hour(), timing: { ...hour().timing, trainSeconds: stated(10, 'x') } };
    expect(item(fast, 'model FLOPs utilisation', { gpu: 'T4' })).toBeUndefined();
  });

  it('counts steps at a rate of 0, but not the end of a linear schedule', () => {
    const rate = (values: readonly number[]): Run => {
      const run = makeRun();
      return {
        ...run,
        lastStep: 100 * values.length,
        series: [
          series(
            'learning_rate',
            values.map((v, i) => [100 * (i + 1), v] as const),
          ),
        ],
      };
    };
    expect(item(rate([3e-5, 2e-5, 1e-5, 0]), 'steps at a learning rate of 0')).toBeUndefined();
    expect(item(rate([3e-5, 1e-5, 0, 0, 0, 0]), 'steps at a learning rate of 0')).toMatchObject({
      value: 300,
    });
  });

  it('repeats what was odd about a clock', () => {
    const run = hour({ resources: { notes: ['gpu.csv: the clock went back by 12.0 h.'] } });
    expect(item(run, 'clock and units')?.note).toContain('12.0 h');
  });
});
