import type { RunFacts } from '../../facts/define.ts';
import { movement } from '../../facts/movement.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import { trainedTask } from '../../facts/task.ts';
import type { Claim, Evidence, Outcome } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatPercent, formatRate } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { longerRunSettings } from '../length-advice.ts';
import { changesOf } from '../setting-words.ts';
import { lossText } from '../wording.ts';

/** Training loss above this share of guess level is not learned; a gap below this share of the validation loss is none. */
const NOT_LEARNED = 0.5;
const GAP = 0.1;
const LEAST_ROWS = 6;

/** Where the level of the loss says nothing: so little of the way from a constant answer to a perfect score … */
const LITTLE = 0.2;
/** … after so many evaluations and passes, with a training loss that kept this share of its first value. */
const LEAST_EVALUATIONS = 6;
const LEAST_EPOCHS = 3;
const KEPT = 0.8;

/** The metric is near that of a constant answer, and the training loss hardly fell: whatever the loss is, little was learned. */
function byMetric(facts: RunFacts): Outcome | null {
  const learned = facts.learned();
  const train = facts.trainLoss();
  const metric = facts.targetCurve();
  const { value, baseline, quantity } = learned;
  if (value === null || baseline === null || quantity === null || train === null || metric === null)
    return null;
  if (metric.n < LEAST_EVALUATIONS || train.n < LEAST_ROWS || (facts.epochs() ?? 0) < LEAST_EPOCHS)
    return null;
  const [first, end] = [train.value[0]!, train.value[train.n - 1]!];
  if (!((shareLearned(learned) ?? 1) < LITTLE) || !(end > KEPT * first)) return null;
  if (facts.constantAnswer() !== null || facts.divergence() !== null) return null;
  return {
    kind: 'finding',
    findings: [
      {
        claim: 'likely',
        severity: 'risk',
        subject: { split: 'train' },
        title: `Little was learned: ${metricName(quantity)} ended at ${lossText(value)}`,
        measured: `A constant answer has ${lossText(baseline)} (${learned.why}). Training loss went from ${lossText(first)} to ${lossText(end)} in ${many(Math.round(facts.epochs() ?? 0), 'epoch')}`,
        cause: {
          text: 'a rate that is too low or too high, frozen layers, or labels that the text does not decide',
          claim: 'hint',
        },
        mattersWhen: 'you plan to label more data: it would not help yet',
        advice: { text: 'Check first that 16 examples can be learned to a loss below 0.05' },
        refutedBy:
          'Train on 16 examples: if their loss does not come below 0.05, the data are not the reason',
        evidence: [
          { name: metricName(quantity), value, n: facts.validationSize()?.value },
          { name: 'constant answer', value: baseline },
          { name: 'first training loss', value: first },
          { name: 'training loss at the end', value: end, n: train.n },
        ],
        weight: 0.6,
      },
    ],
  };
}

export const underfit = defineAudit({
  id: 'underfit',
  family: 'fit',
  title: 'The training data were learned',
  failureTitle: 'Even the training data were not learned',
  why: 'More data of the same kind would not help: capacity, input or optimisation is the limit.',
  requires: ['train-loss', 'validation-loss'],
  references: [
    'Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, chapter 7',
    'docs/audits/underfit.md (noise floor)',
  ],
  judge({ facts }) {
    const chance = facts.chanceLevel();
    const kind = facts.lossKind();
    if (kind.train.kind !== 'cross-entropy' || kind.kind !== 'cross-entropy')
      return (
        byMetric(facts) ??
        notApplicable(
          `the level of the loss has no known meaning: ${kind.train.kind === 'cross-entropy' ? kind.why : kind.train.why}`,
        )
      );
    if (chance === null || (chance.prior === null && trainedTask(facts.run) === 'token-classification'))
      return byMetric(facts) ?? notApplicable('guess level is not known for this task');
    const train = facts.trainLoss();
    const validation = facts.validationLoss();
    const epochs = facts.epochs();
    if (train === null || train.n < LEAST_ROWS || validation === null)
      return inconclusive(
        `${many(train?.n ?? 0, 'row')} of training loss cannot show where it ended`,
        `${LEAST_ROWS} rows, for example \`logging_steps\` at a hundredth of the run`,
      );
    if (epochs !== null && epochs < 1)
      return inconclusive('Less than one pass over the data was made', 'One epoch');

    const moved = movement(facts)!;
    const guess = chance.prior ?? chance.uniform;
    const end = moved.end;
    const share = end / guess;
    if (share <= NOT_LEARNED)
      return pass(
        `Training loss ended at ${lossText(end)}, ${formatPercent(share, 0)} of guess level (${lossText(guess)})`,
      );
    const learned = facts.learned();
    // A loss at guess level beside a metric above chance is no plateau: nobody else would speak of it.
    const plateau = facts.guessLevel().train !== null && learned.verdict !== 'above';
    if (facts.divergence() !== null || facts.constantAnswer() !== null || plateau)
      return pass(`Training loss ended at ${lossText(end)}; another check explains it`);
    if (learned.verdict === 'far-above')
      return pass(
        `Training loss ended at ${lossText(end)}, ${formatPercent(share, 0)} of guess level, but ${metricName(learned.quantity!)} ${lossText(learned.value!)} is far above a constant answer: noise in the labels would look like this`,
      );
    const gap = (validation.value[validation.n - 1]! - end) / validation.value[validation.n - 1]!;
    if (gap > GAP)
      return pass(
        `Validation loss (${lossText(validation.value[validation.n - 1]!)}) is above training loss (${lossText(end)}): the training data are learned better`,
      );
    const falling =
      moved.fallingAtEnd ??
      (moved.n >= LEAST_ROWS && moved.straight === true && (moved.pFalling ?? 1) < 0.01);
    if (falling) return pass(`Training loss ended at ${lossText(end)} and was still falling`);
    if (moved.fallingAtEnd === null && train.n < 20) {
      return inconclusive(
        `Training loss ended at ${lossText(end)}, ${formatPercent(share, 0)} of guess level; ${many(train.n, 'row')} cannot show whether it had settled`,
        '20 rows of training loss',
      );
    }

    // Without a metric a task with noisy labels looks the same; with a poor one it still may.
    const claim: Claim = learned.verdict === 'unknown' ? 'hint' : 'likely';
    const { raise } = facts.recommended().learningRate;
    const { clause, settings } = changesOf(facts, {
      ...(raise === null ? {} : { learning_rate: formatRate(raise.value) }),
      ...(epochs !== null && epochs <= 10 ? longerRunSettings(facts) : {}),
    });
    const evidence: Evidence[] = [
      {
        name: 'training loss at the end',
        value: end,
        unit: 'nats',
        n: train.n,
        method: 'mean of the last 20 % of the rows',
      },
      { name: 'validation loss at the end', value: validation.value[validation.n - 1]!, unit: 'nats' },
      { name: 'guess level', value: guess, unit: 'nats', method: chance.from },
    ];
    if (learned.value !== null)
      evidence.push({ name: learned.quantity!, value: learned.value, n: facts.validationSize()?.value });
    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity: 'risk',
          subject: { split: 'train' },
          title: `Training loss settled at ${formatPercent(share, 0)} of guess level`,
          measured: `${lossText(end)} at the end and no longer falling; guess level is ${lossText(guess)}, validation loss ${lossText(validation.value[validation.n - 1]!)}${learned.value === null ? '' : `, ${metricName(learned.quantity!)} ${lossText(learned.value)}`}`,
          cause: {
            text: 'texts that are cut off, frozen layers, a model that is too small, or labels that contradict each other',
            claim: 'hint',
          },
          mattersWhen: 'you plan to label more data: it would not help yet',
          advice: {
            text: `Check first that 16 examples can be learned to a loss below 0.05; then ${clause !== '' ? `set ${clause}` : 'raise `max_length` or take a larger model'}`,
            settings,
          },
          refutedBy:
            'Have 100 examples labelled twice: people who disagree on every fifth would leave a loss of this size',
          evidence,
          weight: 0.5,
        },
      ],
    };
  },
});
