import { makeSchedule } from '../../src/facts/schedule.ts';
import { stated } from '../../src/model/known.ts';
import type { Hyperparameters, Run } from '../../src/model/run.ts';
import type { Series } from '../../src/model/series.ts';
import { makeRun, type RunSketch, series } from './runs.ts';

export interface Scheduled {
  readonly name?: 'linear' | 'cosine' | 'polynomial' | 'constant';
  readonly peak?: number;
  readonly warmUp?: number;
  readonly total?: number;
  /** Steps that were made; all by default. */
  readonly made?: number;
  readonly every?: number;
  /** 1: a row holds the rate of the step just made (newer versions), 0: of the next one. */
  readonly style?: 0 | 1;
  /** Updates that loss scaling had thrown away by a step. */
  readonly skippedBy?: (step: number) => number;
}

/** The `learning_rate` rows that Trainer writes under a schedule. */
export function rates(shape: Scheduled = {}): Series {
  const { name = 'linear', peak = 5e-5, warmUp = 0, total = 1000, every = 20, style = 1 } = shape;
  const schedule = makeSchedule(name, peak, warmUp, total);
  const rows = Math.floor((shape.made ?? total) / every);
  return series(
    'learning_rate',
    Array.from({ length: rows }, (_, row) => {
      const step = (row + 1) * every;
      return [step, schedule.rateAt(step - style - (shape.skippedBy?.(step) ?? 0))];
    }),
  );
}

/** The settings that belong to a schedule. */
function settings(shape: Scheduled = {}, more: Partial<Hyperparameters> = {}): Partial<Hyperparameters> {
  const { name = 'linear', peak = 5e-5, warmUp = 0 } = shape;
  return {
    learningRate: stated(peak, 'training_args.bin'),
    scheduler: stated(name === 'constant' ? 'constant_with_warmup' : name, 'training_args.bin'),
    warmupSteps: stated(warmUp, 'training_args.bin'),
    warmupRatio: stated(0, 'training_args.bin'),
    ...more,
  };
}

/** A Trainer run with logged rates, the settings they come from, and whatever the sketch adds. */
export function scheduledRun(shape: Scheduled = {}, sketch: RunSketch = {}): Run {
  const { total = 1000 } = shape;
  return makeRun({
    ...sketch,
    series: [rates(shape), ...(sketch.series ?? [])],
    hyperparameters: settings(shape, sketch.hyperparameters),
    run: {
      lastStep: shape.made ?? total,
      plannedSteps: stated(total, 'trainer_state.json#/max_steps'),
      ...sketch.run,
    },
  });
}
