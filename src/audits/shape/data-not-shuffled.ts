import { type AboveGuess, aboveGuess } from '../../facts/above-guess.ts';
import { groupedByLength } from '../../facts/batch-order.ts';
import type { RunFacts } from '../../facts/define.ts';
import { type EpochProfile, epochProfile } from '../../facts/epoch-profile.ts';
import { logOf } from '../../facts/log-loss.ts';
import { isCyclic } from '../../facts/rate-events.ts';
import type { Advice, FindingDraft } from '../../model/outcome.ts';
import { noiseSigma } from '../../stats/index.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAgainstTable } from '../learning-rate-advice.ts';
import { lossText, measure } from '../wording.ts';

/** Measured in docs/thresholds/curve-shapes.md. */
const ALIKE = 0.5;
/** One-sided 1 %. */
const STANDARD_ERRORS = 2.3263;
/** Blocks of one class: at their borders the loss is back at guess level, inside them far below. */
const AT_GUESS = 1;
const SWING = 3;
const SWING_WITHOUT_LEVEL = 5;

/** A leap goes up by a quarter of guess level from one row to the next, and to a tenth above it: to a class it has just unlearned. */
const LEAP = 0.25;
const ABOVE_GUESS = 1.1;
const LEAST_LEAPS = 2;
/** The largest leap, in standard deviations of an ordinary change from row to row. */
const BEYOND_NOISE = 2.5;

/** How often the loss leapt above guess level, 0 when row-to-row noise does that; null when guess level is not known. */
function leaps(facts: RunFacts): number | null {
  const chance = facts.chanceLevel();
  const curve = facts.trainLoss();
  if (chance === null || curve === null || facts.lossKind().train.kind !== 'cross-entropy') return null;
  const guess = chance.prior ?? chance.uniform;
  const logs = logOf(curve.value);
  const ordinary = Math.SQRT2 * (noiseSigma(logs) ?? 0);
  let found = 0;
  let largest = 0;
  for (let row = 1; row < curve.n; row++) {
    const here = curve.value[row]!;
    if (!(here > ABOVE_GUESS * guess && here - curve.value[row - 1]! > LEAP * guess)) continue;
    found++;
    largest = Math.max(largest, logs[row]! - logs[row - 1]!);
  }
  return largest > BEYOND_NOISE * ordinary ? found : 0;
}

/** The loss of later epochs still went up to guessing at the same places and far down in between, or it leapt above guessing. */
function inBlocks(facts: RunFacts, profile: EpochProfile): boolean {
  const chance = facts.chanceLevel();
  if ((leaps(facts) ?? 0) >= LEAST_LEAPS) return true;
  const known = chance !== null && facts.lossKind().train.kind === 'cross-entropy';
  return known
    ? profile.high >= AT_GUESS * (chance.prior ?? chance.uniform) && profile.high >= SWING * profile.low
    : profile.high >= SWING_WITHOUT_LEVEL * profile.low;
}

function shuffle(facts: RunFacts): Advice {
  if (facts.run.framework === 'keras')
    return { text: 'Pass `shuffle=True` to `fit`, or shuffle the dataset with a buffer of 10,000' };
  return {
    text: 'Shuffle the training data (`dataset.shuffle(seed=42)`; for a streamed one `buffer_size=10_000`) and keep Trainer’s own sampler',
  };
}

const evidenceOf = (profile: EpochProfile): FindingDraft['evidence'] => [
  measure('rank correlation between epochs', profile.correlation, {
    n: profile.epochs,
    method: `${profile.places} places in an epoch, smooth course taken away, ${profile.z.toFixed(1)} standard errors`,
  }),
  measure('highest loss of the common course, later epochs', profile.high),
  measure('lowest loss of the common course, later epochs', profile.low),
];

function blocks(facts: RunFacts, profile: EpochProfile): FindingDraft {
  const high = leaps(facts) ?? 0;
  return {
    claim: 'likely',
    severity: 'problem',
    subject: { split: 'train' },
    title: 'Training loss took the same course in every epoch: the data were likely not shuffled',
    measured: `Over ${many(profile.epochs, 'epoch')} the course inside an epoch was alike with a rank correlation of ${profile.correlation.toFixed(2)}; in the later ones it still went between ${lossText(profile.low)} and ${lossText(profile.high)}${high === 0 ? '' : `; ${many(high, 'time')} it leapt from one row to the next to more than a tenth above guess level`}`,
    cause: {
      text: 'examples sorted by label or source: each block is learned and the next one starts from guessing',
      claim: 'likely',
    },
    mattersWhen: 'always: the last block decides what the model answers',
    advice: shuffle(facts),
    refutedBy:
      'Print the labels of the first 200 examples in the order of training, a minute: a mixed order would refute it',
    evidence: [
      ...evidenceOf(profile),
      ...(high === 0 ? [] : [measure('leaps of training loss above guess level', high)]),
    ],
    weight: 0.8,
  };
}

/** At an ordinary rate a loss above guess level is no unrest: the model is asked for what it has just unlearned. */
function taughtInBlocks(facts: RunFacts, found: AboveGuess): FindingDraft {
  return {
    claim: 'likely',
    severity: facts.learned().verdict === 'far-above' ? 'risk' : 'problem',
    subject: { split: 'train' },
    title: 'Training loss lay above guess level at an ordinary rate: the data were likely not shuffled',
    measured: `Between the first and the last fifth of ${many(found.rows, 'row')} training loss was ${lossText(found.mean)} on average, guessing costs ${lossText(found.guess)}; ${many(found.returns, 'time')} it went from well below that to well above it`,
    cause: {
      text: 'examples sorted by label or source: what one block teaches is wrong for the next',
      claim: 'likely',
    },
    mattersWhen: 'always: the last block decides what the model answers',
    advice: shuffle(facts),
    refutedBy:
      'Print the labels of the first 200 examples in the order of training, a minute: a mixed order would refute it',
    evidence: [
      measure('training loss, first to last fifth', found.mean, { n: found.rows }),
      measure('guess level', found.guess),
      measure('standard errors above guess level', found.z, {
        method: 'a third of the rows counted as independent',
      }),
      measure('returns from below to above guess level', found.returns),
    ],
    weight: 0.8,
  };
}

function sameOrder(facts: RunFacts, profile: EpochProfile): FindingDraft {
  return {
    claim: 'hint',
    severity: 'note',
    subject: { split: 'train' },
    title: 'The batches possibly came in the same order in every epoch',
    measured: `Over ${many(profile.epochs, 'epoch')} the course of the training loss inside an epoch was alike with a rank correlation of ${profile.correlation.toFixed(2)}`,
    cause: {
      text: 'no reshuffling between epochs, an order by source or length, or batches grouped by length',
      claim: 'hint',
    },
    mattersWhen: 'neighbouring examples are alike, so that whole stretches teach one thing',
    advice: shuffle(facts),
    refutedBy: 'Print the ids of the first batch of two epochs, a minute: different ids would refute it',
    evidence: evidenceOf(profile),
    weight: 0.2,
  };
}

/** A42 of the catalogue, from the curve. */
export const dataNotShuffled = defineAudit({
  id: 'data-not-shuffled',
  family: 'labels',
  title: 'Training loss did not repeat a course inside the epochs',
  failureTitle: 'The training data seem to be ordered',
  why: 'Ordered data pull the model back and forth, and its last batches decide what it answers.',
  requires: ['train-loss'],
  references: [
    'Bengio 2012, arXiv 1206.5533 (order of the examples)',
    'huggingface/transformers, src/transformers/trainer_pt_utils.py (batches grouped by length)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ run, facts }) {
    const adverse = aboveGuess(facts);
    const table = rateAgainstTable(facts);
    if (adverse !== null && table !== null && table.overHigh <= 1 && !isCyclic(facts))
      return { kind: 'finding', findings: [taughtInBlocks(facts, adverse)] };
    const answer = epochProfile(facts);
    if (answer.kind === 'no-epochs')
      return notApplicable(
        run.axis === 'epoch'
          ? 'the log has one row an epoch, and the order inside it does not show'
          : 'the log does not hold two epochs of known length',
      );
    if (answer.kind === 'too-few')
      return notApplicable(
        `${many(answer.rowsPerEpoch, 'row')} of training loss in an epoch; it takes two epochs of ten rows to see an order of the data`,
        'log-training-loss',
      );
    const { profile } = answer;
    const alike = profile.correlation > ALIKE && profile.z > STANDARD_ERRORS;
    if (!alike)
      return pass(
        `The course of the training loss inside an epoch was not repeated (rank correlation ${profile.correlation.toFixed(2).replace('-', '−')} over ${many(profile.epochs, 'epoch')})`,
      );
    if (isCyclic(facts))
      return inconclusive(
        'Training loss took the same course in every epoch, but the learning rate went up and down as well',
        'One epoch at a schedule without restarts',
      );
    if (groupedByLength(run))
      return pass(
        'Training loss took the same course in every epoch, as batches grouped by length (`group_by_length`) make it',
      );
    if (inBlocks(facts, profile)) return { kind: 'finding', findings: [blocks(facts, profile)] };
    if (profile.period !== null)
      return inconclusive(
        `Training loss rose and fell at equal distances inside every epoch (${formatCount(Math.round(1 / profile.period))} times): batches grouped by length look the same as data in blocks`,
        'The value of `group_by_length` (keep `training_args.bin`), or the labels in the order of training',
      );
    return { kind: 'finding', findings: [sameOrder(facts, profile)] };
  },
});
