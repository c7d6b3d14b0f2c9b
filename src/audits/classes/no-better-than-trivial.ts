import type { RunFacts } from '../../facts/define.ts';
import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { Evidence, FindingDraft, Interval, Outcome } from '../../model/outcome.ts';
import { mcnemar, normalQuantile } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { isOutcome, judged, rightOf, rowsOf, scoreEvidence, scoreText, splitOf } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { trivialLabelSets } from '../label-set-trivial.ts';
import { labelSets } from '../label-set-words.ts';

/** A correlation that is surely below this is of no use even when it is not zero. */
const useless = 0.2;
/** Examples of the rarer labels before "it never names them" says anything about the model. */
const leastOthers = 20;

interface AgainstMajority {
  readonly label: string;
  readonly share: number;
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
}

/**
 * Difference of accuracy to always answering the most frequent label, on the same rows: only rows count on which one of
 * the two is right and the other wrong. One pseudo-row each way (Agresti and Min 2005) keeps the interval from width zero.
 */
function againstMajority(measures: ClassificationMeasures, rows: number): AgainstMajority {
  const { label, count: size, share } = measures.majority!;
  const at = measures.confusion.labels.indexOf(label);
  const agreed = measures.confusion.counts[at * measures.confusion.labels.length + at]!;
  const gained = rightOf(measures) - agreed;
  const lost = size - agreed;
  const z = normalQuantile(0.975);
  const n = rows + 2;
  const centre = (gained - lost) / n;
  const error = Math.sqrt((gained + lost + 1) / n - centre * centre) / Math.sqrt(n);
  return {
    label,
    share,
    difference: (gained - lost) / rows,
    interval: {
      low: Math.max(-1, centre - z * error),
      high: Math.min(1, centre + z * error),
      level: 0.95,
      method: 'paired, Wald with pseudo-rows',
    },
    p: mcnemar(gained, lost).p,
  };
}

const points = (share: number): string => (100 * share).toFixed(1).replace('-', '−');

function draftOf(
  facts: RunFacts,
  title: string,
  measured: string,
  evidence: readonly Evidence[],
): FindingDraft {
  return {
    claim: 'strong',
    severity: 'problem',
    subject: splitOf(facts),
    title,
    measured,
    cause: {
      text: 'labels and texts do not belong together, the model was not trained, or the label cannot be told from the text',
      claim: 'hint',
    },
    mattersWhen: 'the model is to be used or tuned at all',
    advice: {
      text: 'Train on 16 examples only until the loss is below 0.05; if that fails, look for shuffled labels, frozen weights or a wrong learning rate',
    },
    refutedBy:
      'Read 20 texts with reference and prediction: if most predictions look right, the references are joined to the wrong rows',
    evidence,
    weight: 1,
  };
}

/** C14 of the catalogue, against the majority label and against answers independent of the text. */
export const noBetterThanTrivial = defineAudit({
  id: 'no-better-than-trivial',
  family: 'chance',
  title: 'It is better than an answer that ignores the text',
  failureTitle: 'No better than a trivial answer',
  why: 'A model that does no better than always giving the most frequent label is not worth tuning before the fault is found.',
  requires: [],
  requiresOneOf: ['predictions', 'multi-label'],
  references: ['https://karpathy.github.io/2019/04/25/recipe/', 'https://arxiv.org/abs/2006.04884'],
  judge({ facts }): Outcome {
    const sets = labelSets(facts);
    if (sets !== null) return trivialLabelSets(sets);
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const rows = rowsOf(measures);
    if (measures.majority === null || measures.majority.count === rows) {
      return notApplicable('all references are the same label');
    }
    const accuracy = measures.overall.accuracy!;
    const mcc = measures.overall.mcc!;
    const majority = againstMajority(measures, rows);
    const others = rows - measures.majority.count;
    const always = `always answering ${code(majority.label)} would be right in ${formatPercent(majority.share)}`;
    const gap = `a difference of ${points(majority.difference)} points (95 %: ${points(majority.interval.low)} to ${points(majority.interval.high)})`;
    const evidence: Evidence[] = [
      scoreEvidence('accuracy', accuracy, rows),
      { name: `share of ${majority.label} in the references`, value: majority.share, n: rows },
      {
        name: 'accuracy less that share',
        value: majority.difference,
        interval: majority.interval,
        n: rows,
        method: `McNemar p = ${majority.p.toPrecision(2)}`,
      },
      scoreEvidence('MCC', mcc, rows),
    ];
    const constant = measures.classes.find((each) => each.predicted === rows);
    if (constant !== undefined) {
      const named: Evidence[] = [
        ...evidence,
        { name: `predictions of ${constant.label}`, value: constant.predicted, n: rows },
        { name: `examples of labels other than ${constant.label}`, value: rows - constant.support, n: rows },
        { name: `examples of labels other than ${majority.label}`, value: others, n: rows },
      ];
      if (others < leastOthers) {
        return {
          kind: 'inconclusive',
          reason: `All ${many(rows, 'prediction')} were ${code(constant.label)}, but only ${many(others, 'example')} ${others === 1 ? 'has' : 'have'} a label other than ${code(majority.label)}`,
          enough: `${leastOthers} examples of the other labels`,
          evidence: named,
        };
      }
      return {
        kind: 'finding',
        findings: [
          draftOf(
            facts,
            `All ${formatCount(rows)} predictions were ${code(constant.label)}`,
            `Accuracy was ${scoreText(accuracy)}; ${always}. None of ${many(rows - constant.support, 'example')} of other labels was found`,
            named,
          ),
        ],
      };
    }
    const measured = `Accuracy was ${scoreText(accuracy)} of ${many(rows, 'example')}; ${always}, ${gap}. MCC was ${mcc.value === null ? 'undefined' : mcc.value.toFixed(2).replace('-', '−')}${mcc.interval === null ? '' : ` (95 %: ${mcc.interval.low.toFixed(2).replace('-', '−')} to ${mcc.interval.high.toFixed(2).replace('-', '−')}; 0 is chance)`}`;
    const better = majority.interval.low > 0;
    const informed = (mcc.interval?.low ?? 0) > 0;
    const hardly = (mcc.interval?.high ?? 1) < useless;
    if (!better && hardly && others >= leastOthers) {
      const title = informed
        ? `Hardly better than chance: not above always answering ${code(majority.label)}`
        : `No better than always answering ${code(majority.label)}`;
      return { kind: 'finding', findings: [draftOf(facts, title, measured, evidence)] };
    }
    if (!better && (!informed || hardly)) {
      return {
        kind: 'inconclusive',
        reason:
          majority.interval.high < 0
            ? `It was right less often than always answering ${code(majority.label)}; whether its answers tell the rarer labels apart cannot be said. ${measured}`
            : `Whether it is better than always answering ${code(majority.label)} cannot be told. ${measured}`,
        // The interval of a correlation near zero has half-width 1.96/√n; 400 examples make it 0.1.
        enough: 'About 400 examples, of which 100 or more of the rarer labels',
        evidence,
      };
    }
    return { kind: 'pass', measured, evidence };
  },
});
