import type { ExaminedRows } from '../../metrics/examination/index.ts';
import type { ConflictingDuplicates } from '../../metrics/label-errors/index.ts';
import type { FindingDraft, Outcome, Subject } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { rangeText, splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { rightShare, shownExamples } from '../shown-examples.ts';
import { measure } from '../wording.ts';

/** Errors that no answer avoids, as a share of the rows and of all errors, from which on they limit the score. */
const LEAST_OF_ROWS = 0.01;
const LEAST_OF_ERRORS = 0.1;

function found(
  duplicates: ConflictingDuplicates,
  examined: ExaminedRows,
  subject: Partial<Subject>,
): FindingDraft {
  const { conflicts, conflictRows, repeatedTexts, repeatedRows, noise } = duplicates;
  const { right, rows } = rightShare(examined);
  const lost = conflicts.reduce(
    (sum, { rows: own, labels }) => sum + own.length - Math.max(...labels.map((label) => label.rows)),
    0,
  );
  const limits = lost >= LEAST_OF_ROWS * rows && lost >= LEAST_OF_ERRORS * (rows - right);
  const rate =
    noise === null
      ? ''
      : `. If each copy was labelled on its own, ${formatPercent(noise.value)} of the labels are wrong (95 %: ${rangeText(noise.interval)})`;
  return {
    claim: 'fact',
    severity: limits ? 'risk' : 'note',
    subject,
    title: `${many(conflicts.length, 'text')} ${conflicts.length === 1 ? 'occurs' : 'occur'} with different labels, in ${many(conflictRows, 'row')}`,
    measured: `Of ${many(repeatedTexts, 'text')} that occur more than once (${many(repeatedRows, 'row')}). At least ${formatCount(lost)} of ${many(rows, 'row')} count as wrong whatever is answered${rate}`,
    cause: {
      text: 'labels that were given differently, or a label that depends on something outside of the text',
      claim: 'hint',
    },
    mattersWhen: 'the score is quoted, or such texts are also trained on',
    advice: {
      text: 'Settle one label for each of these texts, or leave them out of the score',
      effort: 'data',
    },
    refutedBy:
      'Show these texts to a second person: where both labels can be right, the text alone does not decide, and no label is wrong',
    evidence: [
      measure('texts with different labels', conflicts.length, {
        n: repeatedTexts,
        method: 'equal but for case, punctuation and blanks',
      }),
      measure('rows that hold them', conflictRows, { n: rows }),
      measure('rows whose text occurs more than once', repeatedRows, { n: rows }),
      measure('rows that no answer per text gets right', lost, { n: rows }),
      noise === null
        ? measure('share of wrong labels', null, { reason: duplicates.reason ?? 'not known' })
        : measure('share of wrong labels', noise.value, {
            interval: noise.interval,
            n: repeatedTexts,
            method: duplicates.assumptions.join('; '),
          }),
    ],
    examples: shownExamples(
      examined,
      conflicts.flatMap(({ rows: own }) => [...own]),
    ),
    weight: Math.min(1, 0.2 + (20 * lost) / rows),
  };
}

/** D10 of the catalogue: the rows are a fact, the rate of wrong labels rests on assumptions and is told with them. */
export const conflictingDuplicates = defineAudit({
  id: 'conflicting-duplicates',
  family: 'errors',
  title: 'Equal texts carry equal labels',
  failureTitle: 'Equal texts carry different labels',
  why: 'No model can be right on both of two equal texts with different labels, and how often that occurs tells how well the data are labelled.',
  requires: ['texts'],
  references: ['https://arxiv.org/abs/2103.14749', 'https://doi.org/10.1080/01621459.1927.10502953'],
  judge({ facts }): Outcome {
    const { conflicts, examined } = facts.examination()!;
    const duplicates = conflicts();
    if (duplicates === null) return notApplicable('no texts were saved', 'save-texts');
    if (duplicates.conflicts.length > 0)
      return { kind: 'finding', findings: [found(duplicates, examined, splitOf(facts))] };
    const { repeatedTexts } = duplicates;
    return {
      kind: 'pass',
      measured:
        repeatedTexts === 0
          ? `No text of ${many(examined.rows.length, 'row')} occurs twice`
          : `${many(repeatedTexts, 'text')} ${repeatedTexts === 1 ? 'occurs' : 'occur'} more than once, always with the same label`,
      evidence: [measure('texts that occur more than once', repeatedTexts, { n: examined.rows.length })],
    };
  },
});
