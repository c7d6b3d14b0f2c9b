import { type DeletionTest, negationPairs } from '../../metrics/cues/index.ts';
import type { ExaminedRows } from '../../metrics/examination/index.ts';
import type { TextEffect } from '../../metrics/subsets/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent, formatProbability } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type AskedAgain, askAgain, askedText, evidenceOfAsking } from '../asked-again.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import {
  examplesOf,
  isComparable,
  isWorseWithNegation,
  LEAST_ERRORS,
  LEAST_ROWS,
  pointsText,
  severityOf,
  shareOf,
} from '../error-words.ts';
import { measure } from '../wording.ts';

/** The wrong texts with a negation, without it and without another word; null where there are none to ask. */
function negationQuestion(examined: ExaminedRows, { wrong, spans }: TextEffect): AskedAgain | null {
  if (examined.texts === null || spans === null) return null;
  const places = (text: string): readonly (readonly [number, number])[] =>
    spans(text).map(({ start, end }) => [start, end]);
  const pairs = negationPairs(examined.texts, wrong, places);
  return pairs.length === 0 ? null : askAgain(`negation/${examined.set}`, examined, pairs);
}

/** Fewer wrong texts than this decide nothing. */
const LEAST_ASKED = 20;

/** What minimal pairs say of the reason: an answer that stays without the negation did not hang on it. */
function causeOf(test: DeletionTest | null): NonNullable<FindingDraft['cause']> {
  if (test?.relied === true)
    return {
      text: 'the model reads the negation, and turns these answers by it: the texts around it, or their labels, are what it does not fit',
      claim: 'hint',
    };
  if (test !== null && test.rows >= LEAST_ASKED && wilson(test.rows - test.changed, test.rows).low > 0.5)
    return {
      text: 'the model goes by the words beside the negation: most of the wrong answers stayed when it was taken out',
      claim: 'likely',
    };
  return {
    text: 'the model may go by the words beside the negation and not by the negation',
    claim: 'hint',
  };
}

/** D5 of the catalogue. */
export const negationWeakness = defineAudit({
  id: 'negation-weakness',
  family: 'errors',
  title: 'Texts with a negation are no worse than others',
  failureTitle: 'Texts with a negation are worse than others',
  why: 'A negation turns the meaning round: such errors are few in number and dear in use.',
  requires: ['examples', 'texts'],
  references: ['https://aclanthology.org/2020.acl-main.442/', 'https://aclanthology.org/C18-1198/'],
  judge({ facts, probe, canProbe }): Outcome {
    const examination = facts.examination();
    const effect = examination?.negation() ?? null;
    if (examination === null || effect === null) return notApplicable('no texts were saved', 'save-texts');
    const { rows, errors, otherRows, otherErrors, difference, interval, controlled } = effect;
    if (rows < LEAST_ROWS || otherRows < LEAST_ROWS)
      return notApplicable(
        `${many(rows, 'text')} of ${formatCount(effect.judged)} have a negation that the word lists know; ${LEAST_ROWS} with and without are needed`,
      );
    if (!isComparable(effect) || difference === null || interval === null)
      return {
        kind: 'pass',
        measured: `${many(effect.judgedErrors, 'error')} in ${many(effect.judged, 'text')}: too few to gather at negations (${LEAST_ERRORS} are needed to compare)`,
        evidence: [measure('errors', effect.judgedErrors, { n: effect.judged })],
      };
    if (controlled === null)
      return inconclusive(
        `Whether texts with a negation are worse cannot be told apart from their labels and length: ${shareOf(errors, rows)} were wrong with, ${shareOf(otherErrors, otherRows)} without`,
        'texts with and without a negation of each label',
      );
    const evidence = [
      measure('negation', effect.definition),
      measure('error rate with a negation', errors / rows, { n: rows }),
      measure('error rate without', otherErrors / otherRows, { n: otherRows }),
      measure('difference', difference, { interval, method: interval.method }),
      measure('odds of an error, labels and length held fixed', controlled.oddsRatio, {
        interval: { low: controlled.low, high: controlled.high, level: 0.95, method: 'Wald' },
        method: `${controlled.method}, p = ${controlled.p.toPrecision(2)}`,
      }),
    ];
    const compared = `${shareOf(errors, rows)} of the texts with a negation were wrong against ${shareOf(otherErrors, otherRows)} of those without: ${pointsText(difference, interval)}`;
    const p = controlled.p < 0.01 ? formatProbability(controlled.p) : `= ${formatProbability(controlled.p)}`;
    if (!isWorseWithNegation(effect))
      return {
        kind: 'pass',
        measured: `${compared}; p ${p} with labels and length held fixed`,
        evidence,
      };
    const question = negationQuestion(examination.examined, effect);
    if (question !== null && canProbe === true && probe(question.probe.key) === null)
      return { kind: 'needs-probe', probe: question.probe };
    const answer = question === null ? null : probe(question.probe.key);
    const test = question === null || answer === null ? null : question.judge(answer);
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'strong',
          severity: severityOf('strong', interval, errors, effect.judgedErrors),
          subject: splitOf(facts),
          title: `${formatPercent(errors / rows)} of the texts with a negation were wrong, and ${formatPercent(otherErrors / otherRows)} of those without`,
          measured: `${compared}. With labels and length held fixed the odds of an error were ${controlled.oddsRatio.toFixed(1)} times as high (p ${p})${test === null ? '' : `. ${askedText(test, 'the negation')}`}`,
          cause: causeOf(test),
          mattersWhen:
            'a turned meaning is dear: a denied symptom, a withdrawn warning, a complaint that is none',
          advice: {
            text: 'Add 100 to 500 training examples with a negation, each beside the same text without it',
            effort: 'data',
          },
          refutedBy:
            'Write 50 pairs of texts that differ in one negation and have them predicted: if the answer turns with the meaning in nearly all, the negation is not the reason',
          evidence: [...evidence, ...(test === null ? [] : evidenceOfAsking(test, 'the negation'))],
          examples: examplesOf(examination, effect.wrong, effect.spans),
          weight: Math.min(1, errors / effect.judgedErrors + difference / 2),
        },
      ],
    };
  },
});
