import type { RunFacts } from '../../facts/define.ts';
import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { leastExamples, type Weakness, weakLabels } from '../class-weakness.ts';
import {
  isOutcome,
  judged,
  mostFindings,
  partsEvidence,
  partsText,
  scoreEvidence,
  scoreText,
  splitOf,
  wrongRows,
} from '../class-words.ts';
import { defineAudit, inconclusive } from '../define.ts';
import { weakLabelSets } from '../label-set-weakness.ts';
import { labelSets } from '../label-set-words.ts';

function finding(
  facts: RunFacts,
  measures: ClassificationMeasures,
  weak: Weakness,
  more: number,
): FindingDraft {
  const { label, support, predicted } = weak.scores;
  const missed = support - weak.right;
  const to = wrongRows(measures, weak.index, 'from');
  const rest =
    more > 0 ? `. ${formatCount(more)} more ${more === 1 ? 'label has' : 'labels have'} low recall` : '';
  return {
    claim: weak.claim,
    severity: weak.severity,
    subject: { ...splitOf(facts), class: label },
    title: `${code(label)} was missed ${weak.severity === 'risk' ? 'often' : 'more often than the other labels'}: recall ${scoreText(weak.score)}`,
    measured: `${formatCount(missed)} of ${many(support, 'example')} of ${code(label)} got another label, ${partsText(to)}; the other labels’ mean recall was ${formatPercent(weak.others)}${rest}`,
    cause:
      predicted < support
        ? {
            text: `it was predicted ${many(predicted, 'time')} for ${many(support, 'example')}: too few training examples, or a threshold that favours ${code(to[0]!.label)}`,
            claim: 'hint',
          }
        : {
            text: `${code(label)} and ${code(to[0]!.label)} overlap in how they were labelled`,
            claim: 'hint',
          },
    mattersWhen: `an overlooked ${code(label)} costs more than a false one`,
    advice: {
      text: `Read ${missed > 30 ? '30 of the' : `the ${formatCount(missed)}`} missed examples of ${code(label)}, mend wrong labels, and add training examples like the rest`,
    },
    refutedBy: `Label the missed examples again without seeing the old label: if most are not ${code(label)}, the references are at fault`,
    evidence: [
      {
        ...scoreEvidence(`recall of ${label}`, weak.score, support),
        method: `Wilson; exact binomial test against ${formatPercent(weak.target)}, q = ${weak.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      { name: 'mean recall of the other labels', value: weak.others },
      { name: `missed examples of ${label}`, value: missed, unit: 'examples', n: support },
      { name: `predictions of ${label}`, value: predicted, unit: 'examples' },
      ...partsEvidence(to, (other) => `${label} predicted as ${other}`),
      ...(more > 0 ? [{ name: 'further labels with low recall', value: more, unit: 'labels' }] : []),
    ],
    weight: Math.min(1, weak.others - (weak.score.value ?? 0)),
  };
}

/** C5 of the catalogue. */
export const classLowRecall = defineAudit({
  id: 'class-low-recall',
  family: 'classes',
  title: 'No label is missed more than the others',
  failureTitle: 'A label is missed (low recall)',
  why: 'The average can be fine while one label is overlooked; whoever needs that label is not served.',
  requires: [],
  requiresOneOf: ['predictions', 'multi-label'],
  references: ['https://doi.org/10.1111/j.2517-6161.1995.tb02031.x', 'https://arxiv.org/abs/2103.14749'],
  judge({ facts }): Outcome {
    const sets = labelSets(facts);
    if (sets !== null) return weakLabelSets(sets, 'recall');
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const { tested, weak } = weakLabels(measures, 'recall');
    if (tested === 0) {
      return inconclusive(
        `No two labels have ${leastExamples.hint} examples, so their recall cannot be compared`,
        `${leastExamples.claim} examples of each label`,
      );
    }
    if (weak.length === 0) {
      const graded = measures.classes.filter((each) => each.support >= leastExamples.hint);
      const lowest = graded.reduce((a, b) => ((b.recall.value ?? 1) < (a.recall.value ?? 1) ? b : a));
      return {
        kind: 'pass',
        measured: `Lowest of ${many(tested, 'label')}: ${code(lowest.label)}, recall ${scoreText(lowest.recall)} of ${many(lowest.support, 'example')}, not shown to be 10 points below the others`,
        evidence: [
          scoreEvidence(`recall of ${lowest.label}`, lowest.recall, lowest.support),
          { name: 'labels compared', value: tested },
        ],
      };
    }
    const shown = weak.slice(0, mostFindings);
    return {
      kind: 'finding',
      findings: shown.map((each, i) =>
        finding(facts, measures, each, i === shown.length - 1 ? weak.length - shown.length : 0),
      ),
    };
  },
});
