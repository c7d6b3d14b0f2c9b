import type {
  LabelThreshold,
  LabelThresholds,
  MultiLabelExamination,
  MultiLabelRankings,
} from '../metrics/multi-label/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../model/outcome.ts';
import type { Score } from '../model/report.ts';
import { formatCount, formatPercent, formatScore, formatSigned } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';
import { scoreEvidence } from './class-words.ts';
import { notApplicable } from './define.ts';
import { splitOfSets } from './label-set-words.ts';
import { measure } from './wording.ts';

const least = {
  /** Gain of F1 on rows that the threshold was not chosen on. */
  gain: 0.02,
  /** Lower end of ROC AUC. Scores that rank nothing gain F1 too, by calling everything positive. */
  area: 0.6,
} as const;
/** Gain of F1 that a user would not leave lying. */
const RISKY = 0.05;
/** Labels whose threshold the advice spells out. */
const MOST_NAMED = 5;

const thresholdText = (value: number): string =>
  value < 0.1 ? String(Number(value.toPrecision(2))) : formatScore(value);
const pointsText = (share: number): string => formatSigned(100 * share).replace('+', '');

interface Gained extends LabelThreshold {
  readonly area: Score | undefined;
}

/** A gain that the other half shows too, of a label whose scores know something. */
function isGain({ gain, area }: Gained): boolean {
  const { heldOut, best, positives, rows } = gain;
  if (heldOut === null || best === null) return false;
  const ofCallingAll = (2 * positives) / (positives + rows);
  return (
    heldOut.gain >= least.gain &&
    heldOut.interval.low > 0 &&
    heldOut.value >= ofCallingAll + least.gain &&
    area?.interval != null &&
    area.interval.low > least.area
  );
}

const gainText = ({ gain }: Gained, tests: number): string => {
  const { interval, gain: own } = gain.heldOut!;
  return `${pointsText(own)} points (95 %${tests > 1 ? ' over all labels together' : ''}: ${pointsText(interval.low)} to ${pointsText(interval.high)})`;
};

function evidenceOf(gained: readonly Gained[], { tests, labels }: LabelThresholds): readonly Evidence[] {
  const evidence: Evidence[] = [
    measure('labels', labels.length, { unit: 'labels' }),
    measure('labels and groups compared', tests),
    measure('labels that gained', gained.filter(isGain).length, { unit: 'labels' }),
    measure('splits into two halves', gained[0]?.gain.splits ?? 0),
  ];
  for (const each of gained.slice(0, 20)) {
    const { label, gain, area } = each;
    evidence.push(
      measure(`examples of ${label}`, gain.positives, { unit: 'examples', n: gain.rows }),
      measure(`F1 of ${label} at ${gain.current}`, gain.valueAtCurrent, { n: gain.rows }),
      measure(`F1 of ${label} on rows that the threshold was not chosen on`, gain.heldOut!.value, {
        n: gain.rows,
      }),
      measure(`gain of F1 for ${label}`, 100 * gain.heldOut!.gain, {
        unit: 'points',
        interval: {
          ...gain.heldOut!.interval,
          low: 100 * gain.heldOut!.interval.low,
          high: 100 * gain.heldOut!.interval.high,
        },
        n: gain.rows,
        method: gain.heldOut!.interval.method,
      }),
      measure(`best threshold of ${label}`, gain.best),
      ...(area === undefined ? [] : [scoreEvidence(`ROC AUC of ${label}`, area, gain.rows)]),
    );
  }
  return evidence;
}

function finding(
  examined: MultiLabelExamination,
  gained: readonly Gained[],
  thresholds: LabelThresholds,
): FindingDraft {
  const [first] = gained;
  const { label, gain } = first!;
  const strong = examined.source !== 'unknown';
  const one = gained.length === 1;
  const named = gained
    .slice(0, MOST_NAMED)
    .map((each) => `${code(each.label)} from ${thresholdText(each.gain.best!)}`);
  const rest = gained.length - named.length;
  return {
    claim: strong ? 'strong' : 'likely',
    severity: strong && gain.heldOut!.gain >= RISKY ? 'risk' : 'note',
    subject: { ...splitOfSets(examined), ...(one ? { class: label } : {}) },
    title: one
      ? `A threshold of ${thresholdText(gain.best!)} instead of ${gain.current} gained ${pointsText(gain.heldOut!.gain)} points of F1 for ${code(label)}`
      : `Thresholds other than ${gain.current} gained F1 for ${formatCount(gained.length)} of ${many(thresholds.labels.length, 'label')}, most for ${code(label)}: ${pointsText(gain.heldOut!.gain)} points`,
    measured: `F1 of ${code(label)} was ${formatPercent(gain.valueAtCurrent)} at ${gain.current} and ${formatPercent(gain.heldOut!.value)} with a threshold chosen on the other half: ${gainText(first!, thresholds.tests)}, mean of ${gain.splits} splits of ${many(gain.rows, 'example')}, ${formatCount(gain.positives)} of them with ${code(label)}`,
    cause: {
      text: `F1 of true probabilities is best at half its own value, which lies below ${gain.current}, and rare labels have low probabilities`,
      claim: 'hint',
    },
    mattersWhen: 'F1 of these labels is what counts, and they are as frequent in use as here',
    advice: {
      text: `Give each label its own threshold: ${named.join(', ')}${rest > 0 ? `, and ${many(rest, 'more label')} (see the table)` : ''}`,
      effort: 'none',
    },
    refutedBy: 'Apply these thresholds to other labelled examples: without a gain they suited these only',
    evidence: evidenceOf(gained, thresholds),
    weight: Math.min(1, 0.2 + 4 * gain.heldOut!.gain),
  };
}

function ownThresholds(thresholds: LabelThresholds, rankings: MultiLabelRankings): readonly Gained[] {
  const areas = new Map(rankings.labels.map((each) => [each.label, each.rocAuc]));
  return thresholds.labels
    .filter(({ kind }) => kind === 'own')
    .map((each): Gained => ({ ...each, area: areas.get(each.label) }));
}

/** Labels that another threshold serves better, most gain first; empty where that cannot be told. */
export function gainedLabels(examined: MultiLabelExamination): readonly Gained[] {
  const thresholds = examined.source === 'in-sample' ? null : examined.thresholds();
  const rankings = examined.rankings();
  if (thresholds === null || rankings === null) return [];
  return ownThresholds(thresholds, rankings)
    .filter(isGain)
    .sort((a, b) => b.gain.heldOut!.gain - a.gain.heldOut!.gain);
}

/** C10 of the catalogue where a row can have several labels: a threshold each, for labels with 50 examples or more. */
export function thresholdsOfLabelSets(examined: MultiLabelExamination): Outcome {
  if (examined.source === 'in-sample')
    return notApplicable('the predictions are of training examples', 'save-predictions');
  if (examined.set.probabilities === null)
    return notApplicable('the predictions carry no probabilities', 'save-scores');
  const thresholds = examined.thresholds();
  const rankings = examined.rankings();
  if (thresholds === null || rankings === null)
    return notApplicable('the saved predictions were not made at one threshold of the probability');
  const own = ownThresholds(thresholds, rankings);
  if (own.length === 0)
    return {
      kind: 'inconclusive',
      reason: 'Whether other thresholds are better cannot be told: no label has 50 examples',
      enough: '50 examples of a label',
    };
  const gained = gainedLabels(examined);
  if (gained.length > 0) return { kind: 'finding', findings: [finding(examined, gained, thresholds)] };
  const largest = own.reduce((a, b) => ((b.gain.heldOut?.gain ?? -1) > (a.gain.heldOut?.gain ?? -1) ? b : a));
  return {
    kind: 'pass',
    measured: `With thresholds chosen on the other half, F1 of no label was shown to gain 2 points; most for ${code(largest.label)}: ${largest.gain.heldOut === null ? 'not defined' : gainText(largest, thresholds.tests)}`,
    evidence: largest.gain.heldOut === null ? [] : evidenceOf([largest], thresholds),
  };
}
