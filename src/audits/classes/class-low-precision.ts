import type { RunFacts } from '../../facts/define.ts';
import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { leastExamples, type Weakness, weakLabels } from '../class-weakness.ts';
import {
  isOutcome,
  judged,
  listed,
  mostFindings,
  partsEvidence,
  partsText,
  rowsOf,
  scoreEvidence,
  scoreText,
  splitOf,
  wrongRows,
} from '../class-words.ts';
import { defineAudit, inconclusive } from '../define.ts';
import { weakLabelSets } from '../label-set-weakness.ts';
import { labelSets } from '../label-set-words.ts';

/** A rare label drowns in wrong calls although hardly any row of the rest is called it: a choice of threshold, not a fault. */
const fewWrongCalls = 0.1;

function finding(
  facts: RunFacts,
  measures: ClassificationMeasures,
  weak: Weakness,
  more: number,
): FindingDraft {
  const { label, support, predicted } = weak.scores;
  const wrong = predicted - weak.right;
  const from = wrongRows(measures, weak.index, 'into');
  const rows = rowsOf(measures);
  const present = measures.classes.filter((each) => each.support > 0).length;
  const called = wrong / Math.max(1, rows - support);
  const byRarity = support / rows < 1 / (2 * present) && called <= fewWrongCalls;
  const severity = byRarity ? 'note' : weak.severity;
  const rest =
    more > 0 ? `. ${formatCount(more)} more ${more === 1 ? 'label has' : 'labels have'} low precision` : '';
  return {
    claim: weak.claim,
    severity,
    subject: { ...splitOf(facts), class: label },
    title: `${code(label)} was predicted wrongly ${severity === 'risk' ? 'often' : 'more often than the other labels'}: precision ${scoreText(weak.score)}`,
    measured: `${formatCount(wrong)} of ${many(predicted, 'prediction')} of ${code(label)} were something else, ${partsText(from)}; the other labels’ mean precision was ${formatPercent(weak.others)}${rest}`,
    cause: byRarity
      ? {
          text: `only ${formatPercent(support / rows)} of the examples are ${code(label)}, so that calling ${formatPercent(called)} of the others wrongly outweighs them`,
          claim: 'fact',
        }
      : {
          text:
            predicted > support
              ? `it was predicted ${many(predicted, 'time')} for ${many(support, 'example')}: a threshold or a class weight that favours it`
              : `examples of ${code(label)} carry another label in the references`,
          claim: 'hint',
        },
    mattersWhen: `someone acts on every predicted ${code(label)}`,
    advice: {
      text: `Review the ${formatCount(Math.min(wrong, 20))} most confident wrong predictions of ${code(label)}: mend wrong references, and add the rest to the training data`,
    },
    refutedBy: `Label ${formatCount(Math.min(wrong, 50))} of its wrong predictions again without seeing the old label: if most are ${code(label)}, the references are at fault`,
    evidence: [
      {
        ...scoreEvidence(`precision of ${label}`, weak.score, predicted),
        method: `Wilson; exact binomial test against ${formatPercent(weak.target)}, q = ${weak.q.toPrecision(2)} (Benjamini–Hochberg)`,
      },
      { name: 'mean precision of the other labels', value: weak.others },
      { name: `wrong predictions of ${label}`, value: wrong, unit: 'examples', n: predicted },
      { name: `examples of ${label}`, value: support, unit: 'examples', n: rows },
      { name: `share of ${label} in the references`, value: support / rows, n: rows },
      { name: `other examples called ${label}`, value: called, n: rows - support },
      ...partsEvidence(from, (other) => `${other} predicted as ${label}`),
      ...(more > 0 ? [{ name: 'further labels with low precision', value: more, unit: 'labels' }] : []),
    ],
    weight: Math.min(1, weak.others - (weak.score.value ?? 0)),
  };
}

/**
 * C4 of the catalogue. Rows whose reference already has low recall are left out of the test: a label that swallows another
 * one's examples would otherwise repeat the same rows as a second finding.
 */
export const classLowPrecision = defineAudit({
  id: 'class-low-precision',
  family: 'classes',
  title: 'No label is predicted wrongly more than the others',
  failureTitle: 'A label is predicted wrongly (low precision)',
  why: 'Whoever acts on the predictions of this label deals with false alarms.',
  requires: [],
  requiresOneOf: ['predictions', 'multi-label'],
  references: ['https://doi.org/10.1111/j.2517-6161.1995.tb02031.x', 'https://arxiv.org/abs/2103.14749'],
  judge({ facts }): Outcome {
    const sets = labelSets(facts);
    if (sets !== null) return weakLabelSets(sets, 'precision');
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const missed = weakLabels(measures, 'recall').weak.filter((each) => each.claim === 'strong');
    const explained = new Set(missed.map((each) => each.index));
    const all = weakLabels(measures, 'precision');
    if (all.tested === 0) {
      return inconclusive(
        `No two labels were predicted ${leastExamples.hint} times, so their precision cannot be compared`,
        `${leastExamples.claim} predictions of each label`,
      );
    }
    const still = new Set(weakLabels(measures, 'precision', explained).weak.map((each) => each.index));
    const weak = all.weak.filter((each) => still.has(each.index));
    if (weak.length === 0) {
      const graded = measures.classes.filter(
        (each) => each.predicted >= leastExamples.hint && each.support > 0,
      );
      const lowest = graded.reduce((a, b) => ((b.precision.value ?? 1) < (a.precision.value ?? 1) ? b : a));
      const why =
        all.weak.length > 0
          ? `explained by the missed examples of ${listed(missed.map((each) => each.scores.label))} (\`class-low-recall\`)`
          : 'not shown to be 10 points below the others';
      return {
        kind: 'pass',
        measured: `Lowest of ${many(all.tested, 'label')}: ${code(lowest.label)}, precision ${scoreText(lowest.precision)} of ${many(lowest.predicted, 'prediction')}, ${why}`,
        evidence: [
          scoreEvidence(`precision of ${lowest.label}`, lowest.precision, lowest.predicted),
          { name: 'labels compared', value: all.tested },
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
