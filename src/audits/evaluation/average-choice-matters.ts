import type { ClassificationMeasures } from '../../metrics/text-classification/measures.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import type { ClassScores } from '../../model/report.ts';
import { formatPercent, formatSigned, trueMinus } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import {
  isOutcome,
  judged,
  listed,
  rangeText,
  rowsOf,
  scoreEvidence,
  scoreText,
  splitOf,
} from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { measure } from '../wording.ts';

/** Shares between macro and weighted F1. */
const APART = 0.05;
/** With fewer examples the F1 of a label is itself a guess. */
const FEW = 30;
/** A label is named from this part of the difference on. */
const LEAST_PART = 0.1;
/** The two formulas of macro-F1 are named from here on. */
const FORMULAS_APART = 0.005;

interface Part {
  readonly scores: ClassScores;
  /** What the label adds to macro − weighted; all together are the difference. */
  readonly adds: number;
}

/** Σ (1/C − share)·(F1 − weighted) over labels is macro − weighted: a label counts by how much its weight and its F1 are off. */
function partsOf(classes: readonly ClassScores[], weighted: number, rows: number): readonly Part[] {
  return classes.map((scores) => ({
    scores,
    adds: (1 / classes.length - scores.support / rows) * ((scores.f1.value ?? 0) - weighted),
  }));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** F1 of the mean precision and the mean recall: the other formula that goes by the name of macro-F1. */
function ofMeans(classes: readonly ClassScores[]): number {
  const precision = mean(classes.map((each) => each.precision.value ?? 0));
  const recall = mean(classes.map((each) => each.recall.value ?? 0));
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

const counted = (measures: ClassificationMeasures): readonly ClassScores[] =>
  measures.classes.filter((each) => each.support > 0 || each.predicted > 0);

function finding(
  measures: ClassificationMeasures,
  parts: readonly Part[],
  values: { readonly macro: number; readonly weighted: number; readonly rows: number },
  subject: FindingDraft['subject'],
): FindingDraft {
  const { macro, weighted, rows } = values;
  const difference = macro - weighted;
  const main = parts
    .filter((part) => part.adds / difference >= LEAST_PART)
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || b.scores.support - a.scores.support)
    .slice(0, 3);
  const other = ofMeans(parts.map((part) => part.scores));
  const few = main.filter((part) => part.scores.support < FEW);
  const named = main
    .map(
      ({ scores, adds }) =>
        `${code(scores.label)} (F1 ${formatPercent(scores.f1.value ?? 0)}, ${formatPercent(scores.support / rows)} of the examples, ${formatSigned(100 * adds)} points)`,
    )
    .join(', ');
  const doubt = few
    .filter((part) => part.scores.f1.interval !== null)
    .map(({ scores }) =>
      scores.support === 0
        ? `${code(scores.label)} was predicted ${many(scores.predicted, 'time')} and labels no example, so that its F1 is 0`
        : `${code(scores.label)} has ${many(scores.support, 'example')}: 95 % interval of its F1 ${rangeText(scores.f1.interval!)}`,
    );
  const evidence: Evidence[] = [
    scoreEvidence('macro-F1', measures.overall.f1_macro!, rows),
    scoreEvidence('weighted F1', measures.overall.f1_weighted!, rows),
    scoreEvidence('accuracy', measures.overall.accuracy!, rows),
    measure('F1 of mean precision and mean recall', other, { n: rows }),
    measure('macro − weighted', 100 * difference, { unit: 'points' }),
    ...main.flatMap(({ scores, adds }): readonly Evidence[] => [
      scoreEvidence(`F1 of ${scores.label}`, scores.f1, scores.support),
      measure(`share of ${scores.label}`, scores.support / rows, { n: rows }),
      measure(`what ${scores.label} adds to macro − weighted`, 100 * adds, { unit: 'points' }),
    ]),
  ];
  return {
    claim: 'fact',
    severity: 'note',
    subject,
    title: `Macro-F1 was ${formatPercent(macro)}, weighted F1 ${formatPercent(weighted)}: mostly because of ${listed(main.map((part) => part.scores.label))}`,
    measured: [
      `Of the ${trueMinus((100 * Math.abs(difference)).toFixed(1))} points between them, the largest parts come from ${named}`,
      ...(doubt.length === 0 ? [] : [doubt.join('; ')]),
      ...(Math.abs(other - macro) >= FORMULAS_APART
        ? [`Where macro-F1 is taken from mean precision and recall, it is ${formatPercent(other)}`]
        : []),
      `Micro-F1 is the accuracy, ${scoreText(measures.overall.accuracy!)}`,
    ].join('. '),
    mattersWhen: 'you quote one F1, or compare it with the F1 of another report',
    advice: {
      text: 'Report macro-F1 (the mean of the labels’ F1) with the table of labels, and name the average',
      effort: 'none',
    },
    refutedBy: null,
    evidence,
    weight: Math.min(1, Math.abs(difference)),
  };
}

/** C2 of the catalogue. */
export const averageChoiceMatters = defineAudit({
  id: 'average-choice-matters',
  family: 'evaluation',
  title: 'Macro and weighted F1 say the same',
  failureTitle: 'Macro and weighted F1 say different things',
  why: 'Two reports of “F1” may differ by tens of points for the same predictions.',
  requires: ['predictions'],
  references: ['https://arxiv.org/abs/1911.03347', 'docs/metrics/f1.md'],
  judge({ facts }): Outcome {
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const rows = rowsOf(measures);
    const macro = measures.overall.f1_macro?.value ?? null;
    const weighted = measures.overall.f1_weighted?.value ?? null;
    const classes = counted(measures);
    if (macro === null || weighted === null || classes.length < 2)
      return notApplicable('there are no two labels to average over');
    if (Math.abs(macro - weighted) < APART)
      return {
        kind: 'pass',
        measured: `Macro-F1 was ${scoreText(measures.overall.f1_macro!)}, weighted F1 ${formatPercent(weighted)}`,
        evidence: [
          scoreEvidence('macro-F1', measures.overall.f1_macro!, rows),
          scoreEvidence('weighted F1', measures.overall.f1_weighted!, rows),
        ],
      };
    const parts = partsOf(classes, weighted, rows);
    return {
      kind: 'finding',
      findings: [finding(measures, parts, { macro, weighted, rows }, splitOf(facts))],
    };
  },
});
