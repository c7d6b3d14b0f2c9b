import type { RunFacts } from '../../facts/define.ts';
import type { LossRise } from '../../facts/loss-rise.ts';
import type { MetricSince } from '../../facts/metric-change.ts';
import { type OverfitFamily, overfitFamily } from '../../facts/overfit.ts';
import type { Advice, Outcome } from '../../model/outcome.ts';
import { metricName, metricTitle } from '../../text/metric-names.ts';
import { shorterRun, useBest } from '../advice.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { gapList, metricEvidence, riseEvidence } from '../overfit-evidence.ts';
import { cause, riseSentence, roseWord, trainSentence } from '../overfit-words.ts';
import { differenceText, metricText, place } from '../wording.ts';

/** What is known about the metric over the stretch in which the loss rose. */
function metricSentence(since: MetricSince): string {
  const { target } = since;
  const path = `${metricTitle(target.quantity)} went from ${metricText(target, since.then)} to ${metricText(target, since.now)} (${differenceText(target, since.change, true)})`;
  if (since.atMost === null)
    return `${path}; its sampling error is not known${since.change > 0 ? '' : ', so a small loss cannot be excluded'}`;
  return since.atMost === 0
    ? `${path}; any loss is excluded`
    : `${path}; a loss of more than ${differenceText(target, since.atMost)} is excluded`;
}

function title(facts: RunFacts, rise: LossRise, since: MetricSince): string {
  const verb = roseWord(rise.claim);
  const better = since.change > 0;
  const name = metricName(since.target.quantity);
  const metric =
    since.verdict === 'improved'
      ? `${name} improved`
      : better
        ? `${name} was no lower at the end`
        : since.atMost === null
          ? `${name} shows no drop`
          : `${name} shows no drop (${differenceText(since.target, since.atMost)} at most)`;
  return `Validation loss ${verb} after ${place(facts.run, rise.minimum.step)}; ${metric}`;
}

/** The metric decides which checkpoint; the probabilities are mended by one parameter. */
function advise(facts: RunFacts): Advice {
  const use = useBest(facts, shorterRun(facts));
  return {
    ...use,
    text: `${use.text}; calibrate with temperature scaling before using its probabilities`,
    effort: use.effort === 'none' ? 'evaluate' : use.effort,
  };
}

function found(facts: RunFacts, family: OverfitFamily, rise: LossRise, since: MetricSince): Outcome {
  const relative = rise.rise / Math.max(1e-9, Math.abs(rise.minimum.value));
  const chosenByLoss =
    facts.run.selection.loadBestAtEnd === true && /(^|_)loss$/.test(facts.run.selection.metric ?? '');
  return {
    kind: 'finding',
    findings: [
      {
        claim: family.claim ?? 'hint',
        severity: relative >= 0.25 || chosenByLoss ? 'risk' : 'note',
        subject: { split: 'validation' },
        title: title(facts, rise, since),
        measured: `${riseSentence(facts, rise)}. ${metricSentence(since)}. ${trainSentence(rise)}`,
        cause: cause(facts, rise),
        mattersWhen:
          'probabilities are used: thresholds, abstention, ranking; or a checkpoint is chosen by its loss',
        advice: advise(facts),
        refutedBy:
          'Fit one temperature on held-out data for both checkpoints: if it is no higher at the end, confidence did not grow',
        evidence: [...riseEvidence(facts, family), ...metricEvidence(family), ...gapList(facts)],
        weight: Math.min(1, 0.5 + 0.5 * relative),
      },
    ],
  };
}

/** A13 of the catalogue: the loss rose while the metric did not fall. */
export const overfitConfidenceOnly = defineAudit({
  id: 'overfit-confidence-only',
  family: 'fit',
  title: 'Loss and metric agree',
  failureTitle: 'Validation loss rose, the metric did not fall',
  why: 'A model can grow surer of its wrong answers without giving more of them; choosing by loss then throws accuracy away.',
  requires: ['validation-loss', 'validation-metric'],
  references: [
    'https://arxiv.org/abs/1706.04599',
    'https://arxiv.org/abs/2003.07892',
    'https://arxiv.org/abs/2006.04884',
  ],
  judge({ facts }) {
    const family = overfitFamily(facts);
    const { rise, since } = family;
    if (rise === null)
      return notApplicable('no finite validation loss was logged', 'evaluate-during-training');
    switch (family.member) {
      case 'overfit-confidence-only':
        if (since !== null) return found(facts, family, rise, since);
        return notApplicable('no metric was logged where the loss was lowest', 'log-metric');
      case 'overfit-metric':
      case 'overfit-loss':
        return notApplicable(`judged by \`${family.member}\``);
      case 'cannot-tell':
        return notApplicable('whether the validation loss rose cannot be told (`overfit-loss`)');
      case 'none':
        return {
          kind: 'pass',
          measured: 'Validation loss shows no rise, so there is no growth of confidence to explain',
          evidence: gapList(facts),
        };
    }
  },
});
