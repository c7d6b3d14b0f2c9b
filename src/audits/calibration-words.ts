import type { RunFacts } from '../facts/define.ts';
import type { Calibration } from '../metrics/examination/index.ts';
import type { Evidence, FindingDraft, Interval, Outcome } from '../model/outcome.ts';
import { formatCount, formatNumber, formatPercent, formatScore, formatSigned } from '../text/numbers.ts';
import { many, upperFirst } from '../text/words.ts';
import { splitOf } from './class-words.ts';
import { notApplicable } from './define.ts';
import { lossText, measure } from './wording.ts';

/** What over- and under-confidence share: one rule with two signs. */
const calibrationRule = {
  /** Examples with probabilities. */
  least: 500,
  /** Significance of the calibration error against true probabilities. */
  alpha: 0.01,
  /** The temperature's interval has to lie beyond these. */
  temperature: { over: 1.05, under: 0.95 },
  /** From this share of confidences of exactly 1 on, the scores are decisions. */
  mostCertain: 0.99,
} as const;

export type Side = 'over' | 'under';

/** `12.3`, `−0.4`, and 0.0 without a sign. */
const unsigned = (share: number): string => formatSigned(100 * share).replace('+', '');

/** `12.3 points`. */
const points = (share: number): string => `${unsigned(share)} points`;

const pointsRange = ({ low, high }: Interval): string => `${unsigned(low)} to ${unsigned(high)}`;

/** `1.42 (95 %: 1.31 to 1.55)`. */
const temperatureText = (temperature: number, interval: Interval): string =>
  `${formatScore(temperature)} (95 %: ${formatScore(interval.low)} to ${formatScore(interval.high)})`;

/** Every number of the sentences; the two tests stand side by side. */
function calibrationEvidence(calibration: Calibration): readonly Evidence[] {
  const { scored, error, null: ifTrue, gap, test, temperature } = calibration;
  const { n } = scored;
  const { heldOut, fit } = temperature;
  const evidence: Evidence[] = [];
  if (gap !== null)
    evidence.push(
      measure('mean confidence', gap.meanConfidence, { n }),
      measure('accuracy of the most probable label', gap.frequency, { n }),
      measure('mean confidence − accuracy', 100 * gap.gap, {
        unit: 'points',
        n,
        interval: { ...gap.interval, low: 100 * gap.interval.low, high: 100 * gap.interval.high },
        method: gap.interval.method,
      }),
    );
  evidence.push(
    measure('expected calibration error', error.expected, {
      n,
      method:
        ifTrue === null || ifTrue.p === null
          ? error.binning
          : `${error.binning}; against true probabilities p = ${ifTrue.p.toPrecision(2)} (${ifTrue.method})`,
    }),
  );
  if (ifTrue !== null)
    evidence.push(
      measure('calibration error that true probabilities stay below in 99 of 100 samples', ifTrue.below99, {
        n,
      }),
    );
  evidence.push(
    measure('Spiegelhalter’s z', test.z, {
      n,
      method: test.p === null ? 'no p value' : `two-sided p = ${test.p.toPrecision(2)}`,
      ...(test.reason === null ? {} : { reason: test.reason }),
    }),
    measure('temperature that fits best', fit.temperature, {
      n: fit.rows,
      ...(fit.interval === null ? {} : { interval: fit.interval, method: fit.interval.method }),
      ...(fit.reason === null ? {} : { reason: fit.reason }),
    }),
  );
  if (heldOut !== null)
    evidence.push(
      measure('loss before, held-out halves', heldOut.lossBefore, { unit: 'nats', n }),
      measure('loss after, held-out halves', heldOut.lossAfter, { unit: 'nats', n }),
      measure('loss saved a row', heldOut.lossSaved.value, {
        unit: 'nats',
        ...(heldOut.lossSaved.interval === null ? {} : { interval: heldOut.lossSaved.interval }),
      }),
      measure('Brier score before, held-out halves', heldOut.brierBefore, { n }),
      measure('Brier score after, held-out halves', heldOut.brierAfter, { n }),
      measure('calibration error after, held-out halves', heldOut.errorAfter.expected, { n }),
    );
  return evidence;
}

/** Mean confidence against accuracy, one clause. */
function gapText({ gap }: Calibration): string {
  return gap === null
    ? 'no example has probabilities'
    : `mean confidence was ${formatPercent(gap.meanConfidence)}, accuracy ${formatPercent(gap.frequency)}: a gap of ${points(gap.gap)} (95 %: ${pointsRange(gap.interval)})`;
}

function errorText({ error, null: ifTrue }: Calibration): string {
  const value = `calibration error ${formatPercent(error.expected ?? 0)}`;
  return ifTrue === null
    ? value
    : `${value}; true probabilities stay below ${formatPercent(ifTrue.below99)} in 99 of 100 samples of ${formatCount(ifTrue.n)}`;
}

/** Temperature and what it saves on rows that it was not fitted on. */
function temperatureSentence({ temperature: { fit, heldOut, reason } }: Calibration): string {
  if (fit.temperature === null || fit.interval === null)
    return `no temperature fits: ${fit.reason ?? reason ?? 'unknown'}`;
  const fits = `a temperature of ${temperatureText(fit.temperature, fit.interval)} fits best`;
  return heldOut === null
    ? fits
    : `${fits}; on held-out halves it changed the loss from ${lossText(heldOut.lossBefore)} to ${lossText(heldOut.lossAfter)} and the calibration error to ${formatPercent(heldOut.errorAfter.expected ?? 0)}`;
}

export interface Miscalibrated {
  readonly calibration: Calibration;
  /** Mean confidence − accuracy, a share. */
  readonly gap: number;
  readonly temperature: number;
  readonly interval: Interval;
  /** Confidence and accuracy, calibration error, temperature: three sentences. */
  readonly measured: string;
  readonly evidence: readonly Evidence[];
  /** At most likely when nobody says whether the model was trained on these examples. */
  readonly claim: FindingDraft['claim'];
}

/** Both tests of one sign, and a temperature that would have to change. */
function shown({ gap, null: ifTrue, temperature: { fit } }: Calibration, side: Side): boolean {
  if (gap === null || ifTrue === null || ifTrue.p === null || fit.interval === null) return false;
  if (!(ifTrue.p < calibrationRule.alpha)) return false;
  return side === 'over'
    ? gap.interval.low > 0 && fit.interval.low > calibrationRule.temperature.over
    : gap.interval.high < 0 && fit.interval.high < calibrationRule.temperature.under;
}

/** The rule of C11 and C12 of the catalogue. */
export function judgeCalibration(facts: RunFacts, side: Side): Miscalibrated | Outcome {
  const examination = facts.examination();
  if (examination === null)
    return notApplicable('no predictions with references were found', 'save-predictions');
  const { source, labels } = examination.examined;
  if (source === 'in-sample')
    return notApplicable('the predictions are of training examples', 'save-predictions');
  if (labels.length < 2) return notApplicable('there is only one label');
  const calibration = examination.calibration();
  if (calibration === null)
    return notApplicable('fewer than 50 examples have probabilities that add up to 1', 'save-scores');
  const { scored, gap, temperature } = calibration;
  const evidence = calibrationEvidence(calibration);
  const other = side === 'over' ? 'under-confident' : 'over-confident';
  const here = gap === null || (side === 'over' ? gap.gap >= 0 : gap.gap < 0);
  const clearly = gap !== null && (gap.interval.low > 0 || gap.interval.high < 0);
  if (scored.n < calibrationRule.least) {
    if (!here) return notApplicable(`judged by \`${other}\`, for confidence lay on its side of accuracy`);
    return {
      kind: 'inconclusive',
      reason: `${clearly ? 'By how much its probabilities are to be corrected' : 'Whether its probabilities are true'} cannot be told from ${many(scored.n, 'example')}: ${gapText(calibration)}`,
      enough: `${calibrationRule.least} examples with probabilities`,
      evidence,
    };
  }
  const certain = calibration.error.bins.reduce(
    (sum, bin) => sum + (bin.lowest >= 1 - 1e-9 ? bin.rows : 0),
    0,
  );
  if (certain >= calibrationRule.mostCertain * scored.n)
    return notApplicable('the saved scores are decisions (0 or 1), not probabilities', 'save-scores');
  if (here && temperature.fit.temperature === null)
    return notApplicable(`no temperature fits: ${temperature.fit.reason ?? 'unknown'}`);
  const measured = `${upperFirst(gapText(calibration))}. ${upperFirst(errorText(calibration))}. ${upperFirst(temperatureSentence(calibration))}`;
  if (!here) return { kind: 'pass', measured: upperFirst(gapText(calibration)), evidence };
  if (!shown(calibration, side))
    return {
      kind: 'pass',
      measured: `${upperFirst(gapText(calibration))}; ${errorText(calibration)}`,
      evidence,
    };
  return {
    calibration,
    gap: gap!.gap,
    temperature: temperature.fit.temperature!,
    interval: temperature.fit.interval!,
    measured,
    evidence,
    claim: source === 'unknown' ? 'likely' : 'strong',
  };
}

export const isMiscalibrated = (value: Miscalibrated | Outcome): value is Miscalibrated => !('kind' in value);

/** `Divide the logits by 1.42 before the softmax (95 %: 1.31 to 1.55)`. */
export const divideText = ({ temperature, interval }: Miscalibrated): string =>
  `Divide the logits by ${formatScore(temperature)} before the softmax (95 %: ${formatScore(interval.low)} to ${formatScore(interval.high)})`;

/** Title of a finding: the two numbers that are apart. */
export const apartTitle = ({ calibration, gap }: Miscalibrated, side: Side): string =>
  `Confidence was ${formatNumber(Number(Math.abs(100 * gap).toFixed(1)))} points ${side === 'over' ? 'above' : 'below'} accuracy: ${formatPercent(calibration.gap!.meanConfidence)} against ${formatPercent(calibration.gap!.frequency)}`;

/** Fields that findings of both signs share. */
export const sharedFields = (
  facts: RunFacts,
  found: Miscalibrated,
): Pick<FindingDraft, 'claim' | 'measured' | 'evidence' | 'refutedBy' | 'subject' | 'weight'> => ({
  claim: found.claim,
  subject: splitOf(facts),
  measured: found.measured,
  refutedBy: `Fit the temperature on other labelled examples, at least ${calibrationRule.least}: near 1 it was these examples only`,
  evidence: found.evidence,
  weight: Math.min(1, 0.2 + 3 * Math.abs(found.gap)),
});
