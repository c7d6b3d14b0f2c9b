import type { RunFacts } from '../../facts/define.ts';
import { trainValueAt } from '../../facts/gap.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { lossText, measure, place } from '../wording.ts';

/** How far below, in standard errors of the validation loss; without an error, a fifth of the training loss. */
const ERRORS = 3;
const WITHOUT_ERROR = 0.2;
const LEAST_POINTS = 3;

interface Pair {
  readonly step: number;
  readonly train: number;
  readonly validation: number;
}

/** Both losses as of the same weights, after the first epoch (or the first third); rows that lag are left out. */
function pairsOf(facts: RunFacts): readonly Pair[] {
  const train = facts.trainLoss();
  const validation = facts.validationLoss();
  if (train === null || validation === null) return [];
  const last = facts.run.lastStep ?? validation.step[validation.n - 1]!;
  const epochs = facts.epochs();
  const from = epochs !== null && epochs > 1 ? last / epochs : last / 3;
  const pairs: Pair[] = [];
  for (let row = 0; row < validation.n; row++) {
    const step = validation.step[row]!;
    if (step <= from) continue;
    const learnt = trainValueAt(train, step);
    if (learnt !== null && !learnt.lags)
      pairs.push({ step, train: learnt.value, validation: validation.value[row]! });
  }
  return pairs;
}

/** Longest run of neighbours that lie below. */
function longestBelow(pairs: readonly Pair[], isBelow: (pair: Pair) => boolean): readonly Pair[] {
  let best: readonly Pair[] = [];
  let current: Pair[] = [];
  for (const pair of pairs) {
    current = isBelow(pair) ? [...current, pair] : [];
    if (current.length > best.length) best = current;
  }
  return best;
}

const widest = (pairs: readonly Pair[]): number => Math.max(...pairs.map((p) => p.train - p.validation));

/** A26 of the catalogue: a note, because nearly always both losses are only measured differently. */
export const valBelowTrain = defineAudit({
  id: 'val-below-train',
  family: 'fit',
  title: 'Training loss was not above validation loss',
  failureTitle: 'Validation loss was below training loss',
  why: 'It looks like leakage or an easy validation set, and hardly ever is.',
  requires: ['train-loss', 'validation-loss'],
  references: [
    'https://keras.io/getting_started/faq/#why-is-my-training-loss-much-higher-than-my-testing-loss',
    'https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py',
  ],
  judge({ facts }) {
    const kind = facts.lossKind();
    if (kind.train.kind !== kind.kind)
      return notApplicable(`training and validation loss are not on one scale: ${kind.train.why}`);
    const pairs = pairsOf(facts);
    if (pairs.length < LEAST_POINTS)
      return notApplicable(
        `${many(pairs.length, 'evaluation')} after the first epoch could be set beside the training loss, ${LEAST_POINTS} are needed`,
        'evaluate-more-often',
      );
    const error = facts.lossError().single;
    const run = longestBelow(
      pairs,
      (p) => p.train - p.validation > (error === null ? WITHOUT_ERROR * Math.abs(p.train) : ERRORS * error),
    );
    if (run.length < LEAST_POINTS)
      return {
        kind: 'pass',
        measured: `At ${many(pairs.length, 'evaluation')} after the first epoch validation loss was not clearly below training loss (compared at the middle of each training window)`,
      };
    const first = run[0]!;
    const final = run[run.length - 1]!;
    const smoothing = (facts.run.hyperparameters.labelSmoothing?.value ?? 0) > 0;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: { split: 'validation' },
          title: `Validation loss was below training loss at ${formatCount(run.length)} evaluations in a row`,
          measured: `By ${lossText(widest(run))} at most, from ${place(facts.run, first.step)} to ${place(facts.run, final.step)}, training loss taken at the same weights`,
          cause: {
            text: `Training loss is measured with dropout on${smoothing ? ' and with label smoothing' : ''}, and on augmented or weighted examples if there were any; or the validation examples are easier`,
            claim: 'hint',
          },
          mattersWhen: 'you compare the two numbers; normally it means nothing',
          advice: { text: 'Evaluate 1,000 training examples in evaluation mode: that one number settles it' },
          refutedBy: 'The loss of those 1,000 examples: if it is below the validation loss, nothing is odd',
          evidence: run.slice(0, 12).map((p) =>
            measure(`gap at ${place(facts.run, p.step)}`, p.validation - p.train, {
              step: p.step,
              ...(error === null
                ? { reason: 'no interval: the sampling error is not known' }
                : { method: `beyond ${ERRORS} standard errors of ${lossText(error)}` }),
            }),
          ),
          weight: 0,
        },
      ],
    };
  },
});
