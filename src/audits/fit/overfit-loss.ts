import type { RunFacts } from '../../facts/define.ts';
import { exclusions } from '../../facts/exclusions.ts';
import type { LossRise } from '../../facts/loss-rise.ts';
import { type OverfitFamily, overfitFamily } from '../../facts/overfit.ts';
import type { Outcome } from '../../model/outcome.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { shorterRun, useBest } from '../advice.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { excludedText, exclusionEvidence } from '../exclusion-words.ts';
import { evaluateOftener } from '../oftener.ts';
import { gapList, gapSentence, metricEvidence, riseEvidence } from '../overfit-evidence.ts';
import { cause, keptEarlier, riseSentence, roseWord, trainSentence } from '../overfit-words.ts';
import { differenceText, lossText, place } from '../wording.ts';

function found(facts: RunFacts, family: OverfitFamily, rise: LossRise): Outcome {
  const { run } = facts;
  const { since } = family;
  const metric =
    since === null
      ? 'No metric was logged with it, so whether the answers got worse cannot be told'
      : `${metricTitle(since.target.quantity)} changed by ${differenceText(since.target, since.change, true)}${since.atMost === null ? '' : `; a loss of up to ${differenceText(since.target, since.atMost)} is not excluded`}`;
  return {
    kind: 'finding',
    findings: [
      {
        claim: family.claim ?? 'hint',
        severity: keptEarlier(facts) ? 'note' : 'risk',
        subject: { split: 'validation' },
        title: `Validation loss ${roseWord(family.claim)} after ${place(run, rise.minimum.step)}${since === null ? '; no metric says whether that costs accuracy' : ''}`,
        measured: `${riseSentence(facts, rise)}. ${trainSentence(rise)}. ${metric}`,
        cause: cause(facts, rise),
        mattersWhen: 'the last checkpoint is used, or its probabilities are',
        advice: useBest(facts, shorterRun(facts)),
        refutedBy:
          'Evaluate the two checkpoints on the same examples: if the per-example losses do not differ, it is noise',
        evidence: [...riseEvidence(facts, family), ...metricEvidence(family), ...gapList(facts)],
        weight: Math.min(1, 0.5 + 0.5 * (rise.rise / Math.max(1e-9, Math.abs(rise.minimum.value)))),
      },
    ],
  };
}

function cannotTell(facts: RunFacts, family: OverfitFamily, rise: LossRise): Outcome {
  const evidence = [...riseEvidence(facts, family), ...gapList(facts)];
  const seen = `Validation loss was ${lossText(rise.minimum.value)} at ${place(facts.run, rise.minimum.step)} and ${lossText(rise.last.value)} at the end`;
  switch (rise.why) {
    case 'few-evaluations':
      return {
        kind: 'inconclusive',
        reason: 'Whether validation loss rose cannot be told from one evaluation',
        enough: facts.run.framework === 'keras' ? 'Validation in every epoch' : evaluateOftener(facts).enough,
        evidence,
      };
    case 'train-did-not-fall':
      return {
        kind: 'inconclusive',
        reason: `${seen}, but training loss did not fall over the same stretch, which is not the picture of overfitting`,
        enough: 'A training loss logged more often (`logging_steps=10`)',
        evidence,
      };
    case 'size-unknown':
      return {
        kind: 'inconclusive',
        reason: `${seen}; whether that is more than chance depends on the size of the evaluation set, which is not recorded`,
        enough: `The size (\`--eval-size N\`): with ${formatCount(rise.enoughExamples?.bound ?? 0)} examples or more it would be beyond chance${rise.evaluations < 5 ? '; five evaluations or more would show a trend' : ''}`,
        evidence,
      };
    default: {
      const need =
        rise.bound === null || rise.detectable === null || rise.n === null || !(rise.rise > 0)
          ? null
          : Math.ceil(rise.n * (rise.detectable / rise.rise) ** 2);
      return {
        kind: 'inconclusive',
        reason: `${seen}; with ${rise.n === null ? 'this evaluation set' : many(rise.n, 'example')} and ${many(rise.evaluations, 'evaluation')} only a rise above ${lossText(rise.detectable ?? Number.NaN)} would show`,
        enough: `${need === null ? 'A larger evaluation set' : `About ${formatCount(Number(need.toPrecision(2)))} evaluation examples`}${rise.evaluations < 5 ? ', or five evaluations and more' : ''}, or saved probabilities of both checkpoints`,
        evidence,
      };
    }
  }
}

function passed(facts: RunFacts, rise: LossRise): Outcome {
  const { run } = facts;
  const gap = gapSentence(facts);
  const atEnd = rise.minimum.step === rise.last.step;
  const excluded = exclusions(facts).loss;
  const bound = excluded === null ? '' : `; ${excludedText(facts, excluded)}`;
  const text = atEnd
    ? `Validation loss was lowest (${lossText(rise.last.value)}) at the last of ${many(rise.evaluations, 'evaluation')}${bound}`
    : `No rise of validation loss is shown: ${lossText(rise.last.value)} at the last of ${many(rise.evaluations, 'evaluation')}, ${lossText(rise.minimum.value)} at its lowest, ${place(run, rise.minimum.step)}${bound}`;
  return {
    kind: 'pass',
    measured: gap === null ? text : `${text}. ${gap}`,
    evidence: [...exclusionEvidence(facts, excluded), ...gapList(facts)],
  };
}

/** A12 of the catalogue: the loss rose and the metric is unknown or undecided. */
export const overfitLoss = defineAudit({
  id: 'overfit-loss',
  family: 'fit',
  title: 'Validation loss did not rise',
  failureTitle: 'Validation loss rose after its minimum',
  why: 'After its minimum the model fits its training examples at the expense of its probabilities on others.',
  requires: ['validation-loss'],
  references: [
    'https://doi.org/10.1007/3-540-49430-8_3',
    'https://arxiv.org/abs/2006.04884',
    'https://arxiv.org/abs/1706.04599',
  ],
  judge({ facts }) {
    const family = overfitFamily(facts);
    const { rise } = family;
    if (rise === null)
      return notApplicable('no finite validation loss was logged', 'evaluate-during-training');
    switch (family.member) {
      case 'overfit-loss':
        return found(facts, family, rise);
      case 'overfit-confidence-only':
      case 'overfit-metric':
        return rise.kind === 'risen'
          ? notApplicable(`the rise of the validation loss is judged by \`${family.member}\``)
          : rise.kind === 'cannot-tell'
            ? cannotTell(facts, family, rise)
            : passed(facts, rise);
      case 'cannot-tell':
        return cannotTell(facts, family, rise);
      case 'none':
        return passed(facts, rise);
    }
  },
});
