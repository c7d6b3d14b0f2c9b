import type { RunFacts } from '../../facts/define.ts';
import type { Examination, LabelThreshold } from '../../metrics/examination/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import type { Score } from '../../model/report.ts';
import { formatCount, formatPercent, formatScore, formatSigned } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { scoreEvidence, scoreText, splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { thresholdsOfLabelSets } from '../label-set-thresholds.ts';
import { labelSets } from '../label-set-words.ts';
import { measure } from '../wording.ts';

const least = {
  /** Examples of the label. */
  positives: 50,
  /** Gain of F1 on rows that the threshold was not chosen on. */
  gain: 0.02,
  /** Lower end of ROC AUC. Scores that rank nothing gain F1 too, by calling everything positive. */
  area: 0.6,
} as const;
/** Gain of F1 that a user would not leave lying. */
const RISKY = 0.05;
/** Predictions that another threshold than one half has made. */
const MOST_OTHERS = 0.01;

/** Two digits that count: `0.31`, `0.0042`. */
const thresholdText = (value: number): string =>
  value < 0.1 ? String(Number(value.toPrecision(2))) : formatScore(value);

const pointsText = (share: number): string => formatSigned(100 * share).replace('+', '');

/** Share of rows whose saved prediction isn't what one half of the probability says. */
function otherwiseCalled(
  { examined: { predicted } }: Examination,
  found: LabelThreshold,
  scores: Scores,
): number {
  let other = 0;
  for (let i = 0; i < scores.n; i++) {
    const called = predicted[scores.rows[i]!]! === found.label;
    // Saved with a few digits, one half may have been on either side.
    if (Math.abs(scores.score[i]! - 0.5) > 1e-3 && called !== scores.score[i]! >= 0.5) other++;
  }
  return other / Math.max(1, scores.n);
}

interface Scores {
  readonly n: number;
  readonly rows: Int32Array;
  readonly score: Float64Array;
}

function scoresOf(examination: Examination, label: number): Scores {
  const { scored } = examination.calibration()!;
  return {
    n: scored.n,
    rows: scored.rows,
    score: Float64Array.from({ length: scored.n }, (_, i) => scored.probabilities[2 * i + label]!),
  };
}

/** F1 of calling every row positive: what lowering the threshold to 0 brings without any knowledge. */
const ofCallingAll = ({ positives, rows }: LabelThreshold): number => (2 * positives) / (positives + rows);

function evidenceOf(name: string, found: LabelThreshold, area: Score | undefined): readonly Evidence[] {
  const { heldOut, chosen } = found;
  const evidence: Evidence[] = [
    measure(`examples of ${name}`, found.positives, { unit: 'examples', n: found.rows }),
    measure(`F1 of ${name} at ${found.current}`, found.valueAtCurrent, { n: found.rows }),
  ];
  if (heldOut !== null)
    evidence.push(
      measure('F1 on rows that the threshold was not chosen on', heldOut.value, { n: found.rows }),
      measure('gain of F1', 100 * heldOut.gain, {
        unit: 'points',
        interval: { ...heldOut.interval, low: 100 * heldOut.interval.low, high: 100 * heldOut.interval.high },
        n: found.rows,
        method: heldOut.interval.method,
      }),
      measure('splits into two halves', found.splits),
    );
  evidence.push(
    measure('best threshold', found.best, found.reason === null ? {} : { reason: found.reason }),
    measure('F1 of calling every example so', ofCallingAll(found)),
  );
  if (chosen !== null)
    evidence.push(
      measure('lowest threshold of the middle 90 % of halves', chosen.low),
      measure('highest threshold of the middle 90 % of halves', chosen.high),
    );
  if (found.ifCalibrated !== null)
    evidence.push(
      measure('best threshold if the probabilities were true', found.ifCalibrated, { method: 'F1/2' }),
    );
  if (area !== undefined) evidence.push(scoreEvidence('ROC AUC', area, found.rows));
  return evidence;
}

const gainText = ({ gain, interval }: NonNullable<LabelThreshold['heldOut']>): string =>
  `${pointsText(gain)} points (95 %: ${pointsText(interval.low)} to ${pointsText(interval.high)})`;

/** True probabilities have their best F1 at half of it (Lipton et al. 2014). */
function causeOf({ chosen, ifCalibrated }: LabelThreshold): FindingDraft['cause'] {
  if (chosen === null || ifCalibrated === null) return undefined;
  return ifCalibrated >= chosen.low && ifCalibrated <= chosen.high
    ? { text: 'F1 is best at half its own value, not at one half of the probability', claim: 'likely' }
    : { text: 'the probabilities are not calibrated', claim: 'hint' };
}

function finding(
  facts: RunFacts,
  examination: Examination,
  found: LabelThreshold,
  area: Score,
): FindingDraft {
  const { labels, source } = examination.examined;
  const label = labels[found.label]!;
  const other = labels[1 - found.label]!;
  const heldOut = found.heldOut!;
  const best = found.best!;
  const strong = source !== 'unknown';
  return {
    claim: strong ? 'strong' : 'likely',
    severity: strong && heldOut.gain >= RISKY ? 'risk' : 'note',
    subject: { ...splitOf(facts), class: label },
    title: `A threshold of ${thresholdText(best)} instead of ${found.current} gained ${pointsText(heldOut.gain)} points of F1 for ${code(label)}`,
    measured: `F1 of ${code(label)} was ${formatPercent(found.valueAtCurrent)} at ${found.current} and ${formatPercent(heldOut.value)} with a threshold chosen on the other half: ${gainText(heldOut)}, mean of ${found.splits} splits of ${many(found.rows, 'example')}, ${formatCount(found.positives)} of them ${code(label)}. Thresholds chosen on halves lay between ${thresholdText(found.chosen!.low)} and ${thresholdText(found.chosen!.high)}; ROC AUC was ${scoreText(area)}`,
    ...(causeOf(found) === undefined ? {} : { cause: causeOf(found)! }),
    mattersWhen: `F1 of ${code(label)} is what counts, and the labels are as frequent in use as here`,
    advice: {
      text: `Call ${code(label)} from a probability of ${thresholdText(best)} on, and ${code(other)} below it`,
      effort: 'none',
    },
    refutedBy: `Apply ${thresholdText(best)} to other labelled examples: without a gain it suited these only`,
    evidence: evidenceOf(label, found, area),
    weight: Math.min(1, 0.2 + 4 * heldOut.gain),
  };
}

/** C10 of the catalogue. */
export const thresholdOff = defineAudit({
  id: 'threshold-off',
  family: 'calibration',
  title: 'One half is as good a threshold as any',
  failureTitle: 'The threshold, not the model, limits F1',
  why: 'A better threshold costs no training.',
  requires: [],
  requiresOneOf: ['examples', 'multi-label'],
  references: ['https://arxiv.org/abs/1402.1892', 'docs/metrics/thresholds.md'],
  judge({ facts }): Outcome {
    const sets = labelSets(facts);
    if (sets !== null) return thresholdsOfLabelSets(sets);
    const examination = facts.examination();
    if (examination === null)
      return notApplicable('no predictions with references were found', 'save-predictions');
    if (examination.examined.probabilities === null)
      return notApplicable('the predictions carry no probabilities', 'save-scores');
    const { source, labels } = examination.examined;
    if (labels.length !== 2) return notApplicable('a threshold decides between two labels only');
    if (source === 'in-sample')
      return notApplicable('the predictions are of training examples', 'save-predictions');
    const found = examination.threshold();
    const calibration = examination.calibration();
    if (found === null || calibration === null)
      return notApplicable('fewer than 50 examples have probabilities that add up to 1', 'save-scores');
    const label = labels[found.label]!;
    // Of two labels the area is the same for both.
    const area = calibration.rankings.overall.roc_auc;
    const evidence = evidenceOf(label, found, area);
    if (found.positives < least.positives || found.heldOut === null || found.best === null)
      return {
        kind: 'inconclusive',
        reason: `Whether another threshold is better cannot be told from ${many(found.positives, 'example')} of ${code(label)}`,
        enough: `${least.positives} examples of ${code(label)}`,
        evidence,
      };
    if (otherwiseCalled(examination, found, scoresOf(examination, found.label)) > MOST_OTHERS)
      return notApplicable('the saved predictions were not made at one half of the probability');
    const { gain, interval, value } = found.heldOut;
    const ranks = area?.interval != null && area.interval.low > least.area;
    const knows = value >= ofCallingAll(found) + least.gain;
    if (gain >= least.gain && interval.low > 0 && ranks && knows && area !== undefined)
      return { kind: 'finding', findings: [finding(facts, examination, found, area)] };
    return {
      kind: 'pass',
      measured: `With a threshold chosen on the other half, F1 of ${code(label)} changed by ${gainText(found.heldOut)}`,
      evidence,
    };
  },
});
