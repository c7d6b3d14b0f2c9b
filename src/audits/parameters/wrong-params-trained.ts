import type { RunFacts } from '../../facts/define.ts';
import { adamRange, headRange } from '../../facts/learning-rates.ts';
import { movement } from '../../facts/movement.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import type { TrainedParameters } from '../../facts/trained-parameters.ts';
import type { Claim, Evidence, Outcome } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatRate } from '../../text/numbers.ts';
import { upperFirst } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAgainstTable } from '../learning-rate-advice.ts';
import { partOf } from '../parameter-words.ts';
import { lossText } from '../wording.ts';

/** Up to this rate the whole encoder is meant to be trained; from the other on a head alone (catalogue 0.4). */
const MEANT_FOR_ALL = 1e-4;
const MEANT_FOR_HEAD = headRange.low;
/** A head at a rate for the whole model: what a score this far above a constant answer still leaves open is no harm. */
const GOOD = 0.8;
/** A loss below this share of guess level is no failure, whatever was trained. */
const SOLVED = 0.5;
/** Signs of the curve alone: so many rows and updates, and less than this of the possible drop. */
const ENOUGH_ROWS = 20;
const ENOUGH_UPDATES = 200;
const CRAWLING = 0.3;
const SAME_LOSS = 0.1;

const UNFREEZE =
  'Set `requires_grad=True` for every parameter before the Trainer is made; if only the head is to be trained, set `learning_rate=1e-3` instead';

/** `accuracy 0.412` or `training loss 1.2, 87 % of guess level`: what was reached, and whether that is far from solved. */
function resultOf(
  facts: RunFacts,
): { readonly far: boolean; readonly good: boolean; readonly text: string } | null {
  const learned = facts.learned();
  if (learned.verdict !== 'unknown' && learned.value !== null)
    return {
      far: learned.verdict !== 'far-above',
      good: shareLearned(learned)! >= GOOD,
      text: `${metricName(learned.quantity!)} ended at ${lossText(learned.value)}; a constant answer has ${lossText(learned.baseline!)}`,
    };
  const chance = facts.chanceLevel();
  const moved = movement(facts);
  const kind = facts.lossKind();
  if (chance === null || moved === null) return null;
  if ((moved.source === 'train' ? kind.train.kind : kind.kind) !== 'cross-entropy') return null;
  const guess = chance.prior ?? chance.uniform;
  return {
    far: moved.end > SOLVED * guess,
    good: moved.end < (1 - GOOD) * guess,
    text: `${moved.source === 'train' ? 'training' : 'validation'} loss ended at ${lossText(moved.end)}; guess level is ${lossText(guess)}`,
  };
}

function evidenceOf(facts: RunFacts, found: TrainedParameters): Evidence[] {
  const peak = facts.peakLearningRate();
  return [
    { name: 'share of the parameters that were trained, at most', value: found.share, method: found.from },
    {
      name: 'parameters that were trained, at most',
      value: found.trained,
      ...(found.trained === null ? { reason: 'only the share follows from the sizes of the files' } : {}),
    },
    ...(peak === null ? [] : [{ name: 'peak learning rate', value: peak.value, method: peak.from }]),
  ];
}

function counted(facts: RunFacts, found: TrainedParameters): Outcome {
  const share = upperFirst(partOf(found));
  if (found.kind === 'most') return pass(`${share} were trained (${found.from})`);
  if (found.kind === 'part') return pass(`${share} were trained (${found.from}): some layers were frozen`);
  const peak = facts.peakLearningRate();
  if (peak === null)
    return inconclusive(
      `${share} were trained (${found.from}); without the learning rate it cannot be told whether that was meant`,
      'The learning rate, in `training_args.bin` or in the log',
    );
  if (peak.value >= MEANT_FOR_HEAD)
    return pass(
      `${share} were trained (${found.from}), at ${formatRate(peak.value)}, a rate for a head or an adapter alone`,
    );
  const result = resultOf(facts);
  const harmed = result?.far === true && peak.value <= MEANT_FOR_ALL * 1.001;
  // Small encoders take higher rates, so that a rate for all of one may be above the usual ones.
  const forAll = Math.max(MEANT_FOR_ALL, adamRange(facts.run)?.high ?? 0);
  const doubtful =
    !harmed && result?.good === false && peak.value < MEANT_FOR_HEAD && peak.value <= forAll * 1.001;
  const claim: Claim = found.sure ? 'fact' : 'likely';
  const what =
    found.kind === 'head'
      ? 'Only the classification head was trained'
      : 'Fewer than 2 % of the parameters were trained';
  return {
    kind: 'finding',
    findings: [
      {
        claim,
        severity: harmed ? 'problem' : doubtful ? 'risk' : 'note',
        subject: {},
        title: harmed || doubtful ? `${what}, at a rate for the whole model` : what,
        measured: `${share} moved (${found.from}) at a learning rate of ${formatRate(peak.value)}; a head alone takes ${formatRate(headRange.low)} to ${formatRate(headRange.high)}${result === null ? '' : `; ${result.text}`}`,
        cause: {
          text: 'the encoder was frozen (`requires_grad=False`), or the optimiser was made before the weights it should hold',
          claim: harmed || doubtful ? 'likely' : 'hint',
        },
        mattersWhen: harmed
          ? 'always: the encoder stayed as it was, and the head hardly moved'
          : 'all weights were meant to be trained',
        advice: { text: UNFREEZE },
        refutedBy:
          'Print `sum(p.numel() for p in model.parameters() if p.requires_grad)` after the Trainer was made, a few seconds',
        evidence: evidenceOf(facts, found),
        weight: harmed ? 0.85 : doubtful ? 0.7 : 0.2,
      },
    ],
  };
}

/** Without a count: a rate that suits the whole model, and yet a loss that is real but crawls, alike on both splits. */
function fromCurves(facts: RunFacts): Outcome {
  // No change of the logging is asked for: Trainer keeps both files unless it was told otherwise, and a sound run has no
  // need of them.
  const unknown = notApplicable(
    'the folder holds no checkpoint with both its weights and `optimizer.pt`, which tell how many parameters were trained',
  );
  const table = rateAgainstTable(facts);
  const moved = movement(facts);
  const updates = facts.updates();
  const validation = facts.validationLoss();
  if (table === null || table.underLow > 1 || table.overHigh > 1) return unknown;
  if (moved === null || moved.source !== 'train' || moved.n < ENOUGH_ROWS || validation === null)
    return unknown;
  if (updates === null || updates.value < ENOUGH_UPDATES || facts.lossKind().train.kind !== 'cross-entropy')
    return unknown;
  const seen = validation.value[validation.n - 1]!;
  const alike = Math.abs(seen - moved.end) <= SAME_LOSS * moved.end;
  const crawls = moved.share > 0 && moved.share < CRAWLING && (moved.pFalling ?? 1) < 0.01;
  const verdict = facts.learned().verdict;
  if (!crawls || !alike || verdict === 'far-above' || facts.divergence() !== null) return unknown;
  return {
    kind: 'finding',
    findings: [
      {
        claim: 'hint',
        severity: 'note',
        title: 'The loss crawled at an ordinary learning rate, as with a frozen encoder',
        measured: `Training loss went from ${lossText(moved.start)} to ${lossText(moved.end)} in ${formatCount(updates.value)} updates at ${formatRate(table.peak)}, validation loss ended at ${lossText(seen)}`,
        cause: { text: 'frozen layers; a hard task or noisy labels look the same', claim: 'hint' },
        mattersWhen: 'all weights were meant to be trained',
        advice: {
          text: 'Print `sum(p.numel() for p in model.parameters() if p.requires_grad)` after the Trainer was made',
        },
        refutedBy: 'That number: if it is that of all parameters, nothing was frozen',
        evidence: [
          { name: 'training loss at the start', value: moved.start, n: moved.n },
          { name: 'training loss at the end', value: moved.end, n: moved.n },
          { name: 'share of the possible drop', value: moved.share },
        ],
        weight: 0.2,
      },
    ],
  };
}

/** A39 of the catalogue. */
export const wrongParamsTrained = defineAudit({
  id: 'wrong-params-trained',
  family: 'labels',
  title: 'The parameters that were trained fit the learning rate',
  failureTitle: 'Only a small part of the parameters was trained',
  why: 'A frozen encoder at a rate for fine-tuning learns next to nothing, and the curves look like a hard task.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss', 'validation-metric'],
  references: [
    'Kingma and Ba 2015, Adam, arXiv 1412.6980 (two moments a parameter)',
    'huggingface/transformers, src/transformers/trainer.py (create_optimizer takes parameters that require a gradient)',
    'huggingface/safetensors, README (format of the header)',
  ],
  judge({ run, facts }) {
    if (run.model.adapter !== null)
      return pass(`An adapter was trained (${run.model.adapter.kind}): that few weights move is its purpose`);
    const found = facts.trainedParameters();
    return found === null ? fromCurves(facts) : counted(facts, found);
  },
});
