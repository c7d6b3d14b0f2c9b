import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOneRun, trainerState } from './reading.ts';

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));
/** One evaluation as `speed_metrics` logs it. */
const evaluation = (
  step: number,
  n: number,
  seconds: number,
  more: Readonly<Record<string, number>> = {},
): object => ({
  step,
  eval_loss: 0.5,
  eval_runtime: rounded(seconds, 4),
  eval_samples_per_second: rounded(n / seconds, 3),
  ...more,
});
const sizeOf = async (rows: readonly object[], more: object = {}) =>
  (await readOneRun({ 'trainer_state.json': trainerState(rows), ...more })).validationSize;

describe('number of evaluated examples', () => {
  test('is recovered from runtime and throughput, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200_000 }),
        fc.array(fc.double({ min: 0.5, max: 900, noNaN: true }), { minLength: 1, maxLength: 8 }),
        async (n, seconds) => {
          const size = await sizeOf(seconds.map((s, i) => evaluation(10 * (i + 1), n, s)));
          // Never wrong by more than what is said; null is an honest answer.
          if (size !== null) expect(Math.abs(size.value - n)).toBeLessThanOrEqual(0.01 * n);
          if (size !== null && !size.from.includes('between')) expect(size.value).toBe(n);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test('is not claimed when evaluations contradict each other', async () => {
    expect(await sizeOf([evaluation(10, 500, 2), evaluation(20, 600, 2)])).toBeNull();
  });

  test('is told by the accuracies where rounding leaves several numbers', async () => {
    const rows = [
      evaluation(10, 872, 9_000, { eval_accuracy: 701 / 872 }),
      evaluation(20, 872, 9_000, { eval_accuracy: 711 / 872 }),
    ];
    const config = { architectures: ['BertForSequenceClassification'] };
    expect((await sizeOf(rows, { 'config.json': config }))?.value).toBe(872);
    expect((await sizeOf(rows, { 'config.json': config }))?.from).toContain('whole shares');
  });

  test('is read where it is stated, and the user’s own word wins', async () => {
    const files = {
      'trainer_state.json': trainerState([evaluation(10, 500, 2)]),
      'eval_results.json': { eval_samples: 501 },
    };
    expect((await readOneRun(files)).validationSize).toEqual({
      value: 501,
      origin: 'stated',
      from: 'eval_results.json#/eval_samples',
    });
    const given = await readOneRun(files, { evalSize: 7, trainSize: 8 });
    expect([given.validationSize?.value, given.trainSize?.value, given.trainSize?.origin]).toEqual([
      7,
      8,
      'given',
    ]);
    expect(given.notes.map((n) => n.kind)).not.toContain('derived-size');
  });
});

const training = (rows: readonly object[], more: Readonly<Record<string, unknown>>) =>
  readOneRun({ 'trainer_state.json': trainerState(rows, more) });
const lossRows = (perEpoch: number, last: number): readonly object[] =>
  Array.from({ length: Math.floor(last / 100) }, (_, i) => ({
    step: 100 * (i + 1),
    epoch: (100 * (i + 1)) / perEpoch,
    loss: 0.5,
  }));

describe('number of training examples', () => {
  test('is one batch wide when worked out from the steps of an epoch', async () => {
    const run = await training(lossRows(250, 750), {
      max_steps: 750,
      num_train_epochs: 3,
      train_batch_size: 8,
    });
    expect(run.trainSize).toMatchObject({ value: 1997, origin: 'derived' });
    expect(run.trainSize?.from).toContain('between 1993 and 2000');
    expect(run.trainSize?.from).toContain('no gradient accumulation assumed');
  });

  test('is exact from the throughput of the whole training', async () => {
    const summary = {
      step: 750,
      epoch: 3,
      total_flos: 1,
      train_loss: 0.5,
      train_runtime: 61.25,
      train_samples_per_second: rounded((3 * 1996) / 61.25, 3),
      train_steps_per_second: 12.245,
    };
    const run = await training([...lossRows(250, 750), summary], {
      max_steps: 750,
      num_train_epochs: 3,
      train_batch_size: 8,
    });
    expect(run.trainSize?.value).toBe(1996);
  });

  test('the throughput of a run with a given number of steps is not mistaken for it', async () => {
    const summary = {
      step: 300,
      epoch: 300 / 997,
      total_flos: 1,
      train_loss: 0.5,
      train_runtime: 10,
      train_samples_per_second: 240,
      train_steps_per_second: 30,
    };
    const run = await training([...lossRows(997, 300), summary], {
      max_steps: 300,
      num_train_epochs: 1,
      train_batch_size: 8,
    });
    expect(run.trainSize?.value).toBe(7973);
  });

  test('before version 4.7 the logged samples per second were steps', async () => {
    const summary = { step: 750, epoch: 3, train_runtime: 100, train_samples_per_second: 7.5 };
    const run = await training([...lossRows(250, 750), summary], { max_steps: 750, num_train_epochs: 3 });
    expect(run.timing).toMatchObject({ trainSamplesPerSecond: null, trainStepsPerSecond: { value: 7.5 } });
    expect(run.trainSize).toBeNull();
  });

  test('two decimals of the epoch are enough when rows agree on one number of steps', async () => {
    const rows = Array.from({ length: 14 }, (_, i) => ({
      step: 500 * (i + 1),
      epoch: rounded((500 * (i + 1)) / 252, 2),
      loss: 0.5,
    }));
    const run = await training(rows, { max_steps: 7000, num_train_epochs: 28, train_batch_size: 2 });
    expect(run.trainSize).toMatchObject({ value: 504 });
  });
});
