import type { RunFacts } from '../facts/define.ts';
import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { Evidence, Interval, Outcome, Subject } from '../model/outcome.ts';
import type { Score } from '../model/report.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { code } from '../text/words.ts';
import { notApplicable } from './define.ts';

/** What the audits of classes share: counts by name, and scores as the user reads them. */

/** `83.9 to 88.2 %`. */
export const rangeText = (interval: Interval, decimals = 1): string =>
  `${(100 * interval.low).toFixed(decimals)} to ${formatPercent(interval.high, decimals)}`;

/** `86.2 % of 970 (95 %: 83.9 to 88.2 %)`; `undefined` without a value. */
export const scoreText = (score: Score): string =>
  score.value === null
    ? 'undefined'
    : `${formatPercent(score.value)}${score.interval === null ? '' : ` (${(100 * score.interval.level).toFixed(0)} %: ${rangeText(score.interval)})`}`;

/** A score with its interval and the number of examples under it. */
export const scoreEvidence = (name: string, score: Score, n: number): Evidence => ({
  name,
  value: score.value,
  n,
  ...(score.interval === null ? {} : { interval: score.interval, method: score.interval.method }),
  ...(score.reason === null ? {} : { reason: score.reason }),
});

/** `a`, `b` and 3 more. */
export function listed(labels: readonly string[], shown = 3): string {
  const rest = labels.length - shown;
  const named = labels.slice(0, shown).map(code);
  if (rest > 0) return `${named.join(', ')} and ${formatCount(rest)} more`;
  if (named.length < 2) return named.join('');
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

export interface Part {
  readonly label: string;
  readonly index: number;
  readonly count: number;
}

/** Where the wrong rows of a label went (`from` the references) or came from (`into` the predictions), most first. */
export function wrongRows(
  measures: ClassificationMeasures,
  label: number,
  side: 'from' | 'into',
): readonly Part[] {
  const { labels, counts } = measures.confusion;
  const size = labels.length;
  return labels
    .map((other, index) => ({
      label: other,
      index,
      count: side === 'from' ? counts[label * size + index]! : counts[index * size + label]!,
    }))
    .filter((part) => part.index !== label && part.count > 0)
    .sort((a, b) => b.count - a.count || a.index - b.index);
}

/** `` mostly `b` (12 of 30) and `c` (9)``, the two largest parts; `` all `b` `` when there is one. */
export function partsText(parts: readonly Part[]): string {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const [first, second] = parts;
  if (first === undefined) return 'none';
  if (second === undefined) return `all ${code(first.label)}`;
  return `mostly ${code(first.label)} (${formatCount(first.count)} of ${formatCount(total)}) and ${code(second.label)} (${formatCount(second.count)})`;
}

export function partsEvidence(parts: readonly Part[], name: (label: string) => string): readonly Evidence[] {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  return parts
    .slice(0, 2)
    .map((part) => ({ name: name(part.label), value: part.count, unit: 'examples', n: total }));
}

/** Split of the judged predictions, for the subject of a finding. */
export function splitOf(facts: RunFacts): Pick<Subject, 'split'> {
  const split = facts.predictions()?.split?.value;
  return split === undefined ? {} : { split };
}

/** Measures with their labels, or the outcome that says why there are none. */
export function judged(facts: RunFacts): ClassificationMeasures | Outcome {
  const measures = facts.measures();
  if (measures === null)
    return notApplicable('no predictions with references were found', 'save-predictions');
  const { accuracy } = measures.overall;
  if (measures.classes.length === 0 || accuracy === undefined || accuracy.value === null) {
    return notApplicable(
      accuracy?.reason ?? 'no row has both a reference and a prediction',
      'save-predictions',
    );
  }
  return measures;
}

export const isOutcome = (value: ClassificationMeasures | Outcome): value is Outcome => 'kind' in value;

/** Rows that were counted. */
export const rowsOf = (measures: ClassificationMeasures): number =>
  measures.classes.reduce((sum, each) => sum + each.support, 0);

/** Rows that are right. */
export const rightOf = (measures: ClassificationMeasures): number => {
  const size = measures.confusion.labels.length;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += measures.confusion.counts[i * size + i]!;
  return sum;
};

/** At most so many findings of one audit; the text of the last says how many more there are. */
export const mostFindings = 5;
