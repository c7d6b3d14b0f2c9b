import type { RunFacts } from '../facts/define.ts';
import { type Excluded, type Exclusions, examplesToShow, exclusions } from '../facts/exclusions.ts';
import type { Evidence } from '../model/outcome.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { differenceText, lossText, measure, metricText, place } from './wording.ts';

/** Up to so many evaluations a run is short: no slope can be tested, and what it excludes is said. */
export const SHORT = 5;

/** `epoch 1` where the step ends a whole epoch, else the step: people think in epochs of a short run. */
function placeInRun(facts: RunFacts, step: number): string {
  const epochs = facts.epochs();
  const last = facts.run.lastStep;
  if (facts.run.axis === 'step' && epochs !== null && last !== null && last > 0) {
    const at = (step / last) * epochs;
    const whole = Math.round(at);
    if (whole >= 1 && Math.abs(at - whole) < 0.02) return `epoch ${formatCount(whole)}`;
  }
  return place(facts.run, step);
}

const sizeText = (facts: RunFacts, excluded: Excluded, size: number): string => {
  const target = facts.targetMetric();
  return excluded.what === 'metric' && target !== null ? differenceText(target, size) : lossText(size);
};

/** `a loss of more than 1.8 points since epoch 1 is excluded (95 %)`, for the metric or the validation loss. */
export function excludedText(facts: RunFacts, excluded: Excluded): string {
  const since = placeInRun(facts, excluded.since);
  const noun = excluded.what === 'metric' ? 'loss' : 'rise';
  const size = sizeText(facts, excluded, excluded.atMost);
  return excluded.atMost > 0
    ? `a ${noun} of more than ${size} since ${since} is excluded (95 %)`
    : `any ${noun} since ${since} is excluded (95 %)`;
}

/** What one more epoch could bring if it went on as in the last one: no forecast, a limit of the pace. Null where unknown. */
export function nextEpochText(facts: RunFacts, found: Exclusions): string | null {
  const excluded = found.metric ?? found.loss;
  if (excluded === null || excluded.nextEpoch === null) return null;
  const target = facts.targetMetric();
  const of = excluded.what === 'metric' && target !== null ? metricName(target.quantity) : 'validation loss';
  const size = sizeText(facts, excluded, excluded.nextEpoch);
  return excluded.nextEpoch > 0
    ? `at the pace of the last epoch one more would ${excluded.what === 'metric' ? 'raise' : 'lower'} ${of} by ${size} at most (95 %)`
    : `at the pace of the last epoch one more would not improve ${of} (95 %)`;
}

/** Numbers behind those sentences. */
export function exclusionEvidence(facts: RunFacts, excluded: Excluded | null): readonly Evidence[] {
  if (excluded === null) return [];
  const target = facts.targetMetric();
  const name =
    excluded.what === 'metric' && target !== null ? metricName(target.quantity) : 'validation loss';
  const more = { n: excluded.n, method: excluded.method };
  return [
    measure(
      `largest ${excluded.what === 'metric' ? 'loss' : 'rise'} of ${name} not excluded`,
      excluded.atMost,
      {
        ...more,
        step: excluded.since,
      },
    ),
    ...(excluded.nextEpoch === null
      ? []
      : [
          measure(
            `largest further ${excluded.what === 'metric' ? 'gain' : 'fall'} not excluded`,
            excluded.nextEpoch,
            {
              ...more,
              unit: 'an epoch at the pace of the last one',
            },
          ),
        ]),
  ];
}

/** How many examples, or predictions of which two checkpoints, would show a difference that people choose by. */
export function enoughToCompare(facts: RunFacts, difference = 0.01): string {
  const target = facts.targetMetric();
  const error = facts.metricError();
  const needed = target?.share === true ? examplesToShow(error, difference) : null;
  if (needed === null || target === null || error.n === null || error.expectedDifference === null)
    return 'Predictions of two checkpoints on the same examples';
  const readable = Number(needed.toPrecision(2));
  const shown = 2.8 * error.expectedDifference;
  return readable <= error.n
    ? `Predictions of two checkpoints on these ${formatCount(error.n)} examples: compared pairwise they show a difference of ${differenceText(target, shown)}`
    : `About ${formatCount(readable)} evaluation examples for a difference of ${differenceText(target, difference)}; predictions of two checkpoints on these ${formatCount(error.n)} show one of ${differenceText(target, shown)}`;
}

/** Sentence for the first screen of a run of one to five evaluations; null where nothing can be said or it was not short. */
export function shortRunSentence(facts: RunFacts): string | null {
  const found = exclusions(facts);
  if (found.evaluations === 0 || found.evaluations > SHORT) return null;
  const target = facts.targetMetric();
  if (found.evaluations === 1) {
    if (found.only === null) return null;
    const { low, high } = found.only;
    const range =
      target === null
        ? `${lossText(low)} to ${lossText(high)}`
        : target.share
          ? `${formatPercent(low)} to ${formatPercent(high)}`
          : `${metricText(target, low)} to ${metricText(target, high)}`;
    return `One evaluation shows where ${target === null ? 'validation loss' : metricName(target.quantity)} stood (95 %: ${range}), not whether it was rising or falling`;
  }
  const excluded = found.metric ?? found.loss;
  if (excluded === null) return null;
  const name =
    excluded.what === 'metric' && target !== null ? metricName(target.quantity) : 'validation loss';
  const on = `With ${many(found.evaluations, 'evaluation')} on ${many(excluded.n, 'example')}`;
  const since = placeInRun(facts, excluded.since);
  const noun = excluded.what === 'metric' ? 'loss' : 'rise';
  return excluded.atMost > 0
    ? `${on}, a ${noun} of ${name} of more than ${sizeText(facts, excluded, excluded.atMost)} after ${since} is excluded (95 %)`
    : `${on}, any ${noun} of ${name} after ${since} is excluded (95 %)`;
}
