import type { RunFacts } from '../../facts/define.ts';
import { exclusions } from '../../facts/exclusions.ts';
import type { MetricDrop } from '../../facts/metric-change.ts';
import { type OverfitFamily, overfitFamily } from '../../facts/overfit.ts';
import type { Outcome } from '../../model/outcome.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { shorterRun, useBest } from '../advice.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { enoughToCompare, excludedText } from '../exclusion-words.ts';
import { gapList, metricEvidence, riseEvidence } from '../overfit-evidence.ts';
import { cause, keptEarlier, riseSentence, trainSentence } from '../overfit-words.ts';
import { differenceText, metricText, place } from '../wording.ts';

function pathOf(facts: RunFacts, drop: MetricDrop): string {
  const { target, best, last } = drop;
  const evaluations = many(drop.evaluations, 'evaluation');
  return best.step === last.step
    ? `${metricTitle(target.quantity)} was best (${metricText(target, best.value)}) at the last of ${evaluations}`
    : `${metricTitle(target.quantity)} was ${metricText(target, best.value)} at ${place(facts.run, best.step)}, its best, and ${metricText(target, last.value)} at the last of ${evaluations}`;
}

function testOf(facts: RunFacts, drop: MetricDrop): string {
  const n = facts.validationSize()?.value ?? null;
  if (drop.detectable === null)
    return 'the sampling error is not known; the drop stands out of the step-to-step noise only';
  return `with ${n === null ? 'this evaluation set' : many(n, 'example')} drops above ${differenceText(drop.target, drop.detectable)} are beyond chance whatever the checkpoints have in common, the luck of the best of ${formatCount(drop.evaluations)} included`;
}

function found(facts: RunFacts, family: OverfitFamily, drop: MetricDrop): Outcome {
  const { rise } = family;
  const rose = rise !== null && rise.kind === 'risen';
  const word = family.claim === 'likely' ? 'likely fell' : 'may have fallen';
  return {
    kind: 'finding',
    findings: [
      {
        claim: family.claim ?? 'hint',
        severity: keptEarlier(facts) ? 'note' : 'risk',
        subject: { split: 'validation' },
        title: `${metricTitle(drop.target.quantity)} ${word} after ${place(facts.run, drop.best.step)}, by about ${differenceText(drop.target, drop.drop)}`,
        measured: `${pathOf(facts, drop)} (${testOf(facts, drop)})${rose ? `. ${riseSentence(facts, rise)}. ${trainSentence(rise)}` : ''}`,
        cause: rose
          ? cause(facts, rise)
          : { text: 'Overfitting, or a late part of the training that went wrong', claim: 'hint' },
        mattersWhen: 'the last checkpoint is the one in use',
        advice: useBest(facts, shorterRun(facts)),
        refutedBy:
          'Predict the same fresh examples with both checkpoints and compare them pairwise (McNemar); the best of several looks better than it is',
        evidence: [
          ...metricEvidence(family),
          ...(rose ? riseEvidence(facts, family) : []),
          ...gapList(facts),
        ],
        weight: Math.min(1, drop.target.share ? 10 * drop.drop : 0.5),
      },
    ],
  };
}

/** A14 of the catalogue: the metric itself is lower at the end. From a log alone never stronger than `likely`. */
export const overfitMetric = defineAudit({
  id: 'overfit-metric',
  family: 'fit',
  title: 'The metric did not fall towards the end',
  failureTitle: 'The metric fell before training ended',
  why: 'The last checkpoint then answers worse than one that was already there.',
  requires: ['validation-metric'],
  references: ['https://jmlr.org/papers/v11/cawley10a.html', 'https://doi.org/10.1007/3-540-49430-8_3'],
  judge({ facts }) {
    const family = overfitFamily(facts);
    const { drop } = family;
    if (drop === null) return notApplicable('no finite metric was logged at the evaluations', 'log-metric');
    if (family.member === 'overfit-metric') return found(facts, family, drop);
    if (drop.kind === 'not-fallen') {
      const excluded = exclusions(facts).metric;
      const bound =
        excluded !== null
          ? `; ${excludedText(facts, excluded)}`
          : drop.best.step === drop.last.step
            ? ''
            : '; its sampling error is not known';
      return {
        kind: 'pass',
        measured: `${pathOf(facts, drop)}${bound}`,
        evidence: [...metricEvidence(family), ...gapList(facts)],
      };
    }
    if (drop.evaluations < 2)
      return notApplicable('one evaluation cannot show a fall', 'evaluate-more-often');
    // A hint that the family gave to the better established rise of the loss.
    if (drop.kind === 'fallen') return notApplicable(`judged by \`${family.member}\``);
    return {
      kind: 'inconclusive',
      reason: `${pathOf(facts, drop)}; ${
        drop.detectable === null
          ? 'the sampling error is not known, so this may be chance'
          : `only drops above ${differenceText(drop.target, drop.detectable)} would show for certain${drop.atMost === null ? '' : `, and one of more than ${differenceText(drop.target, drop.atMost)} is excluded`}`
      }`,
      enough: enoughToCompare(facts, drop.target.share ? Math.max(0.01, drop.drop) : undefined),
      evidence: metricEvidence(family),
    };
  },
});
