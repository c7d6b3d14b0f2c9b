import { type AccuracyBelowLoss, accuracyBelowLoss } from '../../facts/accuracy-below-loss.ts';
import type { RunFacts } from '../../facts/define.ts';
import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import { bestPermutation, binomialTest, wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import {
  isOutcome,
  judged,
  rangeText,
  rightOf,
  rowsOf,
  scoreEvidence,
  scoreText,
  splitOf,
} from '../class-words.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';

const leastRows = 50;
/** Renaming the predictions must raise accuracy by this share. */
const leastGain = 0.15;
/** More than half of a label's rows must go to its new name, surely (95 %), and more than this share in the sample. */
const moved = { surely: 0.5, share: 0.6 } as const;
/** A label with fewer rows cannot show where its rows went; those that can must hold this share of what moved. */
const leastSupport = 10;
const coverage = 0.8;
/** Both parts of a label that two others fell into hold at least so much. */
const halves = 0.3;
const belowChance = 1e-3;
/** Up to this multiple of ln C the probabilities are nearly even; names that were exchanged behind a model that knows cost far more. */
const nearlyEven = 1.25;
/** The assignment is O(labels³): 300 labels take 0.1 s. */
const mostLabels = 300;

interface Renaming {
  readonly from: string;
  readonly to: string;
  readonly support: number;
  readonly there: number;
}

interface Mapping {
  readonly renamed: readonly Renaming[];
  readonly right: number;
  /** Rows whose label is renamed. */
  readonly rows: number;
  /** Every renamed label with enough rows went to its new name in most of them. */
  readonly clear: boolean;
  /** Only a permutation explains it: three labels in a ring, or two swapped beside others that are right. */
  readonly only: boolean;
}

function bestMapping(measures: ClassificationMeasures): Mapping {
  const { labels, counts } = measures.confusion;
  const size = labels.length;
  // Ties keep the label as it is.
  const matrix = counts.map((value, k) => value + (Math.floor(k / size) === k % size ? 1e-3 : 0));
  const permutation = bestPermutation(matrix, size);
  let right = 0;
  const renamed: Renaming[] = [];
  for (let i = 0; i < size; i++) {
    const to = permutation[i]!;
    const there = counts[i * size + to]!;
    right += there;
    const { support } = measures.classes[i]!;
    if (to !== i && support > 0) renamed.push({ from: labels[i]!, to: labels[to]!, support, there });
  }
  const rows = renamed.reduce((sum, each) => sum + each.support, 0);
  // Two labels that fell together (counted from 1, and the first one cut off) leave one whose rows stay and go by halves.
  const splits = (each: Renaming): boolean => {
    const stay = counts[labels.indexOf(each.from) * (size + 1)]!;
    return (
      Math.min(stay, each.there) > halves * each.support && stay + each.there > moved.share * each.support
    );
  };
  const enough = renamed.filter((each) => each.support >= leastSupport);
  const known = enough.filter((each) => !splits(each));
  const whole = rows - enough.filter(splits).reduce((sum, each) => sum + each.support, 0);
  const clear =
    known.length > (known.length < enough.length ? 1 : 0) &&
    known.reduce((sum, each) => sum + each.support, 0) >= coverage * whole &&
    known.every(
      (each) =>
        each.there / each.support > moved.share && wilson(each.there, each.support).low > moved.surely,
    );
  const kept = measures.classes.some(
    (each, i) =>
      permutation[i] === i &&
      each.support >= leastSupport &&
      counts[i * size + i]! > moved.share * each.support,
  );
  // Two labels that trade places and nothing else: a test set made to mislead (negated inference) looks the same.
  const only = clear && (known.length >= 3 || (known.length === 2 && (kept || known.length < enough.length)));
  renamed.sort((a, b) => b.support - a.support);
  return { renamed, right, rows, clear, only };
}

/**
 * An untrained head answers by accident: texts of one class get one wrong label, which looks like exchanged names. But it is
 * unsure of every answer, and its training loss stays at guess level. Null, or why nothing was learned that could be renamed.
 */
function untrained(facts: RunFacts, measures: ClassificationMeasures): string | null {
  const even = Math.log(measures.confusion.labels.length);
  const cost = measures.negativeLogLikelihood?.mean ?? null;
  if (cost !== null && cost <= nearlyEven * even)
    return `the model was unsure of every answer: mean −log p of the reference is ${cost.toFixed(2)}, and even probabilities give ${even.toFixed(2)}`;
  const { train } = facts.guessLevel();
  return train === null ? null : `training loss stayed at guess level (${train.level.toFixed(2)})`;
}

function found(
  facts: RunFacts,
  measures: ClassificationMeasures,
  mapping: Mapping,
  chance: number,
  p: number,
): FindingDraft {
  const rows = rowsOf(measures);
  const accuracy = measures.overall.accuracy!;
  const after = mapping.right / rows;
  const interval = wilson(mapping.right, rows);
  const [first] = mapping.renamed;
  const pairs = mapping.renamed.slice(0, 3);
  const rest = mapping.renamed.length - pairs.length;
  const evidence: Evidence[] = [
    scoreEvidence('accuracy', accuracy, rows),
    {
      name: 'accuracy after renaming the predictions',
      value: after,
      interval,
      n: rows,
      method: 'best permutation (Hungarian method), Wilson',
    },
    {
      name: 'accuracy of answers independent of the text',
      value: chance,
      method: `exact binomial test of accuracy below it, p = ${p.toPrecision(2)}`,
    },
    { name: 'labels renamed', value: mapping.renamed.length },
    ...mapping.renamed.slice(0, 20).map((each) => ({
      name: `${each.from} predicted as ${each.to}`,
      value: each.there,
      unit: 'examples',
      n: each.support,
    })),
  ];
  return {
    claim: mapping.only ? 'strong' : 'likely',
    severity: 'problem',
    subject: splitOf(facts),
    title: mapping.only
      ? `Label names were permuted: accuracy ${formatPercent(accuracy.value ?? 0)}, and ${formatPercent(after)} after renaming the predictions`
      : `Answers were exchanged: accuracy ${formatPercent(accuracy.value ?? 0)}, and ${formatPercent(after)} after renaming the predictions`,
    measured: `As given, ${scoreText(accuracy)} of ${many(rows, 'example')} were right; after renaming, ${formatPercent(after)} (95 %: ${rangeText(interval)}). ${pairs.map((each) => `${code(each.from)} came out as ${code(each.to)} in ${formatCount(each.there)} of ${formatCount(each.support)}`).join(', ')}${rest > 0 ? `; ${many(rest, 'more label', 'more labels')}` : ''}`,
    cause: {
      text: mapping.only
        ? 'the order of labels differed between training and evaluation, or `id2label` does not match the data'
        : 'the order or meaning of labels differed between training and evaluation; or the examples were made to mislead the model',
      claim: mapping.only ? 'likely' : 'hint',
    },
    mattersWhen: 'any figure of a label is read: each belongs to another label',
    advice: {
      text: 'Set `label2id` and `id2label` explicitly from one list, align the data set (`dataset.align_labels_with_mapping`), and evaluate again',
    },
    refutedBy: `Read ten texts that were predicted ${code(first?.to ?? '')}: if they are not ${code(first?.from ?? '')}, the names are not permuted`,
    evidence,
    weight: 1,
  };
}

/** Without predictions: the loss says that the model knows more than the accuracy counts. */
function toldByLoss(facts: RunFacts, below: AccuracyBelowLoss): FindingDraft {
  const n = facts.validationSize()?.value;
  return {
    claim: 'likely',
    severity: 'problem',
    subject: { split: 'validation' },
    title: `Accuracy ${formatPercent(below.accuracy)} is lower than a loss of ${below.loss.toFixed(2)} allows: labels were likely counted in another order`,
    measured: `At ${below.evaluations === 2 ? 'both evaluations' : `each of ${below.evaluations} evaluations`} accuracy was lower than the loss leaves, at last ${formatPercent(below.accuracy)} where a mean cross-entropy of ${below.loss.toFixed(3)} leaves ${formatPercent(below.least)} at least: a wrong answer gave the right label at most a half`,
    cause: {
      text: 'the metric compares labels in another order or of another set than the loss; or the loss is not a plain mean over examples',
      claim: 'hint',
    },
    mattersWhen: 'always: the accuracy is not that of the model',
    advice: {
      text: 'Print 20 predictions with their references inside `compute_metrics`, and set `label2id` and `id2label` from one list',
    },
    refutedBy:
      'Recompute the loss from the logits that `compute_metrics` gets: if it is higher, the logged loss is weighted or smoothed',
    evidence: [
      { name: 'accuracy', value: below.accuracy, step: below.step, n },
      { name: 'validation loss', value: below.loss, unit: 'nats', step: below.step, n },
      { name: 'least accuracy that this loss allows', value: below.least, method: '1 − loss / ln 2' },
      { name: 'evaluations', value: below.evaluations },
    ],
    weight: 1,
  };
}

/** A38 of the catalogue. */
export const labelMappingWrong = defineAudit({
  id: 'label-mapping-wrong',
  family: 'labels',
  title: 'Predictions and references use the labels alike',
  failureTitle: 'Label names are permuted between references and predictions',
  why: 'A good model is reported as a bad one, and every figure of a label belongs to another label.',
  requires: [],
  references: [
    'https://github.com/huggingface/transformers/pull/10401',
    'https://github.com/QData/TextAttack/issues/684',
    'https://github.com/huggingface/datasets/pull/2457',
  ],
  judge({ facts }): Outcome {
    if (facts.measures() === null) {
      if (facts.multiLabel() !== null)
        return notApplicable('a row can have several labels, and the check is for one label a row');
      const below = accuracyBelowLoss(facts);
      return below === null
        ? notApplicable('no predictions with references were found', 'save-predictions')
        : { kind: 'finding', findings: [toldByLoss(facts, below)] };
    }
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const rows = rowsOf(measures);
    const size = measures.confusion.labels.length;
    if (size < 2) return notApplicable('only one label occurs');
    if (size > mostLabels)
      return notApplicable(`${formatCount(size)} labels; at most ${mostLabels} are compared by permutation`);
    const accuracy = measures.overall.accuracy!;
    const right = rightOf(measures);
    const chance = measures.classes.reduce(
      (sum, each) => sum + (each.support * each.predicted) / (rows * rows),
      0,
    );
    const p = binomialTest(right, rows, Math.min(1, chance), 'less');
    const mapping = bestMapping(measures);
    const gain = (mapping.right - right) / rows;
    const evidence: Evidence[] = [
      scoreEvidence('accuracy', accuracy, rows),
      {
        name: 'accuracy after the best renaming',
        value: mapping.right / rows,
        n: rows,
        method: 'Hungarian method',
      },
      { name: 'accuracy of answers independent of the text', value: chance },
    ];
    if (rows < leastRows) {
      if (gain < leastGain) {
        return {
          kind: 'pass',
          measured: `No renaming of the predictions raises accuracy by ${formatPercent(leastGain, 0)} on ${many(rows, 'example')}`,
          evidence,
        };
      }
      return inconclusive(
        `Renaming the predictions would raise accuracy from ${formatPercent(right / rows)} to ${formatPercent(mapping.right / rows)}, but ${many(rows, 'example')} are too few to tell that from chance`,
        `${leastRows} examples`,
      );
    }
    const below = p < belowChance && wilson(mapping.right, rows).low > chance + leastGain;
    if (gain >= leastGain && (mapping.clear || below)) {
      const unsure = right / rows <= chance ? untrained(facts, measures) : null;
      if (unsure !== null)
        return {
          kind: 'pass',
          measured: `Renaming the predictions would raise accuracy from ${formatPercent(right / rows)} to ${formatPercent(mapping.right / rows)}, but ${unsure}: an untrained head answers like this`,
          evidence,
        };
      return { kind: 'finding', findings: [found(facts, measures, mapping, chance, p)] };
    }
    return {
      kind: 'pass',
      measured:
        gain > 0
          ? `The best renaming of the predictions would raise accuracy from ${formatPercent(right / rows)} to ${formatPercent(mapping.right / rows)}; no label came out as another one throughout`
          : `No renaming of the predictions raises accuracy, ${scoreText(accuracy)}`,
      evidence,
    };
  },
});
