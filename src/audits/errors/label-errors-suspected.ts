import type { Examination } from '../../metrics/examination/index.ts';
import type { LabelErrors } from '../../metrics/label-errors/index.ts';
import type { FindingDraft, Outcome, Subject } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { gathersErrors } from '../error-words.ts';
import { rightShare, shownExamples } from '../shown-examples.ts';
import { measure } from '../wording.ts';

/** Models that are right less often were not tried (docs/thresholds/label-errors.md): most of their doubts are their own errors. */
const LEAST_RIGHT = 0.7;
/** Rows that a person reviews in one go. */
const REVIEW = 50;
/** Wrong labels that surely make up half of what counts as errors change what the score says. */
const HALF = 0.5;
const LEAST_SURE = 0.01;

function found(
  errors: LabelErrors,
  examination: Examination,
  wrong: number,
  subject: Partial<Subject>,
): FindingDraft {
  const { suspects, noise, rows } = errors;
  const first = Math.min(REVIEW, suspects.length);
  const { examined } = examination;
  // A model that is sure and wrong on a kind of text leaves the same trace as wrong labels (docs/accuracy/studies.md).
  const gathered = noise.low >= LEAST_SURE && gathersErrors(examination);
  const surely = noise.low >= LEAST_SURE && !gathered;
  const decides = surely && noise.low >= HALF * wrong;
  return {
    claim: surely ? 'likely' : 'hint',
    severity: decides ? 'risk' : 'note',
    subject,
    title: `${many(suspects.length, 'label')} of ${formatCount(rows)} ${suspects.length === 1 ? 'is' : 'are'} worth reviewing`,
    measured: `The model gave them little and another label much probability; about every second such row is expected to be wrong, fewer where the labels are clean. Between ${formatPercent(noise.low)} and ${formatPercent(noise.high)} of all labels may be wrong, which only a reviewed sample can narrow`,
    cause: {
      text: decides
        ? 'labels that are wrong make up much of what counts as errors here'
        : gathered
          ? 'a kind of example on which the model is sure and wrong, told by another finding, or wrong labels'
          : 'wrong labels, texts with two readings, or a kind of text on which the model is sure and wrong',
      claim: decides ? 'likely' : 'hint',
    },
    mattersWhen: 'the score is quoted or two models are compared by it',
    advice: {
      text: `Review the first ${formatCount(first)} by hand, correct what is wrong and score the same predictions again`,
      effort: 'data',
    },
    refutedBy: `Let somebody who sees neither label nor prediction label the first ${formatCount(first)} anew: if hardly any changes, the model is wrong there and not the labels`,
    evidence: [
      measure('labels worth reviewing', suspects.length, { n: rows, method: errors.method }),
      measure('share of wrong labels', null, {
        interval: noise,
        n: rows,
        reason: 'only a range can be told before a sample was reviewed',
      }),
      measure('rows that the model answers otherwise', wrong, { n: rows }),
      ...(errors.thin.length === 0
        ? []
        : [
            measure('labels with fewer than 50 rows, whose threshold is shaky', errors.thin.length, {
              n: errors.support.length,
            }),
          ]),
    ],
    examples: shownExamples(
      examined,
      suspects.map(({ row }) => row),
    ),
    weight: Math.min(1, 0.2 + 5 * noise.low),
  };
}

/** D1 of the catalogue: a list to review, never a verdict on a row. */
export const labelErrorsSuspected = defineAudit({
  id: 'label-errors-suspected',
  family: 'errors',
  title: 'No label looks wrong',
  failureTitle: 'Some labels are worth reviewing',
  why: 'Wrong labels in the evaluation data limit the score and can change which of two models looks better.',
  requires: ['examples', 'scores'],
  references: ['https://doi.org/10.1613/jair.1.12125', 'https://arxiv.org/abs/2103.14749'],
  judge({ facts }): Outcome {
    const examination = facts.examination()!;
    const { examined, labelErrors } = examination;
    if (examined.source === 'in-sample')
      return notApplicable(
        'the predictions are of texts that the model was trained on; it may have learned wrong labels by heart',
      );
    if (examined.source === 'unknown')
      return inconclusive(
        'It is not known whether the model was trained on these rows',
        'predictions of validation or test data in a file that is named for them',
      );
    const { right, rows } = rightShare(examined);
    if (right < LEAST_RIGHT * rows)
      return inconclusive(
        `The model answered ${formatPercent(1 - right / rows)} of ${many(rows, 'row')} otherwise than they are labelled: most of that are its own errors`,
        `a model that is right on ${formatPercent(LEAST_RIGHT, 0)} or more`,
      );
    const errors = labelErrors();
    if ('reason' in errors)
      return inconclusive(
        `Which labels are wrong cannot be told: ${errors.reason}`,
        'probabilities for 50 or more rows of two labels',
      );
    if (errors.suspects.length === 0)
      return {
        kind: 'pass',
        measured: `The probabilities contradict none of ${many(errors.rows, 'label')} surely enough`,
        evidence: [measure('labels worth reviewing', 0, { n: errors.rows, method: errors.method })],
      };
    return { kind: 'finding', findings: [found(errors, examination, 1 - right / rows, splitOf(facts))] };
  },
});
