import type { RunFacts } from '../../facts/define.ts';
import { type LossScale, lossScale, type PartialWindow, partialWindow } from '../../facts/loss-scale.ts';
import type { Claim, Evidence, FindingDraft } from '../../model/outcome.ts';
import { formatCount, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { lossText, measure, place } from '../wording.ts';

/** With two accumulation steps dropout alone can double a loss; without the level of the first row it takes more. */
const CLEAR_FACTOR = 3;
const SEVERAL = 3;

function evidenceOf(scale: LossScale): Evidence[] {
  return [
    measure('gradient accumulation steps', scale.factor),
    measure('training ÷ validation loss, median', scale.ratio, {
      n: scale.evaluations,
      ...(scale.ratio === null ? { reason: 'no evaluation whose loss could be compared' } : {}),
    }),
    measure(
      'first training loss ÷ guess level',
      scale.first,
      scale.first === null ? { reason: 'guess level is not known' } : {},
    ),
    measure(
      'first validation loss ÷ guess level',
      scale.firstValidation,
      scale.firstValidation === null ? { reason: 'guess level or validation loss is not known' } : {},
    ),
  ];
}

/**
 * Two independent signs: the level of the first row, and the ratio to the validation loss all along. Both: strong. The ratio
 * alone at three steps or more, or the level alone beside validation losses of ordinary size: likely.
 */
function claimOf(scale: LossScale): Claim | null {
  const plain = scale.firstValidation !== null && scale.firstValidation <= 1.3;
  if (scale.level && scale.persists && plain) return 'strong';
  if (scale.persists && scale.factor >= CLEAR_FACTOR && scale.evaluations >= SEVERAL && scale.near === 1)
    return 'likely';
  // Without evaluations a sum over examples, or class weights, could start as high.
  if (scale.level && scale.ratio === null && scale.early) return 'hint';
  return null;
}

function scaled(facts: RunFacts, scale: LossScale, claim: Claim): FindingDraft {
  const curve = facts.trainLoss()!;
  const n = formatCount(scale.factor);
  const parts = [
    scale.first === null
      ? null
      : `The first row of training loss, ${lossText(curve.value[0]!)}, is ${formatTimes(scale.first)} times guess level`,
    scale.ratio === null
      ? null
      : `training loss was ${formatTimes(scale.ratio)} times validation loss at ${many(scale.evaluations, 'evaluation')} (median)`,
  ].filter((x) => x !== null);
  const doubt = claim === 'strong' ? '' : claim === 'likely' ? 'likely ' : 'possibly ';
  return {
    claim,
    severity: claim === 'hint' ? 'note' : 'risk',
    subject: { split: 'train' },
    title: `The logged training loss was ${doubt}multiplied by the ${n} accumulation steps`,
    measured: `${parts.join('; ')}; ${n} accumulation steps`,
    cause: {
      text: 'a release of transformers (or own training code) that adds up the losses of the micro-batches instead of averaging them',
      claim: claim === 'strong' ? 'likely' : 'hint',
    },
    mattersWhen:
      'you read the training loss, its distance to the validation loss, or clip gradients: the gradient norm is as many times too large',
    advice: {
      text: `Divide the logged training loss by ${n} for reading, and update transformers (pull request 35207) before the next run`,
    },
    refutedBy: `Ten steps with \`gradient_accumulation_steps=1\` from the same start: a first loss of the same size would refute it`,
    evidence: evidenceOf(scale),
    weight: 0.5,
  };
}

function atEpochEnds(facts: RunFacts, found: PartialWindow): FindingDraft {
  return {
    claim: 'likely',
    severity: 'note',
    subject: { split: 'train' },
    title: `The last training loss of each epoch was ${formatTimes(found.ratio)} times those around it`,
    measured: `At ${many(found.epochs, 'epoch end')}, first at ${place(facts.run, found.firstStep)}`,
    cause: {
      text: 'the last update of an epoch holds fewer micro-batches but is divided by the full number of accumulation steps',
      claim: 'likely',
    },
    mattersWhen: 'you look for steps in the training loss: these come from the log, not from the model',
    advice: null,
    refutedBy: 'A training size that fills the last window: dips that stay would refute it',
    evidence: [
      measure('loss at epoch ends ÷ median of the five rows before', found.ratio, {
        n: found.epochs,
        step: found.firstStep,
      }),
    ],
    weight: 0.1,
  };
}

/** A44 of the catalogue: the ratio decides, never the release. */
export const gradAccumLossScaling = defineAudit({
  id: 'grad-accum-loss-scaling',
  family: 'record',
  title: 'Training and validation loss are on one scale',
  failureTitle: 'The training loss was multiplied by the accumulation steps',
  why: 'Its curve then has no absolute meaning, gradients are clipped at every step, and the gap to the validation loss is none.',
  requires: ['train-loss'],
  references: [
    'huggingface/transformers pull requests 34191, 35207, 35438 and 37766, issue 38837',
    'https://huggingface.co/blog/gradient_accumulation',
  ],
  judge({ run, facts }) {
    const accumulation = run.hyperparameters.gradientAccumulationSteps;
    if (accumulation === null)
      return notApplicable(
        'the number of accumulation steps is not recorded',
        run.framework === 'hf-trainer' ? 'keep-configuration' : null,
      );
    if (accumulation.value < 2) return notApplicable('gradients were not accumulated');
    const scale = lossScale(facts);
    if (scale === null) return notApplicable('no finite row of training loss');
    const claim = claimOf(scale);
    if (claim !== null) return { kind: 'finding', findings: [scaled(facts, scale, claim)] };
    const partial = partialWindow(facts);
    if (partial !== null) return { kind: 'finding', findings: [atEpochEnds(facts, partial)] };
    if (scale.ratio === null && (scale.first === null || !scale.early))
      return inconclusive(
        'Whether the training loss is a sum over accumulation steps cannot be told: there is no validation loss to set beside it, and no early row',
        'One evaluation, or `logging_first_step=True` with a known number of labels',
      );
    if (scale.persists)
      return inconclusive(
        `Training loss is ${formatTimes(scale.ratio!)} times validation loss with ${formatCount(scale.factor)} accumulation steps; dropout or harder training texts could do the same`,
        '`logging_first_step=True`: the first loss of an untrained head shows the scale',
      );
    return pass(
      scale.ratio === null
        ? `The first row of training loss is ${formatTimes(scale.first!)} times guess level with ${formatCount(scale.factor)} accumulation steps`
        : `Training loss was ${formatTimes(scale.ratio)} times validation loss (median) with ${formatCount(scale.factor)} accumulation steps`,
    );
  },
});
