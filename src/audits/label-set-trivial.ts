import type { MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../model/outcome.ts';
import { formatCount, formatPercent, formatScore } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { listed, scoreEvidence, scoreText } from './class-words.ts';
import { notApplicable } from './define.ts';
import { splitOfSets } from './label-set-words.ts';

/** An association that is surely below this is of no use even when it is not zero. */
const USELESS = 0.2;
/** Examples with other labels, before the same answer for all says anything about the model. */
const LEAST_OTHERS = 20;
/** Lower end of mean ROC AUC: the scores know the labels, and it is the threshold that is wrong (`threshold-off`). */
const RANKS = 0.6;

const points = (share: number): string => (100 * share).toFixed(1).replace('-', '−');
const signed = (value: number): string => formatScore(value).replace('-', '−');

/** C14 of the catalogue where a row can have several labels: against the best answer that is the same for every row. */
export function trivialLabelSets(examined: MultiLabelExamination): Outcome {
  const { counts, overall } = examined.measures();
  const constant = examined.constant();
  const micro = overall.f1_micro!;
  if (constant === null || micro.value === null)
    return notApplicable(micro.reason ?? 'no row of the references has a label');
  const { difference, association, otherRows: others } = constant;
  const always = `always answering ${listed(constant.labels)} would reach ${formatPercent(constant.f1Micro)}`;
  const gap = `a difference of ${points(difference.value)} points (95 %: ${points(difference.interval.low)} to ${points(difference.interval.high)})`;
  const goes =
    association === null
      ? 'Every row got the same answer'
      : `The answers went with the references by ${signed(association.value)} (95 %: ${signed(association.interval.low)} to ${signed(association.interval.high)}; 0 is chance)`;
  const measured = `Micro-F1 was ${scoreText(micro)} of ${many(counts.n, 'example')}; ${always}, ${gap}. ${goes}`;
  const ranked = examined.rankings()?.overall.roc_auc_macro ?? null;
  const evidence: Evidence[] = [
    scoreEvidence('micro-F1', micro, counts.n),
    { name: 'micro-F1 of the constant answer', value: constant.f1Micro, n: counts.n },
    { name: 'labels of the constant answer', value: constant.labels.length, unit: 'labels' },
    {
      name: 'micro-F1 less that of the constant answer',
      value: difference.value,
      interval: difference.interval,
      n: counts.n,
      method: difference.interval.method,
    },
    association === null
      ? { name: 'association within labels', value: null, reason: 'one side is the same in every row' }
      : {
          name: 'association within labels',
          value: association.value,
          interval: association.interval,
          n: counts.n,
          method: association.interval.method,
        },
    { name: 'examples with other labels than those', value: others, unit: 'examples', n: counts.n },
    ...(ranked === null ? [] : [scoreEvidence('mean ROC AUC of the labels', ranked, counts.n)]),
  ];
  const better = difference.interval.low > 0;
  const informed = (association?.interval.low ?? 0) > 0;
  const hardly = (association?.interval.high ?? 0) < USELESS;
  const ranks = ranked?.interval != null && ranked.interval.low > RANKS;
  if (better || (informed && !hardly)) return { kind: 'pass', measured, evidence };
  if (hardly && others >= LEAST_OTHERS && !ranks)
    return { kind: 'finding', findings: [finding(examined, constant.labels, informed, measured, evidence)] };
  return {
    kind: 'inconclusive',
    reason: ranks
      ? `Its probabilities rank the labels, but its answers are not better than always answering ${listed(constant.labels)}: the threshold hides what it knows. ${measured}`
      : `Whether it is better than always answering ${listed(constant.labels)} cannot be told. ${measured}`,
    enough: ranks
      ? 'Answers at a threshold of each label’s own'
      : 'About 400 examples, of which 100 or more with other labels',
    evidence,
  };
}

function finding(
  examined: MultiLabelExamination,
  labels: readonly string[],
  informed: boolean,
  measured: string,
  evidence: readonly Evidence[],
): FindingDraft {
  return {
    claim: 'strong',
    severity: 'problem',
    subject: splitOfSets(examined),
    title: informed
      ? `Hardly better than chance: not above always answering ${listed(labels)}`
      : `No better than always answering ${listed(labels)}`,
    measured,
    cause: {
      text: 'labels and texts do not belong together, the model was not trained, or the labels cannot be told from the text',
      claim: 'hint',
    },
    mattersWhen: 'the model is to be used or tuned at all',
    advice: {
      text: `Train on 16 examples only until the loss is below 0.05; if that fails, look for shuffled labels, frozen weights or a wrong learning rate`,
    },
    refutedBy: `Read ${formatCount(20)} texts with references and predictions: if most predictions look right, the references are joined to the wrong rows`,
    evidence,
    weight: 1,
  };
}
