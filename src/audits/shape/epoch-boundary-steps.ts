import { type EpochSteps, epochSteps } from '../../facts/epoch-steps.ts';
import { formatPercent, formatProbability } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { lossText, measure, place } from '../wording.ts';

const ALPHA = 0.01;
/** Less than a twentieth of the loss is no step that a reader of the curve would see. */
const LEAST_DROP = 0.05;
/** Share of the boundaries at which it must have dropped. */
const MOST = 0.75;

const stepped = (found: EpochSteps): boolean =>
  found.p < ALPHA && found.change < -LEAST_DROP && found.dropped >= Math.ceil(MOST * found.boundaries);

/** A41 of the catalogue: a fact about the shape, and nothing that has to be mended. */
export const epochBoundarySteps = defineAudit({
  id: 'epoch-boundary-steps',
  family: 'fit',
  title: 'Training loss did not drop from one epoch to the next',
  failureTitle: 'Training loss dropped at each new epoch',
  why: 'Repeated examples are recognised, so that training loss says more than was learned; validation decides.',
  requires: ['train-loss'],
  references: [
    'Howard and Whitaker 2023, https://www.fast.ai/posts/2023-09-04-learning-jumps/',
    'Liu and Ma 2024, arXiv 2410.10056 (sawtooth of Adam, no sign of overfitting by itself)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ run, facts }) {
    const answer = epochSteps(facts);
    if (answer.kind === 'no-epochs')
      return notApplicable(
        run.axis === 'epoch'
          ? 'the log has one row an epoch, and a step between epochs does not show in it'
          : 'the log does not hold two epochs of known length',
      );
    if (answer.kind === 'too-few')
      return notApplicable(
        `${many(Math.max(0, answer.boundaries), 'border')} between epochs and ${many(answer.rowsPerEpoch, 'row')} of training loss in an epoch; it takes three borders and eight rows`,
        answer.rowsPerEpoch < 8 ? 'log-training-loss' : null,
      );
    const found = answer.steps;
    if (!stepped(found))
      return pass(
        `No drop is shown at ${many(found.boundaries, 'border')} between epochs beyond the course inside them (${found.change < 0 ? 'down' : 'up'} by ${formatPercent(Math.abs(found.change), 0)}, p ${found.p < 0.01 ? '' : '= '}${formatProbability(found.p)})`,
      );
    if (found.runningMean)
      return notApplicable(
        'the rows look like a mean since the start of the epoch, which drops at its reset by itself',
      );
    const sawtooth = found.within >= 0;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: { split: 'train' },
          title: `Training loss dropped at ${found.dropped === found.boundaries ? `each of ${found.boundaries}` : `${found.dropped} of ${found.boundaries}`} borders between epochs`,
          measured: `By ${formatPercent(-found.change, 0)} at a border on average, beyond the course inside the epochs, where it ${sawtooth ? 'rose' : 'fell'} by ${formatPercent(Math.abs(found.within), 0)}; first at ${place(run, found.first.at)}, from ${lossText(found.first.before)} to ${lossText(found.first.after)}`,
          cause: {
            text: sawtooth
              ? 'examples are recognised when they come again, and Adam’s adaptive step sizes make a sawtooth of it'
              : 'examples are recognised when they come again',
            claim: 'likely',
          },
          mattersWhen: 'you read training loss as progress',
          advice: null,
          refutedBy:
            'Evaluate one checkpoint from before and one from after a border on 1,000 training examples, a minute: equal losses would refute it',
          evidence: [
            measure('change at a border', found.change, {
              unit: 'share of the loss',
              n: found.boundaries,
              method:
                'three rows after minus three before, less the slope inside the epochs; one-sided t test',
            }),
            measure('p of the drop', found.p),
            measure('borders with a drop', found.dropped, { n: found.boundaries }),
            measure('change inside an epoch', found.within, { unit: 'share of the loss' }),
            measure('loss before the first border', found.first.before, { step: found.first.at }),
            measure('loss after the first border', found.first.after),
          ],
          weight: 0,
        },
      ],
    };
  },
});
