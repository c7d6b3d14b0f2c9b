import { derived, type Known } from '../../model/known.ts';
import type { Hyperparameters } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { TrainerState } from './state-file.ts';

/** Half a unit in the last decimal that `speed_metrics` keeps (transformers, trainer_utils.py): 4 for runtimes, 3 for rates. */
const runtimeError = 0.5e-4;
const rateError = 0.5e-3;

/**
 * Number of evaluated examples from `eval_runtime × eval_samples_per_second`. Both are rounded, so each evaluation gives
 * an interval; a number is returned only when all of them have one in common that is narrow enough to be of use (2 %).
 * Where several whole numbers remain, an accuracy of k/n may tell which.
 */
export function evaluationSize(
  series: readonly Series[],
  split: 'validation' | 'test',
  evaluationSet: string | null,
  accuracyCountsExamples: boolean,
): Known<number> | null {
  const find = (quantity: string): Series | undefined =>
    series.find((s) => s.split === split && s.evaluationSet === evaluationSet && s.quantity === quantity);
  const runtime = find('runtime');
  const rate = find('samples_per_second');
  if (!runtime || !rate) return null;
  const pairs = pairUp(runtime, rate);
  const interval = commonInterval(pairs);
  if (!interval) return null;
  const accuracy = accuracyCountsExamples ? find('accuracy') : undefined;
  const evaluations = pairs.length === 1 ? 'one evaluation' : `${pairs.length} evaluations that agree`;
  return fromInterval(interval, accuracy?.value ?? null, `${runtime.tag} × ${rate.tag}, ${evaluations}`);
}

/** The same from two single numbers of a results file. */
export function sizeOfResults(
  numbers: ReadonlyMap<string, number>,
  prefix: string,
  file: string,
): Known<number> | null {
  const runtime = numbers.get(`${prefix}_runtime`);
  const rate = numbers.get(`${prefix}_samples_per_second`);
  if (runtime === undefined || rate === undefined) return null;
  const interval = commonInterval([[runtime, rate]]);
  return interval
    ? fromInterval(interval, null, `${prefix}_runtime × ${prefix}_samples_per_second in ${file}`)
    : null;
}

function pairUp(a: Series, b: Series): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let j = 0;
  for (let i = 0; i < a.step.length; i++) {
    while (j < b.step.length && b.step[j]! < a.step[i]!) j++;
    if (b.step[j] === a.step[i]) pairs.push([a.value[i]!, b.value[j]!]);
  }
  return pairs;
}

function commonInterval(pairs: readonly (readonly [number, number])[]): { low: number; high: number } | null {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (const [runtime, rate] of pairs) {
    if (!(runtime > 0) || !(rate > 0) || !Number.isFinite(runtime * rate)) continue;
    low = Math.max(low, (runtime - runtimeError) * Math.max(0, rate - rateError));
    high = Math.min(high, (runtime + runtimeError) * (rate + rateError));
  }
  return high === Number.POSITIVE_INFINITY || low > high
    ? null
    : { low: Math.ceil(low - 1e-9), high: Math.floor(high + 1e-9) };
}

function fromInterval(
  { low, high }: { low: number; high: number },
  accuracy: Float64Array | null,
  formula: string,
): Known<number> | null {
  if (low > high || high < 1) return null;
  if (low === high) return derived(low, formula);
  if (accuracy && high - low <= 1000) {
    const finite = [...accuracy].filter((a) => Number.isFinite(a) && a > 0 && a < 1);
    const fitting: number[] = [];
    // An accuracy printed with full precision is k/n; only n that make all of them whole can be right.
    for (let n = Math.max(1, low); n <= high; n++)
      if (finite.every((a) => Math.abs(a * n - Math.round(a * n)) < 1e-6 * n)) fitting.push(n);
    if (finite.length > 0 && fitting.length === 1)
      return derived(fitting[0]!, `${formula}, and accuracies that are whole shares of it`);
  }
  if (high - low > 0.02 * low) return null;
  return derived(Math.round((low + high) / 2), `${formula} (between ${low} and ${high})`);
}

/** Numbers of the row that sums up a training. */
export interface TrainSummary {
  readonly runtime: number | null;
  readonly samplesPerSecond: number | null;
  readonly stepsPerSecond: number | null;
  readonly from: string;
}

/**
 * Number of training examples: from the throughput of the whole training (`samples = examples × planned epochs`), checked
 * against the steps of an epoch, otherwise from steps per epoch × batch size, which leaves an interval of one batch.
 */
export function trainingSize(
  state: TrainerState | null,
  summary: TrainSummary | null,
  settings: Hyperparameters,
): Known<number> | null {
  const epochs = state?.epochs ?? settings.epochs?.value ?? null;
  const steps = state ? interval(state, settings) : null;
  if (
    summary?.runtime &&
    summary.samplesPerSecond &&
    summary.stepsPerSecond !== null &&
    epochs !== null &&
    Number.isInteger(epochs)
  ) {
    const relative = rateError / summary.samplesPerSecond + runtimeError / summary.runtime;
    const n = (summary.runtime * summary.samplesPerSecond) / epochs;
    // With `max_steps` given, the number of samples is steps × batch instead; only the steps of an epoch tell which it was.
    const planned = settings.epochs !== null && settings.maxSteps === null;
    const fits =
      steps === null ? planned : n * (1 + relative) >= steps.low && n * (1 - relative) <= steps.high;
    if (n >= 1 && relative < 0.02 && fits) {
      const spread = Math.ceil(n * relative);
      const formula = `train_runtime × train_samples_per_second ÷ ${epochs} epochs`;
      return derived(
        Math.round(n),
        spread <= 0 || n * relative < 0.5 ? formula : `${formula} (give or take ${spread})`,
      );
    }
  }
  if (steps === null || steps.high > 1.5 * steps.low + 1) return null;
  const range = steps.low === steps.high ? '' : ` (between ${steps.low} and ${steps.high})`;
  return derived(Math.round((steps.low + steps.high) / 2), `${steps.formula}${range}`);
}

/** Smallest and largest number of examples that give the logged number of steps in an epoch. */
function interval(
  state: TrainerState,
  settings: Hyperparameters,
): { low: number; high: number; formula: string } | null {
  const perDevice = settings.perDeviceTrainBatchSize?.value ?? null;
  const devices = settings.devices?.value ?? null;
  // `train_batch_size` of the state counts the devices of one process only.
  const batch = perDevice !== null && devices !== null ? perDevice * devices : (state.batchSize ?? perDevice);
  const accumulation = settings.gradientAccumulationSteps?.value ?? null;
  if (batch === null) return null;
  // After a resume with another batch size the two files disagree, and nothing tells which one held.
  if (state.batchSize !== null && perDevice !== null && batch % state.batchSize !== 0) return null;
  const perEpoch = stepsPerEpoch(state);
  if (perEpoch === null) return null;
  if (accumulation === null || accumulation === 1) {
    // Without the settings, accumulation of 1 (the default) is assumed and said.
    const assumed = accumulation === null ? ', no gradient accumulation assumed' : '';
    return {
      low: (perEpoch - 1) * batch + 1,
      high: perEpoch * batch,
      formula: `${perEpoch} steps an epoch × batch of ${batch}${assumed}`,
    };
  }
  // Older versions dropped the incomplete accumulation at the end of an epoch, newer ones make a step of it.
  return {
    low: Math.max(1, (perEpoch - 1) * accumulation * batch + 1),
    high: (perEpoch + 1) * accumulation * batch - 1,
    formula: `${perEpoch} steps an epoch × ${accumulation} accumulated batches of ${batch}`,
  };
}

/** Optimiser steps of one epoch, when the log tells exactly. */
function stepsPerEpoch(state: TrainerState): number | null {
  if (state.maxSteps !== null && state.epochs !== null && Number.isInteger(state.maxSteps / state.epochs)) {
    const planned = state.maxSteps / state.epochs;
    if (agrees(state, planned)) return planned;
  }
  // step ÷ epoch is the number of steps. Version 3 and early 4 round the epoch to two decimals, which leaves an
  // interval for each row; one epoch with more decimals shows that this log was not rounded.
  const rounded = state.rows.every(
    ({ epoch }) => typeof epoch !== 'number' || Math.abs(epoch * 100 - Math.round(epoch * 100)) < 1e-9,
  );
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (const { epoch, step } of state.rows) {
    if (typeof epoch !== 'number' || typeof step !== 'number' || !(epoch > 0.01) || step <= 0) continue;
    const error = rounded ? 0.0051 : 1e-6 * epoch;
    low = Math.max(low, step / (epoch + error));
    high = Math.min(high, step / (epoch - error));
  }
  const only = Math.ceil(low);
  return high < Number.POSITIVE_INFINITY && only === Math.floor(high) && only > 0 && agrees(state, only)
    ? only
    : null;
}

/** Whether the whole log is at the epochs that so many steps an epoch give (to the two decimals old versions keep). */
function agrees(state: TrainerState, perEpoch: number): boolean {
  for (const { epoch, step } of state.rows) {
    if (typeof epoch !== 'number' || typeof step !== 'number') continue;
    if (Math.abs(epoch - step / perEpoch) > 0.0051 + 1 / perEpoch) return false;
  }
  return true;
}
