import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import type { ClassScores } from '../../model/report.ts';
import { benjaminiHochberg, binomialTest } from '../../stats/index.ts';
import { formatCount, formatTimes } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { isOutcome, judged, mostFindings, rowsOf, splitOf } from '../class-words.ts';
import { defineAudit, inconclusive } from '../define.ts';

const leastRows = 200;
const leastExamples = 30;
const alpha = 0.01;
/** Predicted over actual: inside this range totals are off by less than anyone would act on. */
const band = { low: 0.7, high: 1.4 } as const;
interface Shift {
  readonly scores: ClassScores;
  readonly ratio: number;
  /** Predicted as the label but something else, and the other way round. */
  readonly wronglyCalled: number;
  readonly missed: number;
  readonly q: number;
}

/** `` `x` was predicted 210 times but occurs 100 times (2.1 times as often)``. */
function sentence(shift: Shift): string {
  const { label, predicted, support } = shift.scores;
  if (predicted === 0) return `${code(label)} was never predicted but occurs ${many(support, 'time')}`;
  const ratio = shift.ratio >= 1 ? formatTimes(shift.ratio) : shift.ratio.toFixed(2);
  return `${code(label)} was predicted ${many(predicted, 'time')} but occurs ${many(support, 'time')} (${ratio} times as often)`;
}

const shiftEvidence = (shift: Shift, rows: number): readonly Evidence[] => [
  { name: `predictions of ${shift.scores.label}`, value: shift.scores.predicted, unit: 'examples', n: rows },
  { name: `examples of ${shift.scores.label}`, value: shift.scores.support, unit: 'examples', n: rows },
  {
    name: `predicted over actual, ${shift.scores.label}`,
    value: shift.ratio,
    method: `exact binomial test of wrongly called against missed, q = ${shift.q.toPrecision(2)} (Benjamini–Hochberg)`,
  },
  { name: `wrongly called ${shift.scores.label}`, value: shift.wronglyCalled, unit: 'examples' },
  { name: `missed ${shift.scores.label}`, value: shift.missed, unit: 'examples' },
];

/** C13 of the catalogue. One finding: the shares of all labels add up to one, so that a shift of one moves another. */
export const priorShiftedPredictions = defineAudit({
  id: 'prior-shifted-predictions',
  family: 'classes',
  title: 'Labels are predicted about as often as they occur',
  failureTitle: 'A label is predicted far more or less often than it occurs',
  why: 'Totals and shares computed from the predictions are biased.',
  requires: ['predictions'],
  references: ['https://doi.org/10.1162/089976602753284446', 'https://doi.org/10.1007/BF02295996'],
  judge({ facts }): Outcome {
    const measures = judged(facts);
    if (isOutcome(measures)) return measures;
    const rows = rowsOf(measures);
    if (rows < leastRows) {
      return inconclusive(
        `${many(rows, 'prediction')} are too few to compare how often labels are predicted with how often they occur`,
        `${leastRows} predictions`,
      );
    }
    const size = measures.confusion.labels.length;
    const tested = measures.classes
      .map((scores, i) => ({ scores, right: measures.confusion.counts[i * size + i]! }))
      .filter(({ scores }) => scores.support >= leastExamples)
      .map(({ scores, right }) => {
        const wronglyCalled = scores.predicted - right;
        const missed = scores.support - right;
        // Were both shares equal, a row wrong about the label would be as likely to add to it as to take from it (McNemar 1947).
        return {
          scores,
          wronglyCalled,
          missed,
          ratio: scores.predicted / scores.support,
          p: binomialTest(wronglyCalled, wronglyCalled + missed, 0.5),
        };
      });
    if (tested.length === 0) {
      return inconclusive(`No label has ${leastExamples} examples`, `${leastExamples} examples of a label`);
    }
    const q = benjaminiHochberg(tested.map((each) => each.p));
    const shifts: Shift[] = tested
      .map((each, i) => ({ ...each, q: q[i]! }))
      .filter((each) => each.q < alpha && (each.ratio < band.low || each.ratio > band.high))
      .sort((a, b) => Math.abs(Math.log(b.ratio + 1e-3)) - Math.abs(Math.log(a.ratio + 1e-3)));
    const furthest = tested.reduce((a, b) => (Math.abs(b.ratio - 1) > Math.abs(a.ratio - 1) ? b : a));
    const [first, ...others] = shifts;
    if (first === undefined) {
      return {
        kind: 'pass',
        measured: `Furthest off of ${many(tested.length, 'label')}: ${sentence({ ...furthest, q: 1 }).replace(' but ', ' and ')}`,
        evidence: [
          {
            name: `predictions of ${furthest.scores.label}`,
            value: furthest.scores.predicted,
            unit: 'examples',
            n: rows,
          },
          {
            name: `examples of ${furthest.scores.label}`,
            value: furthest.scores.support,
            unit: 'examples',
            n: rows,
          },
          { name: `predicted over actual, ${furthest.scores.label}`, value: furthest.ratio },
          { name: 'labels compared', value: tested.length },
        ],
      };
    }
    const named = others.slice(0, mostFindings - 1);
    const rest = others.length - named.length;
    const draft: FindingDraft = {
      claim: 'strong',
      // What it costs is told by precision and recall of the same label.
      severity: 'note',
      subject: { ...splitOf(facts), ...(shifts.length === 1 ? { class: first.scores.label } : {}) },
      title: sentence(first),
      measured: `Of the rows wrong about it, ${formatCount(first.wronglyCalled)} were called ${code(first.scores.label)} wrongly and ${formatCount(first.missed)} were missed${named.length > 0 ? `. ${named.map(sentence).join('; ')}` : ''}${rest > 0 ? `; ${many(rest, 'more label', 'more labels')}` : ''}`,
      cause: {
        text: 'class weights, oversampling, or other label shares in the training data',
        claim: 'hint',
      },
      mattersWhen:
        'predictions are counted, or every false alarm costs; intended when the loss weights labels by cost',
      advice: {
        text: `Correct the scores by the ratio of true to trained label shares, or move the threshold of ${code(first.scores.label)} on held-out data`,
      },
      refutedBy:
        'Correct the label shares on one half of these examples and measure on the other: if the score does not rise, the shift was no fault',
      evidence: [
        ...[first, ...named].flatMap((shift) => shiftEvidence(shift, rows)),
        ...(rest > 0 ? [{ name: 'further labels', value: rest }] : []),
      ],
      weight: Math.min(1, Math.abs(Math.log(first.ratio + 1e-3)) / 3),
    };
    return { kind: 'finding', findings: [draft] };
  },
});
