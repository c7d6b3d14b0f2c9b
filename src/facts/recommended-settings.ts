import { formatCount } from '../text/numbers.ts';
import { collapse } from './collapse.ts';
import { extremeRow, greatest } from './curves.ts';
import type { Curve, LearningRateRange, RecommendedSettings, RunFacts, SettingChoice } from './define.ts';
import { adamRange, headRange } from './learning-rates.ts';
import { Z95 } from './loss-rise.ts';
import { overfitFamily } from './overfit.ts';

/** Updates that a small data set takes, and passes after which more of the same brings little. */
export const ENOUGH_UPDATES = 1000;
export const MOST_EPOCHS = 20;
/** Batches that the rates of the table were tried with; the smallest is Trainer's default. */
const BATCHES = [32, 16, 8] as const;
/** From here on the batch itself is too large for a fine-tuning's few epochs (A37). */
const LARGE_BATCH = 128;
const WARM_UP = 0.1;
const MOST_WARM_UP = 1000;

const UPDATES_SOURCE = 'Mosbach et al. 2021, figure 3; Zhang et al. 2021, section 5';
const BATCH_SOURCE =
  'Devlin et al. 2019, appendix A.3 (16 to 32); Malladi et al. 2022 (rate with the root of the batch)';
const WARM_UP_SOURCE = 'Devlin et al. 2019 and Mosbach et al. 2021 (10 %), fairseq README.glue (6 %)';

/** After a failure: the careful end of a narrow range, the middle of a wide one. Always inside the range. */
const carefulRate = (range: LearningRateRange): number =>
  range.high / range.low > 4 ? range.firstTry : range.low;

const fractions = { 2: 'half', 3: 'a third', 10: 'a tenth' } as const;

/** By how much an unstable run's rate is lowered: NaN a tenth (A7), a failed run a third (A6, A30), unrest half (A10, A11). */
function divisor(facts: RunFacts): 2 | 3 | 10 {
  if (facts.firstNonFinite() !== null) return 10;
  return fell(facts) || neverLearned(facts) ? 3 : 2;
}

const fell = (facts: RunFacts): boolean => facts.divergence() !== null || collapse(facts) !== null;

function neverLearned(facts: RunFacts): boolean {
  const { train, validation } = facts.guessLevel();
  return facts.constantAnswer() !== null || train !== null || validation !== null;
}

/** Above the range its careful end; inside it a fraction of what was used; null where the rate is careful already. */
function lowerRate(peak: number, range: LearningRateRange | null, facts: RunFacts): SettingChoice | null {
  if (range !== null && peak > range.high)
    return { value: carefulRate(range), how: null, source: range.source };
  // A run that never learned at a careful rate is not helped by a lower one: warm-up and another seed are (Mosbach et al. 2021).
  const careful = range !== null && peak <= 1.01 * carefulRate(range);
  if (careful && neverLearned(facts) && !fell(facts) && facts.firstNonFinite() === null) return null;
  const by = divisor(facts);
  return { value: peak / by, how: fractions[by], source: range?.source ?? null };
}

/** Below the range its usual first try; inside it twice the rate, as long as that is inside too (A15, A17). */
function higherRate(peak: number, range: LearningRateRange | null): SettingChoice | null {
  if (range === null) return null;
  if (peak < range.low) return { value: range.firstTry, how: null, source: range.source };
  return 2 * peak <= range.high ? { value: 2 * peak, how: 'twice', source: range.source } : null;
}

function rates(facts: RunFacts): RecommendedSettings['learningRate'] {
  const peak = facts.peakLearningRate()?.value ?? null;
  const range = facts.learningRateRange();
  const adam = facts.trainedParameters()?.kind === 'head' ? headRange : adamRange(facts.run);
  return {
    lower: peak === null || !(peak > 0) ? null : lowerRate(peak, range, facts),
    raise: peak === null || !(peak > 0) ? null : higherRate(peak, range),
    withAdam: adam === null ? null : { value: adam.firstTry, how: null, source: adam.source },
    range: range ?? adam,
  };
}

/** Updates of one pass with `batch` examples each; null when neither the data size nor the updates made tell it. */
function updatesAnEpoch(facts: RunFacts, batch: number | null): number | null {
  const own = facts.effectiveBatchSize()?.value ?? null;
  const size = facts.trainSize()?.value ?? null;
  if (size !== null && size > 0 && batch !== null && batch > 0) return Math.max(1, Math.ceil(size / batch));
  const updates = facts.updates()?.value ?? null;
  const epochs = facts.epochs();
  if (updates === null || epochs === null || !(epochs > 0)) return null;
  return (updates / epochs) * (own === null || batch === null ? 1 : own / batch);
}

/** The largest usual batch that makes 1,000 updates within 20 epochs; null where the present one does, or is not known. */
function smallerBatch(facts: RunFacts): RecommendedSettings['smallerBatch'] {
  const own = facts.effectiveBatchSize()?.value ?? null;
  if (own === null) return null;
  const enough = (batch: number): boolean =>
    (updatesAnEpoch(facts, batch) ?? Number.POSITIVE_INFINITY) * MOST_EPOCHS >= ENOUGH_UPDATES;
  if (own < LARGE_BATCH && enough(own)) return null;
  const smaller = BATCHES.filter((batch) => batch < own);
  const value = smaller.find(enough) ?? smaller.at(-1);
  if (value === undefined) return null;
  const devices = facts.run.hyperparameters.devices?.value ?? 1;
  const perDevice = Math.max(1, Math.round(value / devices));
  const peak = facts.peakLearningRate()?.value ?? null;
  const range = facts.learningRateRange();
  // The table holds for batches of 16 to 32: a rate inside it is not taken below it.
  const scaled =
    peak === null || range === null
      ? null
      : Math.max(range.low, peak * Math.sqrt((perDevice * devices) / own));
  return {
    value: perDevice * devices,
    perDevice,
    learningRate: scaled !== null && peak !== null && scaled < 0.95 * peak ? scaled : null,
    source: BATCH_SOURCE,
  };
}

/** Half as long again, and where fewer than 1,000 updates were made, as many epochs as make them, up to 20. */
function longerRun(facts: RunFacts): RecommendedSettings['longer'] {
  const epochs = facts.epochs();
  const half = Math.ceil(1.5 * (epochs ?? 0) - 1e-9);
  const batch = smallerBatch(facts)?.value ?? facts.effectiveBatchSize()?.value ?? null;
  const each = updatesAnEpoch(facts, batch);
  if (epochs === null && each === null) return null;
  const few = (facts.updates()?.value ?? Number.POSITIVE_INFINITY) < ENOUGH_UPDATES;
  if (epochs === null && !few) return null;
  const wanted = !few || each === null ? half : Math.max(half, Math.ceil(ENOUGH_UPDATES / each));
  const value = half > MOST_EPOCHS ? half : Math.min(MOST_EPOCHS, wanted);
  return {
    value,
    updates: each === null ? null : Math.round(value * each),
    exhausted: half > MOST_EPOCHS,
    source: UPDATES_SOURCE,
  };
}

/** First evaluation not clearly worse than the best, by the expected error; the best itself where that is unknown. */
function enoughAt(curve: Curve, sign: 1 | -1, expected: number | null): number {
  const best = extremeRow(curve.value, sign > 0 ? 'greatest' : 'least');
  if (expected === null) return curve.step[best]!;
  return curve.step[curve.value.findIndex((value) => sign * (curve.value[best]! - value) <= Z95 * expected)]!;
}

/** Up to where training was shown to pay: by the metric, and by the loss as long as that fell. */
function enoughSteps(facts: RunFacts): number | null {
  const best = facts.best();
  if (best === null) return null;
  const loss = facts.validationLoss();
  const { rise } = overfitFamily(facts);
  const byLoss =
    rise?.kind === 'risen'
      ? rise.minimum.step
      : loss === null || loss.n === 0
        ? 0
        : enoughAt(loss, -1, facts.lossError().expectedDifference);
  return Math.max(best.recommendedStep, byLoss);
}

function shorterRun(facts: RunFacts): RecommendedSettings['shorter'] {
  const step = enoughSteps(facts);
  const made = facts.epochs();
  const last = facts.run.lastStep;
  if (step === null || made === null) return null;
  const at = facts.run.axis === 'epoch' ? step : last === null || last <= 0 ? null : (step / last) * made;
  if (at === null) return null;
  const value = Math.ceil(at - 1e-6) + 1;
  return value < made ? { value, step } : null;
}

/** A tenth of the run, at most 1,000 steps; a head that is trained alone needs none, and a run that had one keeps it. */
function warmUp(facts: RunFacts): RecommendedSettings['warmUp'] {
  const { run } = facts;
  const total = run.axis === 'step' ? (run.plannedSteps?.value ?? run.lastStep) : null;
  const steps = total === null ? null : Math.ceil(WARM_UP * total);
  const capped = steps !== null && steps > MOST_WARM_UP;
  // Since version 5 a `warmup_steps` below 1 is the share; before, a positive `warmup_steps` wins over the ratio.
  const newer = Number(/^(\d+)\./.exec(run.frameworkVersion ?? '')?.[1] ?? 0) >= 5;
  const share: Readonly<Record<string, string>> = newer
    ? { warmup_steps: String(WARM_UP) }
    : { warmup_ratio: String(WARM_UP) };
  return {
    ratio: WARM_UP,
    steps: capped ? MOST_WARM_UP : steps,
    settings: capped ? { warmup_steps: String(MOST_WARM_UP) } : share,
    source: WARM_UP_SOURCE,
  };
}

/**
 * One value for each setting that advice may change, for this model, these data and what the run showed (catalogue 0.4).
 * Advice takes its numbers from here, so that two findings don't propose two values for one setting.
 */
export function recommendedSettings(facts: RunFacts): RecommendedSettings {
  const size = facts.trainSize()?.value ?? null;
  return {
    learningRate: rates(facts),
    warmUp: warmUp(facts),
    smallerBatch: smallerBatch(facts),
    longer: longerRun(facts),
    shorter: shorterRun(facts),
    rule: `about ${formatCount(ENOUGH_UPDATES)} updates, but not more than ${MOST_EPOCHS} epochs${size === null ? ' (how many training examples there were is not recorded)' : ''}`,
  };
}

/** Whether the learning rate rose from 0 in this run, over 5 % of it or more. */
export function warmedUp(facts: RunFacts): boolean {
  const warm = facts.warmUp();
  const last = facts.run.plannedSteps?.value ?? facts.run.lastStep;
  const rate = facts.learningRate();
  if (warm === null || last === null || last <= 0) return false;
  if (rate !== null && rate.n > 0 && !(greatest(rate.value) > 0)) return false;
  return warm.endStep >= 0.05 * last;
}
