import { describe, expect, it } from 'vitest';
import { microBatchTooSmall } from '../../../src/audits/resources/micro-batch-too-small.ts';
import { derived, stated } from '../../../src/model/known.ts';
import type { Resources } from '../../../src/model/resources.ts';
import { GIB, onMachine, samplesOf } from '../../support/machines.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const accumulated = (batch: number, by: number, resources: Partial<Resources>) =>
  onMachine({
    settings: { perDeviceTrainBatchSize: stated(batch, 'x'), gradientAccumulationSteps: stated(by, 'x') },
    resources,
  });
/** BERT-base, 4 × 128 tokens in fp32 holds 1.6 GiB that do not depend on the batch, and half a GiB that does. */
const peak = (gib: number): Resources['peakAllocated'] => derived(gib * GIB, 'train_results.json');
const a100 = stated(['NVIDIA A100-SXM4-40GB'], 'train.log');

describe('micro-batch-too-small', () => {
  it.each([
    ['4 × 8 in 2.1 of 40 GiB', accumulated(4, 8, { peakAllocated: peak(2.1), gpus: a100 }), 'likely note'],
    [
      'the same, as nvidia-smi saw it',
      accumulated(4, 8, {
        samples: [samplesOf([0.9, 0.9], { memoryUsed: new Float64Array([1 * GIB, 3 * GIB]) })],
      }),
      'likely note',
    ],
    ['no accumulation', accumulated(4, 1, { peakAllocated: peak(2.1), gpus: a100 }), 'pass'],
    ['a full GPU', accumulated(64, 2, { peakAllocated: peak(36), gpus: a100 }), 'pass'],
    [
      'a peak that is not of these settings',
      accumulated(4, 8, { peakAllocated: peak(20), gpus: a100 }),
      'inconclusive',
    ],
    ['memory was not measured', accumulated(4, 8, {}), 'inconclusive'],
    ['nothing recorded', onMachine({ settings: { gradientAccumulationSteps: null } }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(microBatchTooSmall, run))).toBe(expected);
  });

  it('keeps the examples of an update, and what it proposes fits', () => {
    const { advice, evidence } = finding(
      verdict(microBatchTooSmall, accumulated(4, 8, { peakAllocated: peak(2.1), gpus: a100 })),
    );
    expect(advice?.settings).toEqual({ per_device_train_batch_size: '32', gradient_accumulation_steps: '1' });
    expect(evidence.find(({ name }) => name === 'predicted memory, high')?.value).toBeLessThan(
      0.92 * 40 * GIB,
    );
  });

  it('only splits accumulation that can be split', () => {
    const { advice } = finding(
      verdict(microBatchTooSmall, accumulated(4, 6, { peakAllocated: peak(2.1), gpus: a100 })),
    );
    expect(advice?.settings).toEqual({ per_device_train_batch_size: '8', gradient_accumulation_steps: '3' });
  });
});
