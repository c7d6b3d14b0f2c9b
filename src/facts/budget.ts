import { derived, type Known, stated } from '../model/known.ts';
import type { Run } from '../model/run.ts';

/** Passes over the training data, or null. */
export function epochs(run: Run): number | null {
  if (run.lastEpoch !== null) return run.lastEpoch;
  if (run.axis === 'epoch') return run.lastStep;
  const planned = run.plannedSteps?.value ?? null;
  const setting = run.hyperparameters.epochs?.value ?? null;
  return setting !== null &&
    planned !== null &&
    run.lastStep === planned &&
    (run.hyperparameters.maxSteps?.value ?? -1) <= 0
    ? setting
    : null;
}

/**
 * Examples that one optimiser step sees. The product of micro-batch, accumulation and devices when all three are
 * recorded; else the training size over the steps of an epoch (unless that size was itself computed from the batch); else
 * the product with one device assumed, which the origin says.
 */
export function effectiveBatchSize(run: Run): Known<number> | null {
  const {
    perDeviceTrainBatchSize: micro,
    gradientAccumulationSteps: accumulation,
    devices,
  } = run.hyperparameters;
  if (micro !== null && accumulation !== null && devices !== null) {
    return derived(micro.value * accumulation.value * devices.value, 'micro-batch × accumulation × devices');
  }
  const passes = epochs(run);
  const size = run.trainSize;
  if (
    run.axis === 'step' &&
    size !== null &&
    size.value > 0 &&
    run.lastStep !== null &&
    passes !== null &&
    passes > 0 &&
    !/batch/i.test(size.from)
  ) {
    return derived(
      Math.max(1, Math.round((size.value * passes) / run.lastStep)),
      'training size ÷ steps of an epoch',
    );
  }
  if (micro === null) return null;
  const assumed = [
    accumulation === null ? 'no accumulation' : null,
    devices === null ? 'one device' : null,
  ].filter((x) => x !== null);
  return derived(
    micro.value * (accumulation?.value ?? 1) * (devices?.value ?? 1),
    `micro-batch × accumulation, ${assumed.join(' and ')} assumed`,
  );
}

/** Optimiser steps made: the last step of the log, or for a log in epochs ⌈training size ÷ batch⌉ × epochs. */
export function updates(run: Run): Known<number> | null {
  if (run.lastStep === null || run.lastStep <= 0) return null;
  if (run.axis === 'step') return stated(run.lastStep, 'last step of the log');
  const batch = run.hyperparameters.perDeviceTrainBatchSize === null ? null : effectiveBatchSize(run);
  if (batch === null || run.trainSize === null || batch.value <= 0) return null;
  return derived(
    Math.ceil(run.trainSize.value / batch.value) * run.lastStep,
    `⌈training size ÷ batch of ${batch.value}⌉ × epochs`,
  );
}
