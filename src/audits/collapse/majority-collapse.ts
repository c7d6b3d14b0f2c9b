import type { RunFacts } from '../../facts/define.ts';
import { metricRose } from '../../facts/learned.ts';
import { trainedTask } from '../../facts/task.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { causeOfFailure } from '../learning-rate-advice.ts';
import { lossText } from '../wording.ts';

const LEAST_ROWS = 50;
/** With more than nine examples of ten in one class, a constant answer is what imbalance alone brings about. */
const IMBALANCED = 0.9;
/** Metrics that a constant answer pins to a known value; accuracy alone has none. */
const TELLING = ['mcc', 'f1', 'f1_macro', 'f1_weighted', 'balanced_accuracy'];

const multiLabel = (facts: RunFacts): boolean => facts.run.model.problemType === 'multi_label_classification';

/** Imbalance is the first explanation, unless the settings alone would have made the run fail. */
function imbalanceDraft(
  facts: RunFacts,
  measured: string,
  accuracy: number,
  evidence: readonly Evidence[],
): FindingDraft {
  const settings = causeOfFailure(facts);
  const failed = settings.claim === 'likely';
  return {
    claim: 'likely',
    severity: failed ? 'problem' : 'risk',
    subject: { split: 'validation' },
    title: 'Only the largest class was answered',
    measured: `${measured}; ${formatPercent(accuracy)} of the examples are of that class`,
    cause: failed
      ? { text: settings.text, claim: settings.claim }
      : {
          text: 'the other classes are too rare for an unweighted loss at a threshold of one half',
          claim: 'hint',
        },
    mattersWhen: 'the rare class is what you look for',
    advice: failed
      ? settings.advice
      : {
          text: 'Weight the classes by N/(C·n_c), at most 10, or move the threshold on saved probabilities',
        },
    refutedBy:
      'Save the probabilities: if they rank the rare class well (ROC AUC above 0.6), a lower threshold finds it',
    evidence,
    weight: 0.5,
  };
}

/** Evaluations that must agree, and how closely: metrics are logged with 4 digits or more, losses with more. */
const LEAST_FROZEN = 4;
const SAME_METRIC = 6e-5;
const SAME_LOSS = 1e-4;
const NEAR_PERFECT = 0.98;

/**
 * Accuracy and loss the same at every evaluation, to every digit, while training went on: the outputs did not move. A loss at
 * guess level is left to `plateau-at-chance`, and accuracy near 1 is what a solved task looks like.
 */
function frozenEvaluations(facts: RunFacts): FindingDraft | null {
  const metric = facts.targetCurve();
  const loss = facts.validationLoss();
  if (metric === null || loss === null || metric.n < LEAST_FROZEN || loss.n < LEAST_FROZEN) return null;
  const levels = facts.guessLevel();
  if (levels.validation !== null || levels.train !== null) return null;
  const value = metric.value[0] as number;
  const level = loss.value[0] as number;
  if (value > NEAR_PERFECT || facts.targetMetric()?.quantity !== 'accuracy') return null;
  if (!metric.value.every((v) => Math.abs(v - value) <= SAME_METRIC)) return null;
  if (!loss.value.every((v) => Math.abs(v - level) <= SAME_LOSS * Math.abs(level))) return null;
  const cause = causeOfFailure(facts);
  return {
    claim: 'likely',
    severity: 'problem',
    subject: { split: 'validation' },
    title: `Accuracy and loss were the same at all ${formatCount(metric.n)} evaluations`,
    measured: `Accuracy was ${formatPercent(value)} and validation loss ${lossText(level)} at each of ${formatCount(metric.n)} evaluations: the answers did not change while training went on`,
    cause: {
      text: `one class is answered for everything, with saturated outputs; ${cause.text}`,
      claim: cause.claim,
    },
    mattersWhen: 'always: such a model does not read the text',
    advice: cause.advice,
    refutedBy:
      'Save the predictions of the evaluation set once (about a minute) and count the predicted labels',
    evidence: [
      { name: 'accuracy at every evaluation', value, n: facts.validationSize()?.value },
      { name: 'validation loss at every evaluation', value: level, unit: 'nats' },
      { name: 'evaluations', value: metric.n },
    ],
    weight: 0.9,
  };
}

export const majorityCollapse = defineAudit({
  id: 'majority-collapse',
  family: 'collapse',
  title: 'More than one class was predicted',
  failureTitle: 'One class was predicted for nearly everything',
  why: 'A constant answer can look accurate and is of no use.',
  requires: [],
  requiresOneOf: ['predictions', 'validation-metric'],
  references: [
    'huggingface/transformers issues 297, 735 and 3456',
    'Mosbach et al. 2021, section 3 (failed runs)',
  ],
  judge({ run, facts }) {
    if (multiLabel(facts) || run.model.problemType === 'regression' || trainedTask(run) === 'regression') {
      return notApplicable('the task has no single label per example');
    }
    const task = trainedTask(run);
    if (task !== null && task !== 'text-classification' && task !== 'token-classification')
      return notApplicable('the task has no classes to choose from');
    const measures = facts.measures();
    const constant = facts.constantAnswer();
    if (constant === null) {
      if (measures !== null && measures.classes.length > 0) {
        const rows = measures.confusion.rows;
        const most = measures.classes.reduce((a, b) => (b.predicted > a.predicted ? b : a));
        if (rows < LEAST_ROWS)
          return inconclusive(
            `${rows} predictions are too few to call one class a collapse`,
            `${LEAST_ROWS} predictions`,
          );
        return pass(
          `The most predicted class, ${code(most.label)}, took ${formatPercent(most.predicted / rows)} of ${formatCount(rows)} predictions and has ${formatPercent(most.support / rows)} of the examples`,
        );
      }
      // F1 of one class alone is also that of always answering this class; only a value that moves excludes it.
      const logged = run.series.filter((s) => s.split === 'validation');
      const told = logged.find(
        (s) =>
          TELLING.includes(s.quantity) &&
          (s.quantity !== 'f1' ||
            logged.some((o) => o.quantity === 'accuracy') ||
            s.value.some((v) => v !== s.value[0])),
      );
      const learned = facts.learned();
      const frozen = told === undefined ? frozenEvaluations(facts) : null;
      if (frozen !== null) return { kind: 'finding', findings: [frozen] };
      if (told !== undefined)
        return pass(`${metricTitle(told.quantity)} was not that of a constant answer at the last evaluation`);
      // One value at every evaluation can be the share of the largest class, however high it is.
      const values = new Set(facts.targetCurve()?.value);
      if (learned.verdict === 'far-above' && values.size >= 2)
        return pass(
          `${metricTitle(learned.quantity!)} ${lossText(learned.value!)} is far above a constant answer on balanced labels`,
        );
      const rose = metricRose(facts);
      if (rose !== null && learned.quantity !== null)
        return pass(
          `${metricTitle(learned.quantity)} rose from ${lossText(rose.first)} to ${lossText(rose.last)}; that of a constant answer would not move`,
        );
      return inconclusive(
        'Accuracy alone cannot show whether one class is always predicted',
        'Macro-F1 or MCC at the evaluations, or saved predictions',
      );
    }

    const fromPredictions = constant.how === 'predictions';
    const evidence: Evidence[] = [];
    if (constant.share !== null)
      evidence.push({
        name: `share of predictions that are ${constant.label}`,
        value: constant.share,
        n: measures?.confusion.rows,
      });
    if (constant.accuracy !== null)
      evidence.push({
        name: 'accuracy of that constant answer',
        value: constant.accuracy,
        n: measures?.confusion.rows ?? facts.validationSize()?.value,
      });
    if (!fromPredictions)
      evidence.push({
        name: 'evaluations that show it',
        value: constant.evaluations,
        step: constant.fromStep ?? undefined,
      });
    const peak = facts.peakLearningRate();
    if (peak !== null) evidence.push({ name: 'peak learning rate', value: peak.value });

    if (!fromPredictions && constant.accuracy !== null && constant.accuracy > IMBALANCED) {
      return {
        kind: 'finding',
        findings: [imbalanceDraft(facts, constant.measured, constant.accuracy, evidence)],
      };
    }
    const tokens = trainedTask(run) === 'token-classification';
    const cause = causeOfFailure(facts);
    const levels = facts.guessLevel();
    const level = levels.validation ?? levels.train;
    const measured =
      level === null
        ? constant.measured
        : `${constant.measured}. The loss stayed at ${level.level.toFixed(3)}; ${level.referenceName}, is ${level.reference.toFixed(3)}`;
    if (level !== null) {
      evidence.push({
        name: `${level.source === 'train' ? 'training' : 'validation'} loss at the end`,
        value: level.level,
        unit: 'nats',
        n: level.n,
      });
      evidence.push({
        name: 'guess level',
        value: level.reference,
        unit: 'nats',
        method: level.referenceName,
      });
    }
    return {
      kind: 'finding',
      findings: [
        {
          claim: fromPredictions
            ? 'fact'
            : constant.evaluations >= 2 && constant.indirect !== true
              ? 'strong'
              : 'likely',
          severity: 'problem',
          subject: {
            split: fromPredictions ? measures?.confusion && facts.predictions()?.split?.value : 'validation',
          },
          title: tokens
            ? 'No entity was found at all'
            : fromPredictions
              ? `${code(constant.label ?? 'one class')} was predicted for ${formatPercent(constant.share ?? 1)} of the examples`
              : 'One class was predicted for every example',
          measured,
          cause: { text: cause.text, claim: cause.claim },
          mattersWhen: 'always: the answer does not depend on the text',
          advice: cause.advice,
          refutedBy:
            'Save the predictions of the evaluation set once (about a minute) and count the predicted labels',
          evidence,
          weight: 1,
        },
      ],
    };
  },
});
