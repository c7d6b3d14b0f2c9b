import type { GroupFacts } from '../../facts/group/define.ts';
import { pairedMetrics } from '../../facts/group/index.ts';
import {
  type LossAgainstMetric,
  type LossCase,
  lossAgainstMetric,
} from '../../facts/group/loss-against-metric.ts';
import { whyApart } from '../../facts/group/together.ts';
import type { Claim, FindingDraft, Outcome } from '../../model/outcome.ts';
import { code } from '../../text/words.ts';
import {
  calledBy,
  figure,
  formatOf,
  probabilityText,
  quantityName,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, inconclusive, notApplicable, pass } from '../define.ts';

const short: Readonly<Record<LossCase['id'], string>> = {
  tie: 'the losses are a tie',
  confidence: 'its loss is about confidence, not about answers',
  unfinished: 'it was not finished',
  class: 'it is better where it counts for one class',
  'lucky-minimum': 'the other one was picked at a lucky minimum',
};

/** What holds, with its numbers. */
function sentenceOf(one: LossCase): string {
  switch (one.id) {
    case 'tie':
      return one.low === null
        ? 'The difference of the losses lies within the sampling error to be expected, so the loss does not rank them'
        : `The paired interval of the loss difference, ${valueText('loss', one.low)} to ${valueText('loss', one.high!)}, holds 0, so the loss does not rank them`;
    case 'confidence':
      return one.how === 'metric'
        ? `It gave more right answers on the same examples (${quantityName(one.metric)}${one.p === null ? '' : `, ${probabilityText(one.p)}`}) and paid for wrong ones with over-confidence`
        : 'After one temperature for each model the order of the losses turns: the higher loss is over-confidence';
    case 'unfinished':
      return `Its loss was still falling faster than the other’s${one.annealing ? ', with the learning rates at different parts of their schedules' : ''}`;
    case 'class':
      return `On examples of ${code(one.label)} it alone was right ${one.better} times, the other alone ${one.worse} times (q ${one.q < 0.001 ? '< 0.001' : `= ${one.q.toFixed(3)}`})`;
    case 'lucky-minimum':
      return 'Over the last three evaluations its loss is not higher and its metric is better: the lower value was one good evaluation';
  }
}

const claimOf = (one: LossCase): Claim => {
  switch (one.id) {
    case 'tie':
      return one.sure ? 'strong' : 'likely';
    case 'confidence':
      return one.how === 'metric' ? 'strong' : 'likely';
    case 'class':
      return 'strong';
    case 'unfinished':
      return one.annealing ? 'hint' : 'likely';
    case 'lucky-minimum':
      return 'hint';
  }
};

function draft(group: GroupFacts, found: LossAgainstMetric): FindingDraft {
  const [higher, lower] = [group.members[found.higher]!, group.members[found.lower]!];
  const [main] = found.cases;
  const leading = pairedMetrics(group, found.lower, found.higher).find((m) => !/loss$/.test(m.metric));
  const metric = group.metric();
  const name = quantityName(leading?.metric ?? metric?.quantity ?? 'metric');
  const format = leading?.format ?? (metric === null ? 'score' : formatOf(metric));
  const proven = main!.id === 'confidence' || main!.id === 'class';
  return {
    claim: claimOf(main!),
    severity: 'note',
    subject: subjectOf(group, [found.higher, found.lower]),
    title: `${calledBy(higher)} had the higher loss and ${proven ? 'is still better' : 'need not be worse'}: ${short[main!.id]}`,
    measured: `Loss ${valueText('loss', found.lossHigher)} for ${higher.letter} and ${valueText('loss', found.lossLower)} for ${lower.letter}; ${name} ${valueText(format, found.scoreHigher)} and ${valueText(format, found.scoreLower)}. ${found.cases.map(sentenceOf).join('. ')}`,
    mattersWhen: 'runs are ranked by their final loss',
    advice: {
      text:
        main!.id === 'unfinished'
          ? `Let ${higher.letter} finish a schedule of its own before choosing`
          : main!.id === 'confidence'
            ? `Choose ${higher.letter} for its answers; fit a temperature on held-out examples if you use its probabilities`
            : `Choose between ${lower.letter} and ${higher.letter} by the metric of the task on fresh examples, not by the loss`,
    },
    refutedBy: 'Both evaluated on fresh examples by the metric of the task',
    evidence: [
      figure(`loss of ${higher.letter}`, found.lossHigher, { unit: 'nats' }),
      figure(`loss of ${lower.letter}`, found.lossLower, { unit: 'nats' }),
      figure(`${name} of ${higher.letter}`, found.scoreHigher),
      figure(`${name} of ${lower.letter}`, found.scoreLower),
      ...found.cases.map((one) => figure(`case: ${short[one.id]}`, claimOf(one))),
    ],
    weight: 0.6,
  };
}

/** B5 of the catalogue: one of five checkable cases, or none. */
export const higherLossButBetter = defineComparisonAudit({
  id: 'higher-loss-but-better',
  family: 'comparison',
  title: 'Loss and metric rank the runs alike',
  failureTitle: 'The run with the higher loss may be the better one',
  why: 'Picking by final loss alone can cost the better model.',
  references: [
    'https://arxiv.org/abs/1706.04599',
    'https://arxiv.org/abs/2408.11029',
    'https://arxiv.org/abs/2006.04884',
  ],
  judge(group): Outcome {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    const pairs = group.pairs();
    if (pairs.length === 0) return notApplicable('there is no pair to compare');
    const found = pairs.map(([a, b]) => lossAgainstMetric(group, a, b)).filter((one) => one !== null);
    if (found.length === 0) {
      const losses = group.members.filter(({ facts }) => facts.validationLoss() !== null).length;
      return losses < 2 &&
        !pairs.some(([a, b]) => pairedMetrics(group, a, b).some((m) => m.metric === 'log_loss'))
        ? notApplicable('there are no losses of two runs to compare', 'evaluate-during-training')
        : pass(
            'In no pair does the run with the higher loss have the better metric, as far as both are recorded',
          );
    }
    const explained = found.filter(({ cases }) => cases.length > 0);
    if (explained.length > 0)
      return { kind: 'finding', findings: explained.slice(0, 2).map((one) => draft(group, one)) };
    const [first] = found;
    const [higher, lower] = [group.members[first!.higher]!.letter, group.members[first!.lower]!.letter];
    return inconclusive(
      `${higher} had the higher loss and the better metric than ${lower}, and none of the five cases in which that means something holds`,
      'Predictions with probabilities of both runs on the same evaluation examples',
    );
  },
});
