import type { JsonObject } from '../../formats/json.ts';
import { derived, type Known, stated } from '../../model/known.ts';
import type { Timing } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { Results } from './results-file.ts';
import type { TrainSummary } from './sizes.ts';
import type { TrainerState } from './state-file.ts';

/** The numbers that sum up a training, from the log's last summary row or from a results file. */
export interface Totals {
  readonly summary: TrainSummary | null;
  /** Mean training loss over the whole run; after a resume it is too low. Never a point of the curve. */
  readonly meanLoss: { readonly value: number; readonly from: string } | null;
  readonly timing: Timing;
}

export function totalsOf(
  state: TrainerState | null,
  summaries: readonly JsonObject[],
  results: readonly Results[],
  series: readonly Series[],
): Totals {
  const row = summaries.at(-1);
  const rowAt = row && state ? `${state.file}#/log_history/${state.log.indexOf(row)}` : '';
  const find = (key: string): Known<number> | null => {
    const value = row?.[key];
    if (typeof value === 'number') return stated(value, `${rowAt}/${key}`);
    for (const { file, numbers } of results) {
      const number = numbers.get(key);
      if (number !== undefined) return stated(number, `${file}#/${key}`);
    }
    return null;
  };
  const runtime = find('train_runtime');
  let samples = find('train_samples_per_second');
  let steps = find('train_steps_per_second');
  // Before version 4.7 `train_samples_per_second` was the number of steps per second.
  if (
    samples &&
    !steps &&
    runtime &&
    state?.maxSteps &&
    Math.abs(samples.value * runtime.value - state.maxSteps) <= 0.001 * state.maxSteps + 1
  ) {
    steps = samples;
    samples = null;
  }
  const loss = find('train_loss');
  const flos = find('total_flos');
  const evaluations = series.filter((s) => s.split === 'validation' && s.quantity === 'runtime');
  const evaluationSeconds = evaluations.reduce(
    (sum, s) => sum + s.value.reduce((a, b) => a + (Number.isFinite(b) ? b : 0), 0),
    0,
  );
  return {
    summary: runtime && {
      runtime: runtime.value,
      samplesPerSecond: samples?.value ?? null,
      stepsPerSecond: steps?.value ?? null,
      from: runtime.from,
    },
    meanLoss: loss,
    timing: {
      trainSeconds: runtime,
      trainSamplesPerSecond: samples,
      trainStepsPerSecond: steps,
      evaluationSeconds:
        evaluations.length === 0
          ? null
          : derived(evaluationSeconds, `sum of ${evaluations.map((s) => s.tag).join(' and ')}`),
      totalFlos: state?.totalFlos ? stated(state.totalFlos, `${state.file}#/total_flos`) : flos,
      tokensSeen: state?.tokensSeen ? stated(state.tokensSeen, `${state.file}#/num_input_tokens_seen`) : null,
      startedAt: null,
      endedAt: null,
    },
  };
}
