import type { RunFacts } from '../../facts/define.ts';
import { selectionOptimism } from '../../facts/selection-optimism.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import type { PredictionShift } from '../../model/texts.ts';
import { normalCdf, wilson } from '../../stats/index.ts';
import { formatCount, formatPercent, formatScore } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { labelSets, textsOfLabelSets } from '../label-set-words.ts';
import { probabilityText } from '../overlap-words.ts';
import { measure, normalInterval } from '../wording.ts';

const LEAST_ROWS = 200;
/** One in a hundred for the audit: half for a fall of the accuracy, half for a difference of the data. */
const ALPHA = 0.005;
/** Three tests ask whether the data differ: predicted labels, probabilities, lengths (Bonferroni). */
const EACH = ALPHA / 3;
/** With many examples the smallest difference passes a test; below these nobody would act on it. */
const LEAST_DISTANCE = 0.1;
const LEAST_SHARES = 0.05;
const LEAST_FALL = 0.02;
const LARGE_FALL = 0.05;

const half = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, share, i) => sum + Math.abs(share - b[i]!), 0) / 2;

const points = (share: number): string => `${(100 * share).toFixed(1)} points`;

/** The label whose share changed most. */
function widest({ labels }: PredictionShift, shares: PredictionShift['predicted']): string {
  const at = labels.reduce(
    (best, _, i) =>
      Math.abs(shares.test[i]! - shares.validation[i]!) >
      Math.abs(shares.test[best]! - shares.validation[best]!)
        ? i
        : best,
    0,
  );
  return `${code(labels[at]!)} ${formatPercent(shares.validation[at]!)} against ${formatPercent(shares.test[at]!)}`;
}

/** What differs beyond chance and enough to matter, in words: validation first, then test. */
function differences(shift: PredictionShift): readonly string[] {
  const { predicted, predictedP, probability, length } = shift;
  const said: string[] = [];
  if (predictedP < EACH && half(predicted.validation, predicted.test) >= LEAST_SHARES)
    said.push(`predicted labels have other shares (${widest(shift, predicted)})`);
  if (probability !== null && probability.p < EACH && probability.distance >= LEAST_DISTANCE)
    said.push(
      `the probability of ${code(probability.label)} is distributed otherwise (distance ${formatScore(probability.distance)})`,
    );
  if (length !== null && length.p < EACH && length.distance >= LEAST_DISTANCE)
    said.push(
      `texts have another length (median ${formatCount(length.medianWords.validation)} against ${formatCount(length.medianWords.test)} words)`,
    );
  return said;
}

interface Fall {
  readonly validation: number;
  readonly test: number;
  readonly size: number;
  readonly standardError: number;
  /** Expected from the choice of the checkpoint by this validation set; 0 when nothing was chosen or it is not known. */
  readonly optimism: number;
  readonly p: number;
  /** Label shares explain the fall to within its error. */
  readonly byShares: boolean;
}

function fallOf(facts: RunFacts, shift: PredictionShift): Fall {
  const { validation, test } = shift.right;
  const [a, b] = [validation.right / validation.rows, test.right / test.rows];
  const variance = (share: number, n: number): number => {
    const smooth = (share * n + 1) / (n + 2);
    return (smooth * (1 - smooth)) / n;
  };
  const standardError = Math.sqrt(variance(a, validation.rows) + variance(b, test.rows));
  const optimism = facts.targetMetric()?.share === true ? (selectionOptimism(facts)?.luck ?? 0) : 0;
  const { reweighted, references, referenceP } = shift;
  const rest = reweighted === null ? Number.NaN : reweighted.value - b - optimism;
  const restError = Math.hypot(reweighted?.standardError ?? Number.NaN, Math.sqrt(variance(b, test.rows)));
  return {
    validation: a,
    test: b,
    size: a - b,
    standardError,
    optimism,
    p: normalCdf(-(a - b - optimism) / standardError),
    byShares:
      referenceP < ALPHA &&
      half(references.validation, references.test) >= LEAST_SHARES &&
      rest < 1.645 * restError &&
      rest < 0.5 * (a - b),
  };
}

function evidenceOf(shift: PredictionShift, fall: Fall): readonly Evidence[] {
  const { predicted, references, predictedP, referenceP, probability, length, right, reweighted } = shift;
  return [
    measure('accuracy on validation', fall.validation, {
      n: right.validation.rows,
      interval: wilson(right.validation.right, right.validation.rows),
    }),
    measure('accuracy on test', fall.test, {
      n: right.test.rows,
      interval: wilson(right.test.right, right.test.rows),
    }),
    measure('fall', fall.size, {
      interval: normalInterval(fall.size, fall.standardError, 'normal, two independent sets'),
    }),
    measure('expected from choosing the checkpoint', fall.optimism, {
      method: 'expected maximum of the evaluations about as good as the best',
    }),
    measure('p of the fall beyond that', fall.p, { method: 'z test, one-sided' }),
    measure('difference of predicted label shares', half(predicted.validation, predicted.test), {
      method: `half the sum of absolute differences; χ², ${probabilityText(predictedP)}`,
    }),
    measure('difference of reference label shares', half(references.validation, references.test), {
      method: `half the sum of absolute differences; χ², ${probabilityText(referenceP)}`,
    }),
    ...(reweighted === null
      ? []
      : [
          measure('accuracy expected on the label shares of the test data', reweighted.value, {
            interval: normalInterval(
              reweighted.value,
              reweighted.standardError,
              'normal, recalls of validation',
            ),
          }),
        ]),
    ...(probability === null
      ? []
      : [
          measure(`distance of the probability of ${probability.label}`, probability.distance, {
            method: `Kolmogorov–Smirnov, Bonferroni over classes, ${probabilityText(probability.p)}`,
          }),
        ]),
    ...(length === null
      ? []
      : [
          measure('distance of lengths', length.distance, {
            method: `Kolmogorov–Smirnov, ${probabilityText(length.p)}`,
          }),
          measure('median length on validation', length.medianWords.validation, { unit: 'words' }),
          measure('median length on test', length.medianWords.test, { unit: 'words' }),
        ]),
  ];
}

const accuracyText = (fall: Fall): string =>
  `Accuracy was ${formatPercent(fall.validation)} on validation and ${formatPercent(fall.test)} on test data${fall.optimism > 0 && fall.size > 0 ? `; choosing the checkpoint explains about ${points(fall.optimism)}` : ''}`;

function found(shift: PredictionShift, fall: Fall, differ: readonly string[]): FindingDraft {
  const excess = fall.size - fall.optimism;
  const falls = fall.p < ALPHA && excess >= LEAST_FALL;
  const expected = shift.reweighted === null ? '' : formatPercent(shift.reweighted.value);
  return {
    claim: 'strong',
    severity: falls ? (excess >= LARGE_FALL ? 'problem' : 'risk') : 'note',
    subject: { split: 'test' },
    title: falls
      ? `Accuracy was ${points(fall.size)} lower on test than on validation data, more than chance and choice explain`
      : 'Test data differ from validation data',
    measured: [
      accuracyText(fall),
      ...(differ.length === 0 ? [] : [`Validation against test: ${differ.join('; ')}`]),
    ].join('. '),
    cause: fall.byShares
      ? {
          text: `labels have other shares in the test data (${widest(shift, shift.references)}); with the recall of validation ${expected} was to be expected`,
          claim: 'likely',
        }
      : differ.length > 0
        ? { text: 'the two sets come from different sources, times or preparation', claim: 'likely' }
        : {
            text: 'something that neither the lengths nor the predicted labels show, or validation data that resemble the training data too much',
            claim: 'hint',
          },
    mattersWhen: falls
      ? 'checkpoints, thresholds or settings are chosen on the validation data'
      : 'a threshold or a choice made on validation data is used on data like the test data',
    advice: {
      text: 'Draw the validation data from where the model will be used, and set thresholds anew on them',
    },
    refutedBy:
      'Put both sets together, divide them anew at random and evaluate again: if the difference stays, it is not the data',
    evidence: evidenceOf(shift, fall),
    weight: Math.min(1, 0.3 + 5 * Math.max(0, excess)),
  };
}

/** A28 of the catalogue. Chance and the luck of the chosen checkpoint are taken off first; only the rest is a shift. */
export const valTestShift = defineAudit({
  id: 'val-test-shift',
  family: 'data',
  title: 'Validation and test data look alike to the model',
  failureTitle: 'Test data differ from validation data',
  why: 'What was chosen on the validation data may not hold where the test data come from.',
  requires: [],
  references: [
    'https://arxiv.org/abs/1810.11953',
    'https://arxiv.org/abs/1802.03916',
    'https://doi.org/10.1162/089976602753284446',
  ],
  judge({ run, facts }): Outcome {
    const shift = run.textMeasures?.shift ?? null;
    if (shift === null && labelSets(facts) !== null) return notApplicable(textsOfLabelSets);
    if (shift === null)
      return notApplicable(
        'predictions of both validation and test data are needed',
        run.predictions.length === 0 ? 'save-predictions' : null,
      );
    const rows = Math.min(shift.right.validation.rows, shift.right.test.rows);
    if (rows < LEAST_ROWS)
      return inconclusive(
        `${many(rows, 'prediction')} of one of the two sets are too few to compare them`,
        `${LEAST_ROWS} predictions of each`,
      );
    const fall = fallOf(facts, shift);
    const differ = differences(shift);
    if (differ.length > 0 || (fall.p < ALPHA && fall.size - fall.optimism >= LEAST_FALL))
      return { kind: 'finding', findings: [found(shift, fall, differ)] };
    return {
      kind: 'pass',
      measured: `${accuracyText(fall)}; predictions and lengths do not differ beyond chance by much`,
      evidence: evidenceOf(shift, fall),
    };
  },
});
