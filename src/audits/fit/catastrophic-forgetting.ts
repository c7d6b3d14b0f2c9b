import type { RunFacts } from '../../facts/define.ts';
import { ASSUMED_LOSS_SD } from '../../facts/loss-error.ts';
import { accuracyDifferenceBound, shareError } from '../../facts/metric-error.ts';
import { type OtherEvaluation, otherEvaluations } from '../../facts/other-evaluations.ts';
import type { Claim, Evidence, FindingDraft } from '../../model/outcome.ts';
import { normalQuantile } from '../../stats/index.ts';
import { formatCount, formatPercent, formatRate } from '../../text/numbers.ts';
import { code } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { lossText, normalInterval, place } from '../wording.ts';

const ALPHA = 0.01;
/** A loss above this share of ln C before training is that of a new head: there was nothing to forget. */
const KNEW = 0.9;

interface Change {
  readonly set: OtherEvaluation;
  readonly quantity: 'accuracy' | 'loss';
  readonly before: number;
  readonly after: number;
  readonly lastStep: number;
  /** After less before, signed so that positive is worse. */
  readonly worse: number;
  /** Standard error of `worse`; null when the size of the set is not known. */
  readonly error: number | null;
}

function changeOf(set: OtherEvaluation): Change {
  const curve = (set.accuracy ?? set.loss)!;
  const before = curve.value[0]!;
  const after = curve.value[curve.n - 1]!;
  const base = { set, before, after, lastStep: curve.step[curve.n - 1]! };
  if (set.accuracy !== null)
    return {
      ...base,
      quantity: 'accuracy',
      worse: before - after,
      error: set.size === null ? null : accuracyDifferenceBound(before, after, set.size),
    };
  return {
    ...base,
    quantity: 'loss',
    worse: after - before,
    // Same examples, correlation of at least a half: the difference scatters no more than a single value.
    error: set.size === null ? null : ASSUMED_LOSS_SD.high / Math.sqrt(set.size),
  };
}

/** What the model knew of the set before training; null when it cannot be told. */
function knewBefore(facts: RunFacts, { set, quantity, before }: Change): boolean {
  const guess = facts.chanceLevel();
  if (guess === null) return true;
  const loss = set.loss?.value[0];
  if (loss !== undefined && loss >= KNEW * guess.uniform) return false;
  if (quantity === 'accuracy' && set.size !== null)
    return before > 1 / guess.classes + normalQuantile(1 - ALPHA) * shareError(before, set.size);
  return true;
}

const valueText = ({ quantity }: Change, value: number): string =>
  quantity === 'accuracy' ? formatPercent(value) : lossText(value);

function evidenceOf(change: Change): Evidence[] {
  const { set, quantity, before, after, worse, error, lastStep } = change;
  const n = set.size ?? undefined;
  return [
    { name: `${quantity} on ${code(set.name)} before training`, value: before, n },
    { name: `${quantity} on ${code(set.name)} at the end`, value: after, n, step: lastStep },
    {
      name: `${quantity === 'accuracy' ? 'loss of accuracy' : 'rise of the loss'} on ${code(set.name)}`,
      value: worse,
      n,
      ...(error === null
        ? { reason: 'no interval: the size of the set is not known' }
        : {
            interval: normalInterval(
              worse,
              error,
              quantity === 'accuracy' ? 'largest possible disagreement' : 'assumed per-example sd 1.75 nats',
            ),
          }),
    },
  ];
}

function draft(facts: RunFacts, change: Change): FindingDraft {
  const { set, quantity, before, after, worse, error } = change;
  // The spread of a loss over examples is assumed, that of an accuracy is bounded.
  const claim: Claim = quantity === 'accuracy' ? 'strong' : 'likely';
  const { lower } = facts.recommended().learningRate;
  const rate = lower === null ? null : formatRate(lower.value);
  const size = quantity === 'accuracy' ? `${(100 * worse).toFixed(1)} points` : `${lossText(worse)}`;
  return {
    claim,
    severity: 'risk',
    subject: { split: 'validation' },
    title: `The model got worse on ${code(set.name)}, which it knew before training`,
    measured: `${quantity === 'accuracy' ? 'Accuracy' : 'Loss'} went from ${valueText(change, before)} before training to ${valueText(change, after)} at ${place(facts.run, change.lastStep)}, ${size} worse (standard error at most ${quantity === 'accuracy' ? `${(100 * error!).toFixed(1)} points` : lossText(error!)}, n = ${formatCount(set.size!)})`,
    cause: {
      text: 'training on other data moved the weights that carried it; with a high rate or many epochs they move further',
      claim: 'hint',
    },
    mattersWhen: `the model is still used for what ${code(set.name)} holds`,
    advice: {
      text: `Mix 5 to 10 % of the older data into training${rate === null ? '' : `, or set \`learning_rate=${rate}\`${lower?.how == null ? '' : ` (${lower.how})`}`}`,
      settings: rate === null ? {} : { learning_rate: rate },
    },
    refutedBy: `Evaluate the base model again on ${code(set.name)} with the same code: the value before training must come out again`,
    evidence: evidenceOf(change),
    weight: 0.5,
  };
}

/** A36 of the catalogue: never from the curves of the new task alone. */
export const catastrophicForgetting = defineAudit({
  id: 'catastrophic-forgetting',
  family: 'fit',
  title: 'Nothing that was evaluated before training got worse',
  failureTitle: 'Fine-tuning damaged what the model knew before',
  why: 'A model that is used for the older task as well loses there what it gains on the new one.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: [
    'Mosbach et al. 2021, On the Stability of Fine-tuning BERT, section 4.1',
    'Sun et al. 2019, How to Fine-Tune BERT for Text Classification?, section 5.3',
  ],
  judge({ facts }) {
    const others = otherEvaluations(facts.run);
    if (others.length === 0)
      return notApplicable('no second evaluation set has a value from before training');
    const changes = others.map(changeOf).filter((change) => knewBefore(facts, change));
    if (changes.length === 0)
      return notApplicable(
        'the other evaluation sets were at guess level before training: there was nothing to forget',
      );
    const z = normalQuantile(1 - ALPHA / changes.length);
    const found = changes.filter((c) => c.error !== null && c.worse > z * c.error);
    if (found.length > 0) return { kind: 'finding', findings: found.map((c) => draft(facts, c)) };
    const open = changes.find((c) => c.error === null && c.worse > 0);
    const text = changes
      .map(
        (c) =>
          `${code(c.set.name)} ${c.quantity} ${valueText(c, c.before)} before training, ${valueText(c, c.after)} at the end`,
      )
      .join('; ');
    if (open !== undefined)
      return inconclusive(
        `${text}: worse, but the size of the set is not known, so that it may be noise`,
        'The runtime and the samples per second of each evaluation, as Trainer logs them',
      );
    return pass(text);
  },
});
