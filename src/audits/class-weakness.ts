import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { Claim, Severity } from '../model/outcome.ts';
import type { ClassScores, Score } from '../model/report.ts';
import { benjaminiHochberg, binomialTest, normalQuantile } from '../stats/index.ts';

/** Points, as a share, by which a label must lie below the others. */
const margin = 0.1;
const alpha = 0.01;
/** Examples needed to claim, and to hint (diagnoses of classes with 10 to 29 examples are hints). */
export const leastExamples = { claim: 30, hint: 10 } as const;
/** A weak label below this is a risk; above it a note: most of its rows are right. */
const usable = 0.8;

export interface Weakness {
  readonly index: number;
  readonly scores: ClassScores;
  readonly score: Score;
  /** Rows under the ratio: examples of the label for recall, predictions of it for precision. */
  readonly n: number;
  readonly right: number;
  /** Mean of the other labels, and what the label was tested against: its lower 95 % end less 10 points. */
  readonly others: number;
  readonly target: number;
  readonly q: number;
  readonly claim: Claim;
  readonly severity: Severity;
}

interface Counted {
  readonly index: number;
  readonly n: number;
  readonly right: number;
}

/** Rows under each label's ratio, and how many of them are right. Rows of the references in `without` are left out. */
function countsOf(
  measures: ClassificationMeasures,
  side: 'precision' | 'recall',
  without: ReadonlySet<number>,
): readonly Counted[] {
  const { counts, labels } = measures.confusion;
  const size = labels.length;
  return measures.classes.map((each, index) => {
    let n = side === 'recall' ? each.support : each.predicted;
    if (side === 'precision') for (const i of without) if (i !== index) n -= counts[i * size + index]!;
    return { index, n, right: counts[index * size + index]! };
  });
}

/**
 * Labels whose precision or recall lies below the mean of the other labels by more than 10 points: exact one-sided
 * binomial test against (lower 95 % end of the others' mean) − 10 points, Benjamini–Hochberg over the labels at 1 %.
 * A label is never compared with a mean that it is part of, and the others' own uncertainty counts in its favour, so a
 * model whose labels are all alike, good or bad, has none. Labels with fewer than 10 rows are neither tested nor averaged.
 */
export function weakLabels(
  measures: ClassificationMeasures,
  side: 'precision' | 'recall',
  without: ReadonlySet<number> = new Set(),
): { readonly tested: number; readonly weak: readonly Weakness[] } {
  return weakCounts(measures.classes, countsOf(measures, side, without), side);
}

/** The same of labels that a row can have several of: `right[k]` rows have label k in the references and in the predictions. */
export const weakSetLabels = (
  classes: readonly ClassScores[],
  right: ArrayLike<number>,
  side: 'precision' | 'recall',
): { readonly tested: number; readonly weak: readonly Weakness[] } =>
  weakCounts(
    classes,
    classes.map(({ support, predicted }, index) => ({
      index,
      n: side === 'recall' ? support : predicted,
      right: right[index]!,
    })),
    side,
  );

function weakCounts(
  classes: readonly ClassScores[],
  counts: readonly Counted[],
  side: 'precision' | 'recall',
): { readonly tested: number; readonly weak: readonly Weakness[] } {
  // A label that the references do not hold has no precision worth comparing; `support-too-small` names it.
  const all = counts.filter((each) => each.n >= leastExamples.hint && classes[each.index]!.support > 0);
  if (all.length < 2) return { tested: 0, weak: [] };
  const smoothed = (each: Counted): number => (each.right + 0.5) / (each.n + 1);
  const variance = (each: Counted): number => (smoothed(each) * (1 - smoothed(each))) / each.n;
  const sum = all.reduce((total, each) => total + each.right / each.n, 0);
  const sumOfVariances = all.reduce((total, each) => total + variance(each), 0);
  const z = normalQuantile(0.975);
  const tests = all.map((each) => {
    const others = (sum - each.right / each.n) / (all.length - 1);
    const error = Math.sqrt(Math.max(0, sumOfVariances - variance(each))) / (all.length - 1);
    const target = Math.max(0, others - z * error - margin);
    return { ...each, others, target, p: binomialTest(each.right, each.n, target, 'less') };
  });
  const q = benjaminiHochberg(tests.map((test) => test.p));
  const weak = tests
    .map((test, i): Weakness => {
      const scores = classes[test.index]!;
      const score = scores[side];
      const claimed = test.n >= leastExamples.claim;
      return {
        index: test.index,
        scores,
        score,
        n: side === 'recall' ? scores.support : scores.predicted,
        right: test.right,
        others: test.others,
        target: test.target,
        q: q[i]!,
        claim: claimed ? 'strong' : 'hint',
        severity: claimed && (score.interval?.high ?? 1) < usable ? 'risk' : 'note',
      };
    })
    .filter((each) => each.q < alpha)
    .sort((a, b) => b.others - (b.score.value ?? 0) - (a.others - (a.score.value ?? 0)));
  return { tested: tests.length, weak };
}
