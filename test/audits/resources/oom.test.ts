import { describe, expect, it } from 'vitest';
import { oom } from '../../../src/audits/resources/oom.ts';
import { stated } from '../../../src/model/known.ts';
import { GIB, onMachine, oomError } from '../../support/machines.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const large = (error = oomError(), gpu = 'Tesla V100-SXM2-16GB') =>
  onMachine({
    model: 'bert-large-uncased',
    length: 512,
    settings: { perDeviceTrainBatchSize: stated(8, 'training_args.bin') },
    resources: { outOfMemory: [error], gpus: stated([gpu], 'train.log') },
  });

describe('oom', () => {
  it.each([
    ['an error in training', large(), 'fact risk'],
    [
      'the same before a run that came to its end',
      { ...large(), lastStep: 100, plannedSteps: stated(100, 'trainer_state.json') },
      'fact note',
    ],
    [
      'an error without sizes',
      onMachine({
        resources: {
          outOfMemory: [
            oomError({
              requested: null,
              capacity: null,
              free: null,
              allocated: null,
              reserved: null,
              phase: null,
            }),
          ],
        },
      }),
      'fact risk',
    ],
    ['logs without one', onMachine({ resources: {} }), 'pass'],
    ['no log', onMachine({ resources: null }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(oom, run))).toBe(expected);
  });

  it('names the smallest change that fits, with the same number of examples an update', () => {
    const { advice, evidence } = finding(verdict(oom, large()));
    // A batch of 8 × 512 tokens needs 23 GiB with eager attention; 2 × 4 may fit into 16 GiB, 1 × 8 surely does.
    expect(advice?.settings).toEqual({ per_device_train_batch_size: '2', gradient_accumulation_steps: '4' });
    const high = evidence.find(({ name }) => name === 'predicted memory after the change, high')?.value;
    expect(high).toBeLessThan(0.92 * 16 * GIB);
  });

  it('an update keeps its examples with accumulation too', () => {
    const run = large();
    const { advice } = finding(
      verdict(oom, {
        ...run,
        hyperparameters: {
          ...run.hyperparameters,
          gradientAccumulationSteps: stated(3, 'training_args.bin'),
        },
      }),
    );
    const settings = advice?.settings ?? {};
    expect(Number(settings.per_device_train_batch_size) * Number(settings.gradient_accumulation_steps)).toBe(
      24,
    );
  });

  it('a batch of one needs recomputation', () => {
    const run = onMachine({
      settings: { perDeviceTrainBatchSize: stated(1, 'x') },
      resources: { outOfMemory: [oomError({ capacity: null })] },
    });
    expect(finding(verdict(oom, run)).advice?.settings).toEqual({ gradient_checkpointing: 'True' });
  });

  it('evaluation is another matter, and outside Trainer there is no such setting', () => {
    const inEvaluation = oomError({ phase: 'evaluation' });
    expect(finding(verdict(oom, large(inEvaluation))).advice?.settings).toEqual({
      eval_accumulation_steps: '20',
    });
    expect(
      finding(verdict(oom, { ...large(inEvaluation), framework: 'none' })).advice?.settings,
    ).toBeUndefined();
  });

  it.each([
    ['another process', oomError({ others: 8 * GIB }), 'fact', /Another process held 8\.0 GiB/],
    [
      'memory that is not of this program',
      oomError({ allocated: 5 * GIB, reserved: 6 * GIB }),
      'likely',
      /something other/,
    ],
    ['pieces', oomError({ allocated: 9 * GIB, reserved: 14.5 * GIB }), 'likely', /fragmentation/],
    ['too much', oomError(), 'likely', /need more than there is/],
  ])('cause: %s', (_, error, claim, words) => {
    const { cause } = finding(verdict(oom, large(error)));
    expect(cause?.claim).toBe(claim);
    expect(cause?.text).toMatch(words);
  });

  it('says nothing of itself that is not in the record', () => {
    expect(prose(verdict(oom, large()))).not.toMatch(/undefined|NaN|null/);
  });
});
