/** The part of the data a number was measured on. `eval`, `dev` and `val` are all `validation`. */
export type Split = 'train' | 'validation' | 'test';

/**
 * What one logged value stands for.
 * `point`: the state at that step (learning rate, an evaluation).
 * `window-mean`: mean over the steps since the previous row (Trainer's `loss`; lags the weights by half a window).
 * `epoch-mean`: mean over the epoch (Keras' `loss`; lags by half an epoch).
 * `last-step`: the last step of the window only (Trainer's `grad_norm`).
 */
export type Averaging = 'point' | 'window-mean' | 'epoch-mean' | 'last-step';

/** One logged quantity over time, columnar. All arrays have the same length; rows are sorted by step, strictly. */
export interface Series {
  /** The name as logged, for example `eval_f1`. */
  readonly tag: string;
  /** The name as normalised: `loss`, `accuracy`, `f1`, `f1_macro`, `mcc`, `learning_rate`, `grad_norm`, `samples_per_second`, … */
  readonly quantity: string;
  readonly split: Split;
  /** Which evaluation set, when a run has several (MNLI matched / mismatched); otherwise null. */
  readonly evaluationSet: string | null;
  /** Optimiser steps, or epochs when the run's axis is `epoch`. */
  readonly step: Float64Array;
  readonly epoch: Float64Array | null;
  /** Wall time in seconds since 1970, where the log says it. */
  readonly time: Float64Array | null;
  /** NaN and infinities are kept: they are evidence. */
  readonly value: Float64Array;
  readonly averaging: Averaging;
  /** Decimals the writer rounds to (Trainer: 4 for `loss`), or null. */
  readonly decimals: number | null;
  /** The file the values came from. */
  readonly file: string;
}
