import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { derived, stated } from '../../src/model/known.ts';
import { makeRun } from '../support/runs.ts';

const batch = (micro: number, accumulation: number | null, devices: number | null) => ({
  perDeviceTrainBatchSize: stated(micro, 'x'),
  gradientAccumulationSteps: accumulation === null ? null : stated(accumulation, 'x'),
  devices: devices === null ? null : stated(devices, 'x'),
});

describe('budget', () => {
  it('multiplies micro-batch, accumulation and devices', () => {
    expect(createFacts(makeRun({ hyperparameters: batch(8, 4, 2) })).effectiveBatchSize()?.value).toBe(64);
  });
  it('sees the devices in the steps of an epoch when they are not recorded', () => {
    const run = makeRun({
      trainSize: 3200,
      hyperparameters: batch(8, 1, null),
      run: { lastStep: 300, lastEpoch: 3 },
    });
    expect(createFacts(run).effectiveBatchSize()?.value).toBe(32);
  });
  it('does not argue in a circle when the size was computed from the batch', () => {
    const run = makeRun({
      hyperparameters: batch(8, 1, null),
      run: { lastStep: 300, lastEpoch: 3, trainSize: derived(9999, 'steps of an epoch × batch size') },
    });
    expect(createFacts(run).effectiveBatchSize()).toMatchObject({
      value: 8,
      from: expect.stringContaining('one device assumed'),
    });
  });
  it('counts updates by the last step, and by epochs where the log counts those', () => {
    expect(createFacts(makeRun({ run: { lastStep: 690 } })).updates()).toMatchObject({
      value: 690,
      origin: 'stated',
    });
    const keras = makeRun({
      trainSize: 1000,
      hyperparameters: batch(32, null, null),
      run: { axis: 'epoch', lastStep: 3, framework: 'keras' },
    });
    expect(createFacts(keras).updates()).toMatchObject({ value: 96, origin: 'derived' });
    expect(createFacts(makeRun({ run: { axis: 'epoch', lastStep: 3 } })).updates()).toBeNull();
  });
  it('takes the configured epochs only for a run that was not cut short', () => {
    const hyperparameters = { epochs: stated(3, 'x') };
    expect(
      createFacts(
        makeRun({ hyperparameters, run: { lastStep: 300, plannedSteps: stated(300, 'x') } }),
      ).epochs(),
    ).toBe(3);
    expect(
      createFacts(
        makeRun({ hyperparameters, run: { lastStep: 200, plannedSteps: stated(300, 'x') } }),
      ).epochs(),
    ).toBeNull();
  });
});
