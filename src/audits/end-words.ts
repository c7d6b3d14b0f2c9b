import type { RunFacts } from '../facts/define.ts';
import type { EndState } from '../facts/end-state.ts';
import type { Evidence } from '../model/outcome.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { lossText, measure, place } from './wording.ts';

/** The judged series by its name in a sentence. */
export const judgedName = (state: EndState): string =>
  state.judged === null
    ? 'the curve'
    : state.judged.what === 'metric'
      ? metricName(state.judged.name)
      : state.judged.name;

/** A further gain as a range, in the judged unit: nobody knows the form of the curve, so never one number. */
export function gainText(facts: RunFacts, state: EndState): string | null {
  const { gain, judged } = state;
  if (gain === null || judged === null) return null;
  const target = facts.targetMetric();
  if (gain.high < 1e-4) return 'nothing';
  if (judged.what === 'metric' && target?.share === true)
    return `${(100 * gain.low).toFixed(1)} to ${(100 * gain.high).toFixed(1)} points`;
  return `${lossText(gain.low)} to ${lossText(gain.high)}`;
}

/** The learning rate over the judged part, in a sentence. */
export const rateText = (state: EndState): string =>
  state.rate === null
    ? 'The learning rate was not logged'
    : `The learning rate went from ${formatPercent(state.rate.start, 0)} to ${formatPercent(state.rate.end, 0)} of its peak meanwhile`;

/** `from step 700 on, 4 of 12 evaluations`. */
export const tailText = (facts: RunFacts, state: EndState): string =>
  state.tail === null || state.tailFrom === null || state.judged === null
    ? 'over the last part'
    : `from ${place(facts.run, state.tailFrom)} on (${formatCount(state.tail.n)} of ${formatCount(state.judged.n)} ${state.judged.what === 'train-loss' ? 'rows' : 'evaluations'})`;

export function endEvidence(facts: RunFacts, state: EndState): readonly Evidence[] {
  const unit = facts.run.axis;
  const list: Evidence[] = [];
  if (state.tail !== null && state.judged !== null)
    list.push(
      measure(
        `slope of ${judgedName(state)}${state.judged.what === 'metric' ? ' (negative: better)' : ''}`,
        state.tail.slope,
        {
          unit: `per ${unit}`,
          n: state.tail.n,
          method: 'least squares over the last 30 %, n shrunk for autocorrelation',
        },
      ),
      measure('p of the slope', state.tail.pDecreasing, { method: 'one-sided t test' }),
    );
  if (state.tail !== null) list.push(measure('fall over the last part', state.tailFall));
  if (state.gain !== null)
    list.push(
      measure('gain of 50 % more steps', null, {
        reason: 'the form of the curve is not known; only a range, if the schedule is stretched',
        interval: { low: state.gain.low, high: state.gain.high, level: 0.95, method: state.gain.method },
      }),
    );
  if (state.rate !== null)
    list.push(
      measure('learning rate at the start of the last part', state.rate.start, { unit: 'of its peak' }),
      measure('learning rate at the end', state.rate.end, { unit: 'of its peak' }),
    );
  return list;
}
