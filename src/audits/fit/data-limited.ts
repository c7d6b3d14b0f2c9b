import { curveOf, primaryEvaluations } from '../../facts/curves.ts';
import type { RunFacts } from '../../facts/define.ts';
import { isAccuracy, shareError } from '../../facts/metric-error.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { lossText, measure, normalInterval } from '../wording.ts';

/** Below a tenth of guess level the training examples are as good as solved (catalogue A21). */
const SOLVED = 0.1;
/** From so many examples on a single run says nothing about more of them. */
const MOST_EXAMPLES = 5000;
/** Five points between training and validation. */
const LEAST_GAP = 0.05;
/** 1.96 standard errors: the gap must not be chance. */
const Z = 1.959963984540054;

/** The best accuracy of the evaluations, as a share: the last one would count over-training as a want of data. */
function bestAccuracy(facts: RunFacts): number | null {
  for (const series of primaryEvaluations(facts.run)) {
    if (!isAccuracy(facts.run, series.quantity)) continue;
    const curve = curveOf(series);
    const best = curve === null ? null : Math.max(...curve.value);
    if (best !== null && best >= 0 && best <= 1) return best;
    if (best !== null && best > 1 && best <= 100) return best / 100;
  }
  return null;
}

/**
 * Least accuracy on the training examples: a wrong answer gives its label at most one half, so that it costs ln 2 or more, and
 * no more than loss / ln 2 of the answers can be wrong. Dropout and the lag of the mean only make the loss larger.
 */
const leastTrainAccuracy = (loss: number): number => 1 - loss / Math.LN2;

/** A21 of the catalogue. One run is one point of the curve of data, so nothing above a hint. */
export const dataLimited = defineAudit({
  id: 'data-limited',
  family: 'fit',
  title: 'More labelled data is not shown to be the bottleneck',
  failureTitle: 'More labelled data would help most',
  why: 'Where the training examples are solved and others are not, another architecture changes little.',
  requires: ['train-loss', 'validation-metric', 'validation-size'],
  references: [
    'https://arxiv.org/abs/2103.10948',
    'https://arxiv.org/abs/1712.00409',
    'https://arxiv.org/abs/2006.04884',
  ],
  judge({ facts }) {
    const size = facts.trainSize()?.value ?? null;
    const n = facts.validationSize()?.value ?? 0;
    if (size === null)
      return notApplicable('the number of training examples is not recorded', 'keep-configuration');
    if (size >= MOST_EXAMPLES)
      return notApplicable(`one run on ${formatCount(size)} examples says nothing about more of them`);
    const train = facts.trainLoss();
    const chance = facts.chanceLevel();
    if (train === null) return notApplicable('no finite training loss was logged', 'log-training-loss');
    if (facts.lossKind().train.kind !== 'cross-entropy' || chance === null)
      return notApplicable('guess level of the training loss is not known', 'keep-configuration');
    const best = bestAccuracy(facts);
    if (best === null) return notApplicable('no accuracy was logged at the evaluations', 'log-metric');
    const loss = train.value[train.n - 1]!;
    const guess = chance.prior ?? chance.uniform;
    const evidence = [
      measure('last training loss', loss, {
        step: train.step[train.n - 1]!,
        method: 'mean of the last window',
      }),
      measure('guess level', guess, { unit: 'nats' }),
    ];
    if (loss >= SOLVED * guess)
      return {
        kind: 'pass',
        measured: `Training loss ended at ${lossText(loss)}, ${formatPercent(loss / guess, 0)} of guess level: the training examples are not solved yet`,
        evidence,
      };
    const known = leastTrainAccuracy(loss);
    const gap = known - best;
    const error = shareError(best, n);
    const interval = normalInterval(gap, error, 'sampling error of the evaluation set');
    if (gap + Z * error < LEAST_GAP)
      return pass(
        `Accuracy was ${formatPercent(best)} at its best, less than five points below the ${formatPercent(known)} or more on the training examples`,
      );
    if (gap < LEAST_GAP || interval.low <= 0)
      return inconclusive(
        `Whether accuracy lags five points behind the training examples cannot be told from ${formatCount(n)} examples: ${formatPercent(best)} against ${formatPercent(known)} or more`,
        'A larger evaluation set, or three runs on 25, 50 and 100 % of the data',
      );
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'hint',
          severity: 'note',
          subject: { split: 'validation' },
          title: `More labelled data may help most: ${formatCount(size)} examples are solved, others are not`,
          measured: `Training loss ended at ${lossText(loss)}, so that ${formatPercent(known)} or more of the training examples are right; of ${formatCount(n)} others ${formatPercent(best)} were at best, ${(100 * gap).toFixed(1)} points fewer (95 %: ${(100 * interval.low).toFixed(1)} to ${(100 * interval.high).toFixed(1)})`,
          cause: {
            text: 'Too few labelled examples, wrong labels, or validation texts of another kind',
            claim: 'hint',
          },
          mattersWhen: 'you decide between more data and another model',
          advice: {
            text: 'Train once each on 25, 50 and 100 % of the data with the same number of updates: the three results show what twice the data would bring',
          },
          refutedBy:
            'One run on half of the examples with as many updates: if it is no worse, more data will not help either',
          evidence: [
            ...evidence,
            measure('training examples', size),
            measure('least accuracy on training examples', known, { method: '1 − loss / ln 2' }),
            measure('best accuracy', best, { n }),
            measure('gap', gap, { n, interval }),
          ],
          weight: 0,
        },
      ],
    };
  },
});
