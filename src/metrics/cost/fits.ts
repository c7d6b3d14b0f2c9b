import {
  ACTIVATION_FACTOR,
  type OptimizerMemory,
  type Precision,
  type StepSettings,
  stepMemory,
} from './memory.ts';
import type { ModelSize } from './parameters.ts';
import type { Range } from './range.ts';

/** Of a card's memory, what a training may fill: the rest is fragmentation and other programs. */
export const USABLE = 0.92;

/** `yes`: the high end fits. `no`: the low end does not. Between them only trying tells. */
export type Fits = 'yes' | 'perhaps' | 'no';

export const fits = (total: Range, capacity: number): Fits =>
  total.high <= USABLE * capacity ? 'yes' : total.low > USABLE * capacity ? 'no' : 'perhaps';

export interface FitRow {
  readonly settings: StepSettings;
  readonly total: Range;
  readonly fits: Fits;
  /** The setting of the run. */
  readonly own: boolean;
}

/** Largest power of two that surely fits, and largest that perhaps does; 0 when not even one text does. */
export function largestBatch(
  model: ModelSize,
  settings: StepSettings,
  capacity: number,
  factor: Range = ACTIVATION_FACTOR,
): { readonly sure: number; readonly possible: number } {
  let [sure, possible] = [0, 0];
  for (let microBatch = 1; microBatch <= 1024; microBatch *= 2) {
    const verdict = fits(stepMemory(model, { ...settings, microBatch }, factor).total, capacity);
    if (verdict === 'no') break;
    possible = microBatch;
    if (verdict === 'yes') sure = microBatch;
  }
  return { sure, possible };
}

/** What a table varies; every combination is a row. */
export interface FitAxes {
  readonly microBatches: readonly number[];
  readonly lengths: readonly number[];
  readonly precisions: readonly Precision[];
  readonly checkpointing: readonly boolean[];
  readonly optimizers: readonly OptimizerMemory[];
}

/** Predicted memory of every combination against one card; the run's own setting is marked. */
export function fitTable(
  model: ModelSize,
  own: StepSettings,
  axes: FitAxes,
  capacity: number,
  factor: Range = ACTIVATION_FACTOR,
): readonly FitRow[] {
  const rows: FitRow[] = [];
  for (const optimizer of axes.optimizers)
    for (const precision of axes.precisions)
      for (const checkpointing of axes.checkpointing)
        for (const length of axes.lengths)
          for (const microBatch of axes.microBatches) {
            const settings: StepSettings = {
              ...own,
              optimizer,
              precision,
              checkpointing,
              length,
              microBatch,
            };
            const { total } = stepMemory(model, settings, factor);
            const same =
              optimizer === own.optimizer &&
              precision === own.precision &&
              checkpointing === own.checkpointing &&
              length === own.length &&
              microBatch === own.microBatch;
            rows.push({ settings, total, fits: fits(total, capacity), own: same });
          }
  return rows;
}
