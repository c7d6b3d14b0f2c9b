import type { Evidence, FindingDraft, Outcome, Subject } from '../../model/outcome.ts';
import type { AnswerVariation } from '../../model/variation.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { measure } from '../wording.ts';

const least = {
  /** Sets to compare, and from how many on the changes say more than a hint. */
  sets: 3,
  sure: 5,
  /** Examples that are worth a finding. */
  examples: 10,
} as const;
/** Seeds that disagree on so many examples: what is learned there depends on chance. */
const UNDERSPECIFIED = 0.2;
const MOST_SHOWN = 50;

const units = {
  epoch: { one: 'epoch', more: 'epochs', of: 'the last epoch' },
  step: { one: 'checkpoint', more: 'checkpoints', of: 'the last checkpoint' },
  seed: { one: 'seed', more: 'seeds', of: 'the first seed' },
} as const;

const compared = ({ sets }: AnswerVariation) => sets.filter(({ leftOut }) => leftOut === null);

function evidenceOf(variation: AnswerVariation): readonly Evidence[] {
  const { rows, changed, ambiguousRows, differing, errors, errorsAmong, kind } = variation;
  const accuracies = compared(variation).map(({ accuracy }) => accuracy);
  return [
    measure(`${units[kind].more} compared`, accuracies.length),
    measure(`${units[kind].more} left out`, variation.sets.length - accuracies.length),
    measure('examples in all of them', rows, { unit: 'examples' }),
    measure('examples with the same answer throughout', rows - differing, { unit: 'examples', n: rows }),
    ...(kind === 'seed'
      ? []
      : [
          measure('examples whose answer changed once', changed.once, { unit: 'examples', n: rows }),
          measure('examples whose answer changed twice or oftener', changed.oftener, {
            unit: 'examples',
            n: rows,
          }),
        ]),
    ...(variation.scored && kind !== 'seed'
      ? [
          measure('lowest mean probability of the right label that counts', 0.3),
          measure('highest mean probability of the right label that counts', 0.7),
        ]
      : []),
    measure('examples that kept changing', ambiguousRows, { unit: 'examples', n: rows }),
    measure('share of the examples', ambiguousRows / rows, { n: rows }),
    measure(`errors of ${units[kind].of}`, errors, { unit: 'examples', n: rows }),
    measure('of these among the changing examples', errorsAmong, { unit: 'examples', n: errors }),
    measure('lowest accuracy of a compared set', Math.min(...accuracies), { n: rows }),
    measure('highest accuracy of a compared set', Math.max(...accuracies), { n: rows }),
  ];
}

function measuredText(variation: AnswerVariation): string {
  const { kind, rows, changed, differing, scored, errors, errorsAmong, ambiguousRows } = variation;
  const n = compared(variation).length;
  const out = variation.sets.length - n;
  const left = out === 0 ? '' : ` (${many(out, units[kind].one, units[kind].more)} left out)`;
  const among =
    errors === 0
      ? ''
      : `. ${formatCount(errorsAmong)} of ${many(errors, 'error')} of ${units[kind].of} ${errorsAmong === 1 ? 'is' : 'are'} among them`;
  if (kind === 'seed')
    return `${formatCount(n)} seeds${left} gave ${formatCount(rows - differing)} of ${many(rows, 'example')} the same answer and disagreed on ${formatCount(differing)}${among}`;
  const middle = scored
    ? `, ${formatCount(ambiguousRows)} of them with a mean probability of the right label between 0.3 and 0.7`
    : '';
  return `Over ${formatCount(n)} ${units[kind].more}${left}, ${formatCount(changed.never)} of ${many(rows, 'example')} kept their answer, ${formatCount(changed.once)} changed it once and ${formatCount(changed.oftener)} twice or oftener${middle}${among}`;
}

function finding(variation: AnswerVariation, subject: Partial<Subject>): FindingDraft {
  const { kind, rows, ambiguousRows, ambiguous, lead } = variation;
  const sure = compared(variation).length >= (kind === 'seed' ? least.sets : least.sure);
  const share = ambiguousRows / rows;
  const seeds = kind === 'seed';
  const many20 = seeds && share >= UNDERSPECIFIED;
  return {
    claim: sure ? 'likely' : 'hint',
    severity: many20 ? 'risk' : 'note',
    subject,
    title: seeds
      ? `Seeds disagreed on ${formatCount(ambiguousRows)} of ${many(rows, 'example')} (${formatPercent(share)})`
      : `The answer to ${formatCount(ambiguousRows)} of ${many(rows, 'example')} (${formatPercent(share)}) kept changing between ${units[kind].more}`,
    measured: measuredText(variation),
    cause: {
      text: many20
        ? 'the training data leave much open, so that chance decides what is learned, or texts that can be read in two ways'
        : 'texts that can be read in two ways, or a case that the labels were not defined for',
      claim: 'hint',
    },
    mattersWhen: 'single answers to such examples are relied on',
    advice: {
      text: 'Have two more people label these examples; keep them in training, and where people disagree train on the share of each label',
      effort: 'data',
    },
    refutedBy:
      'Show them to two people without the label: where both agree with it, the text is clear, and it is the training that is unsteady',
    evidence: evidenceOf(variation),
    examples: { set: lead, rows: ambiguous.slice(0, MOST_SHOWN).map(({ row }) => row) },
    weight: Math.min(1, share),
  };
}

/** D2 of the catalogue. */
export const ambiguousExamples = defineAudit({
  id: 'ambiguous-examples',
  family: 'errors',
  title: 'Answers stay the same between epochs or seeds',
  failureTitle: 'The model keeps changing its mind on some examples',
  why: 'The answers to such examples are a matter of chance, whatever the score of the whole set.',
  requires: ['predictions'],
  references: ['https://aclanthology.org/2020.emnlp-main.746/', 'https://arxiv.org/abs/1812.05159'],
  judge({ run, facts }): Outcome {
    const variation = run.variation ?? null;
    if (variation === null)
      return notApplicable('the same examples were not saved at several epochs, checkpoints or seeds');
    const { kind, ambiguousRows, rows } = variation;
    const n = compared(variation).length;
    if (n < least.sets)
      return inconclusive(
        `Whether answers keep changing cannot be told from ${many(n, units[kind].one, units[kind].more)} of like accuracy`,
        `Predictions of the same examples at ${least.sure} ${units[kind].more}${kind === 'seed' ? '' : ' after the first'}`,
      );
    if (ambiguousRows < least.examples)
      return { kind: 'pass', measured: measuredText(variation), evidence: evidenceOf(variation) };
    return rows === 0
      ? notApplicable('no example is in all of the files')
      : { kind: 'finding', findings: [finding(variation, splitOf(facts))] };
  },
});
