import type { Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent, formatProbability } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import {
  examplesOf,
  growsWithLength,
  isComparable,
  LEAST_ERRORS,
  LEAST_FOR_LENGTH,
  pointsText,
  shareOf,
} from '../error-words.ts';
import { measure } from '../wording.ts';

/** D6 of the catalogue. A note: length stands for how much a text says; where its end was cut, `truncation` speaks. */
export const lengthEffect = defineAudit({
  id: 'length-effect',
  family: 'errors',
  title: 'Errors do not grow with the length of the text',
  failureTitle: 'Errors grow with the length of the text',
  why: 'An average over short texts says little about long ones.',
  requires: ['examples', 'texts'],
  references: ['https://doi.org/10.1007/978-3-030-32381-3_16'],
  judge({ facts }): Outcome {
    const examination = facts.examination();
    if (examination === null) return notApplicable('no texts were saved', 'save-texts');
    const effect = examination.lengths();
    if (effect === null) return notApplicable('all texts have the same number of words');
    const { rows, errors, otherRows, otherErrors, difference, interval, controlled } = effect;
    if (effect.judged < LEAST_FOR_LENGTH)
      return notApplicable(
        `${many(effect.judged, 'text')}: the quarters are too small to compare, ${LEAST_FOR_LENGTH} are needed`,
      );
    if (!isComparable(effect) || difference === null || interval === null)
      return {
        kind: 'pass',
        measured: `${many(effect.judgedErrors, 'error')} in ${many(effect.judged, 'text')}: too few to grow with length (${LEAST_ERRORS} are needed to compare)`,
        evidence: [measure('errors', effect.judgedErrors, { n: effect.judged })],
      };
    const compared = `${shareOf(errors, rows)} of the texts with more than ${many(effect.longest, 'word')} were wrong against ${shareOf(otherErrors, otherRows)} of those with at most ${formatCount(effect.shortest)}: ${pointsText(difference, interval)}`;
    if (controlled === null)
      return inconclusive(
        `Whether errors grow with length cannot be told apart from the labels: ${compared}`,
        'short and long texts of each label',
      );
    const p = controlled.p < 0.01 ? formatProbability(controlled.p) : `= ${formatProbability(controlled.p)}`;
    const evidence = [
      measure('longest quarter: more than', effect.longest, { unit: 'words' }),
      measure('shortest quarter: at most', effect.shortest, { unit: 'words' }),
      measure('error rate of the longest quarter', errors / rows, { n: rows }),
      measure('error rate of the shortest quarter', otherErrors / otherRows, { n: otherRows }),
      measure('difference', difference, { interval, method: interval.method }),
      measure('odds of an error for twice as many words, labels held fixed', controlled.oddsRatio, {
        interval: { low: controlled.low, high: controlled.high, level: 0.95, method: 'Wald' },
        method: `${controlled.method}, p = ${controlled.p.toPrecision(2)}`,
      }),
    ];
    if (!growsWithLength(effect))
      return { kind: 'pass', measured: `${compared}; p ${p} with the labels held fixed`, evidence };
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'strong',
          severity: 'note',
          subject: splitOf(facts),
          title: `Errors grew with length: ${formatPercent(errors / rows)} of the longest quarter of the texts were wrong, and ${formatPercent(otherErrors / otherRows)} of the shortest`,
          measured: `${compared}. With the labels held fixed p ${p}`,
          mattersWhen: 'texts are longer where the model is used than they are here',
          advice: null,
          refutedBy:
            'Cut 50 long texts of this set to what decides their label and have them predicted: if they are still wrong, their length is not the reason',
          evidence,
          examples: examplesOf(examination, effect.wrong, null),
          weight: Math.min(1, difference),
        },
      ],
    };
  },
});
