import type { RunFacts } from '../../facts/define.ts';
import type { Baselines } from '../../metrics/bag-of-words/index.ts';
import type { ExaminedRows } from '../../metrics/examination/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent, formatScore, trueMinus } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { splitOf } from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { probabilityText } from '../overlap-words.ts';
import { rightShare, shownExamples } from '../shown-examples.ts';
import { measure } from '../wording.ts';

const ALPHA = 0.01;
/** Half a sentence of "as well": a model that may be so much better is not equalled. */
const AS_WELL = 0.03;
const PERHAPS = 0.05;
/** Evaluation texts in the training file teach the bag of words what the model may not have seen. */
const MOST_OVERLAP = 0.05;

const points = (share: number): string => trueMinus((100 * share).toFixed(1));

const figures = ({ model, bag, rows }: Baselines): string => {
  const { difference, interval, p } = bag.difference;
  return `The model was right on ${formatCount(model.right)} of ${many(rows, 'row')} (${formatPercent(model.right / rows)}), a bag of words on ${formatCount(bag.right)} (${formatPercent(bag.right / rows)}): ${points(difference)} points more (95 %: ${points(interval.low)} to ${points(interval.high)}; ${probabilityText(p)})`;
};

const evidenceOf = ({ model, bag, rows, majority }: Baselines): readonly Evidence[] => [
  measure('right rows of the model', model.right, { n: rows }),
  measure('accuracy of the model', model.right / rows, { n: rows }),
  measure('right rows of a bag of words', bag.right, {
    n: rows,
    method: `logistic regression on TF-IDF of ${formatCount(bag.training.terms)} words, ${formatCount(bag.training.usedRows)} training texts`,
  }),
  measure('accuracy of a bag of words', bag.right / rows, { n: rows }),
  measure('accuracy of the model less that of a bag of words', bag.difference.difference, {
    n: rows,
    interval: bag.difference.interval,
  }),
  measure('p of the difference', bag.difference.p, { method: bag.difference.method }),
  measure('rows that only the model got right', bag.onlyModel, { n: rows }),
  measure('rows that only the bag of words got right', bag.onlyBaseline, { n: rows }),
  measure('macro-F1 of the model', model.macroF1.value, { n: rows }),
  measure('macro-F1 of a bag of words', bag.macroF1.value, { n: rows }),
  measure('accuracy of the most frequent training label', majority.right / rows, { n: rows }),
];

/** Rarer labels that only the model tells apart, which accuracy hardly sees. */
function betterByLabels({ model, bag }: Baselines): boolean {
  const [ours, theirs] = [model.macroF1, bag.macroF1];
  return (
    ours.value !== null &&
    theirs.value !== null &&
    (ours.interval?.low ?? ours.value) > (theirs.interval?.high ?? theirs.value)
  );
}

/** Surely (95 %) above the share of the most frequent reference: otherwise what it lacks is more than word order. */
function isAboveConstant(examined: ExaminedRows): boolean {
  const { right, rows } = rightShare(examined);
  const support = new Uint32Array(examined.labels.length);
  for (const label of examined.reference) if (label >= 0) support[label]!++;
  return rows > 0 && wilson(right, rows).low > Math.max(...support) / rows;
}

/** Share of the evaluation texts that stand in the training file, as far as it was counted. */
function overlapOf(facts: RunFacts): number {
  const split = facts.predictions()?.split?.value ?? null;
  return Math.max(
    0,
    ...(facts.run.textMeasures?.overlaps ?? [])
      .filter((overlap) => overlap.split === split)
      .map(({ exact, near, rows }) => (exact + near) / rows),
  );
}

function found(facts: RunFacts, answers: Baselines): FindingDraft {
  const { examined } = facts.examination()!;
  const { bag } = answers;
  const worse = bag.difference.interval.high < 0 && bag.difference.p < ALPHA;
  const bagOnly = [...bag.predicted.keys()].filter(
    (row) =>
      bag.predicted[row] === examined.reference[row] &&
      examined.predicted[row]! >= 0 &&
      examined.predicted[row] !== examined.reference[row],
  );
  return {
    claim: bag.difference.interval.high < AS_WELL ? 'strong' : 'likely',
    severity: worse ? 'risk' : 'note',
    subject: splitOf(facts),
    title: worse ? 'A bag of words does better than the model' : 'A bag of words does as well as the model',
    measured: `${figures(answers)}. The model shows nothing that word order tells on these rows`,
    cause: worse
      ? {
          text: 'the model was trained too little or too hard, or on fewer texts than the training file holds',
          claim: 'hint',
        }
      : {
          text: 'single words decide the label in these data, or the model did not learn more',
          claim: 'hint',
        },
    mattersWhen: 'the cost of running the model counts, or word order is expected to matter in use',
    advice: worse
      ? { text: 'Mend the training before the model is used; until then a bag of words is the better choice' }
      : {
          text: 'Consider shipping the simple model, or evaluate on texts in which word order decides',
          effort: 'evaluate',
        },
    refutedBy:
      'Answer 300 more texts with both: if the model is right on clearly more, it does tell something more',
    evidence: evidenceOf(answers),
    // Where the simple model is right and the large one is not.
    examples: shownExamples(examined, bagOnly),
    weight: worse ? 0.6 : 0.3,
  };
}

/** C14 of the catalogue, part c: against the words alone. */
export const bagOfWordsSuffices = defineAudit({
  id: 'bag-of-words-suffices',
  family: 'errors',
  title: 'It is better than a bag of words',
  failureTitle: 'A bag of words does as well',
  why: 'A model that a bag of words equals shows nothing for its cost: no order, no context.',
  requires: ['texts'],
  references: [
    'https://karpathy.github.io/2019/04/25/recipe/',
    'https://aclanthology.org/P12-2018/',
    'https://doi.org/10.1007/BF02295996',
  ],
  judge({ facts }): Outcome {
    const { examined, baselines } = facts.examination()!;
    if (examined.training === null)
      return notApplicable('the training texts are not known', 'name-training-data');
    if (facts.learned().verdict === 'no' || !isAboveConstant(examined))
      return notApplicable('the model is not surely better than an answer that ignores the text');
    const overlap = overlapOf(facts);
    if (overlap >= MOST_OVERLAP)
      return inconclusive(
        `${formatPercent(overlap)} of these texts stand in the training file, so that a bag of words knows them`,
        'evaluation texts that the training file does not hold',
      );
    const answers = baselines();
    if ('reason' in answers)
      return inconclusive(
        `A bag of words could not be trained: ${answers.reason}`,
        'training texts of two or more labels',
      );
    const { interval, detectable } = answers.bag.difference;
    const evidence = evidenceOf(answers);
    if (interval.low > 0) return { kind: 'pass', measured: figures(answers), evidence };
    if (betterByLabels(answers))
      return {
        kind: 'pass',
        measured: `${figures(answers)}. It tells the rarer labels apart better: macro-F1 was ${formatScore(answers.model.macroF1.value!)} against ${formatScore(answers.bag.macroF1.value!)}`,
        evidence,
      };
    if (interval.high >= PERHAPS)
      return {
        kind: 'inconclusive',
        reason: `Whether the model is better than a bag of words cannot be told. ${figures(answers)}`,
        enough: `More rows: ${points(detectable)} points is the smallest difference that ${many(answers.rows, 'row')} can show`,
        evidence,
      };
    return { kind: 'finding', findings: [found(facts, answers)] };
  },
});
