import type { GuessLevel, RunFacts } from '../../facts/define.ts';
import { metricRose } from '../../facts/learned.ts';
import { trainedTask } from '../../facts/task.ts';
import type { Claim, Evidence, Outcome } from '../../model/outcome.ts';
import { metricName, metricTitle } from '../../text/metric-names.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { causeOfFailure } from '../learning-rate-advice.ts';
import { lossText } from '../wording.ts';

/** Validation alone can only show a plateau after as many updates as training has to. */
const LEAST_UPDATES = 100;

const side = (level: GuessLevel): string =>
  `${level.source === 'train' ? 'training' : 'validation'} loss ${lossText(level.level)}`;

/** The metric moved between evaluations, so that it cannot be that of one fixed answer. */
function metricMoved(facts: RunFacts): boolean {
  const curve = facts.targetCurve();
  return curve?.value.some((v) => Math.abs(v - curve.value[0]!) > 1e-4) ?? false;
}

const levelEvidence = (level: GuessLevel): Evidence => ({
  name: level.source === 'train' ? 'training loss at the end' : 'validation loss at the end',
  value: level.level,
  unit: 'nats',
  n: level.n,
  method: 'mean of the last 30 % of the rows',
});

/** Training loss below this part of guess level: the examples were learned, one by one. */
const BY_HEART = 0.9;

/** Entropy of the label shares below this part of ln C: for two labels, nine of ten are the same. */
const UNEVEN = 0.5;

/** Below 5 evaluations a metric that is uncertain by more than 3 points (one standard error) makes no strong claim. */
const FEW_EVALUATIONS = 5;
const COARSE = 0.03;

function silent(facts: RunFacts): Outcome {
  const { run } = facts;
  const chance = facts.chanceLevel();
  const learned = facts.learned();
  if (learned.verdict === 'far-above' || (learned.verdict === 'above' && metricMoved(facts))) {
    return pass(
      `${metricTitle(learned.quantity!)} ended at ${lossText(learned.value!)}, above the ${lossText(learned.baseline!)} of a constant answer`,
    );
  }
  const kind = facts.lossKind();
  const curves = [
    {
      curve: facts.validationLoss(),
      usable: kind.kind === 'cross-entropy',
      least: 2,
      name: 'Validation loss',
    },
    {
      curve: facts.trainLoss(),
      usable: kind.train.kind === 'cross-entropy',
      least: 5,
      name: 'Training loss',
    },
  ];
  const told = curves.find((c) => c.curve !== null && c.usable && c.curve.n >= c.least);
  if (chance !== null && told !== undefined) {
    const low = Math.min(...Array.from(told.curve!.value.subarray(-200)));
    if (low < chance.uniform)
      return pass(
        `${told.name} fell to ${lossText(low)}; guessing among ${chance.classes} labels costs ${lossText(chance.uniform)}`,
      );
    return inconclusive(
      `${told.name} never came below ${lossText(low)}, above guess level (${lossText(chance.uniform)}): confident errors, or a loss that is scaled`,
      'A metric at the evaluations',
    );
  }
  const rose = metricRose(facts);
  if (rose !== null && learned.quantity !== null) {
    return pass(
      `${metricTitle(learned.quantity)} rose from ${lossText(rose.first)} to ${lossText(rose.last)}; that of a constant answer would not move`,
    );
  }
  if (kind.kind !== 'cross-entropy' || chance === null) {
    return inconclusive(
      `Whether the loss is at guess level cannot be told: ${kind.kind === 'cross-entropy' ? 'the number of labels is not known' : kind.why}`,
      'A metric that a constant answer cannot reach (macro-F1, MCC), or the configuration of the model',
    );
  }
  return inconclusive(
    `${run.series.some((s) => s.quantity === 'loss') ? 'Too few rows of loss' : 'No loss'} to tell a plateau at guess level`,
    '5 training rows over 100 updates, or two evaluations',
  );
}

export const plateauAtChance = defineAudit({
  id: 'plateau-at-chance',
  family: 'chance',
  title: 'The loss left guess level',
  failureTitle: 'The loss stayed at guess level',
  why: 'A model at guess level has learned nothing from the texts; everything else about the run is beside the point.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss', 'validation-metric'],
  references: [
    'Mosbach et al. 2021, On the Stability of Fine-tuning BERT, sections 3 and 5.1',
    'huggingface/transformers issues 735 and 12041',
  ],
  judge({ run, facts }) {
    const task = trainedTask(run);
    const { train, validation } = facts.guessLevel();
    const choosing = task === 'multiple-choice' && validation !== null;
    if (task !== null && task !== 'text-classification' && task !== 'token-classification' && !choosing)
      return notApplicable('guess level is known for classifiers only');
    const constant = facts.constantAnswer();
    const learned = facts.learned();
    const shown =
      constant !== null &&
      (constant.how === 'predictions' || constant.evaluations >= 2) &&
      (constant.accuracy ?? 0) <= 0.9;
    const levels = [train, validation].filter((level) => level !== null);
    if (levels.length === 0 && !shown) return silent(facts);
    if (!shown && (learned.verdict === 'far-above' || (learned.verdict === 'above' && metricMoved(facts))))
      return silent(facts);

    const validationCurve = facts.validationLoss();
    const chance = facts.chanceLevel();
    if (
      train !== null &&
      validation === null &&
      !shown &&
      validationCurve !== null &&
      validationCurve.n >= 2
    ) {
      return inconclusive(
        `Training loss stayed at guess level (${lossText(train.level)}) but validation loss did not (${lossText(validationCurve.value[validationCurve.n - 1]!)}): the two are not measured alike`,
        'A metric at the evaluations',
      );
    }
    const updates = facts.updates();
    if (
      train === null &&
      !shown &&
      run.axis === 'step' &&
      updates !== null &&
      updates.value < LEAST_UPDATES
    ) {
      return inconclusive(
        `After ${many(updates.value, 'update')} a loss at guess level says nothing yet`,
        `${LEAST_UPDATES} updates`,
      );
    }

    const signs = levels.length + (shown || learned.verdict === 'no' ? 1 : 0);
    // One evaluation shows where the run was, not that it had been there all along.
    const once = train === null && !shown && validationCurve?.n === 1;
    // Few evaluations on few examples: skill of ten points and more may hide in both signs.
    const faint =
      train === null &&
      !shown &&
      (validationCurve?.n ?? 0) < FEW_EVALUATIONS &&
      (facts.metricError().single ?? 0) > COARSE;
    const cause = causeOfFailure(facts);
    // One label has nine in ten: knowing only that costs so little that a loss near it says nothing of the others.
    if (
      chance?.prior != null &&
      chance.prior < UNEVEN * chance.uniform &&
      cause.claim === 'hint' &&
      facts.measures() !== null
    )
      return inconclusive(
        `With labels this uneven, knowing only their shares costs ${lossText(chance.prior)}; a loss near it (${lossText(levels[0]?.level ?? Number.NaN)}) does not show that nothing was learned`,
        'The recall of the rarer labels, and a training with weights or more examples for them',
      );
    const claim: Claim = signs >= 2 && !once && !faint ? 'strong' : 'likely';
    const memorised =
      train === null &&
      validation !== null &&
      facts.trainLoss() !== null &&
      facts.lossKind().train.kind === 'cross-entropy' &&
      (facts.trainLoss()?.n ?? 0) >= 5 &&
      // A training loss above guess level was not learned by heart: it is restless.
      facts.trainLoss()!.value.at(-1)! < BY_HEART * validation.reference;
    const reference = levels[0];
    const measured = [
      ...(reference === undefined
        ? []
        : [
            `${levels.map(side).join(', ')}; ${reference.referenceName}, is ${lossText(reference.reference)}`,
          ]),
      ...(constant !== null && shown
        ? [constant.measured]
        : learned.verdict === 'no'
          ? [
              `${metricTitle(learned.quantity!)} was ${lossText(learned.value!)}, no better than a constant answer (${lossText(learned.baseline!)})`,
            ]
          : []),
    ].join('. ');
    const evidence: Evidence[] = levels.map(levelEvidence);
    if (reference !== undefined)
      evidence.push({
        name: 'guess level',
        value: reference.reference,
        unit: 'nats',
        method: reference.referenceName,
      });
    if (chance !== null && chance.prior === null)
      evidence.push({
        name: 'label shares',
        value: null,
        reason: 'not recorded, so only ln C could be compared',
      });
    if (learned.value !== null)
      evidence.push({
        name: metricName(learned.quantity!),
        value: learned.value,
        n: facts.validationSize()?.value,
      });
    if (updates !== null) evidence.push({ name: 'updates', value: updates.value });

    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity: 'problem',
          subject: { split: validation !== null || levels.length === 0 ? 'validation' : 'train' },
          title: memorised
            ? 'Validation loss never came below guess level while training loss fell'
            : once
              ? 'The model was at guess level at its only evaluation'
              : 'The model did not learn: it stayed at guess level',
          measured,
          cause: memorised
            ? {
                text: 'validation labels or inputs that are prepared differently from the training ones, or too few examples to generalise',
                claim: 'hint',
              }
            : { text: cause.text, claim: cause.claim },
          mattersWhen: 'always: the model answers without using the text',
          advice: memorised
            ? { text: 'Compare 20 decoded pairs of text and label of both splits' }
            : cause.advice,
          refutedBy: `Train on 16 examples only: a sound set-up brings their loss below 0.05 within ${formatCount(200)} updates, a few minutes`,
          evidence,
          weight: 0.9,
        },
      ],
    };
  },
});
