import type { Examination } from '../metrics/examination/index.ts';
import type { LengthEffect, Span, Subset, TextEffect } from '../metrics/subsets/index.ts';
import type { Claim, FindingDraft, Interval, Severity } from '../model/outcome.ts';
import { formatCount, formatPercent, formatRange } from '../text/numbers.ts';
import { markedExamples } from './shown-examples.ts';

/** What the audits of errors among texts share: when a difference counts, and how it is said. */

/** Each question that was there before the data has its own one in a hundred. */
export const ALPHA = 0.01;
/** Smaller differences are not worth a finding: 5 points. */
export const LEAST_GAP = 0.05;
/** A test of fewer texts with, or without, would say nothing. */
export const LEAST_ROWS = 30;
export const LEAST_ERRORS = 20;
/** A risk: surely 10 points worse, and at least one error in twenty lies there. */
const RISKY = { gap: 0.1, ofErrors: 0.05 };
/** Examples that a finding names. */
const MOST_EXAMPLES = 20;

/** `17 of 21 (81.0 %)`. */
export const shareOf = (part: number, whole: number): string =>
  `${formatCount(part)} of ${formatCount(whole)} (${formatPercent(part / whole)})`;

/** `+66.7 points (95 %: 45.5 to 78.4)`. */
export function pointsText(difference: number, interval: Interval): string {
  const points = (100 * difference).toFixed(1).replace('-', '−');
  const range = formatRange(interval.low, interval.high, 'percent').replace('–', ' to ');
  return `${difference > 0 ? '+' : ''}${points} points (95 %: ${range})`;
}

/** How much a worse group of texts matters, apart from how sure it is. */
export const severityOf = (claim: Claim, interval: Interval, errors: number, allErrors: number): Severity =>
  claim === 'strong' && interval.low > RISKY.gap && errors >= RISKY.ofErrors * allErrors ? 'risk' : 'note';

/** Examples of a finding, with what to mark in their texts. */
export const examplesOf = (
  { examined }: Examination,
  rows: ArrayLike<number>,
  spans: ((text: string) => readonly Span[]) | null,
): FindingDraft['examples'] =>
  markedExamples(
    examined,
    rows,
    spans === null ? null : (text) => spans(text).map(({ start, end }) => [start, end] as const),
    MOST_EXAMPLES,
  );

/** Enough texts on both sides, and enough errors, to compare at all. */
export const isComparable = (effect: TextEffect): boolean =>
  effect.rows >= LEAST_ROWS && effect.otherRows >= LEAST_ROWS && effect.judgedErrors >= LEAST_ERRORS;

const worse = (effect: TextEffect | null): boolean =>
  effect !== null &&
  isComparable(effect) &&
  effect.controlled !== null &&
  effect.controlled.p < ALPHA &&
  (effect.difference ?? 0) >= LEAST_GAP;

/** Texts with a negation are wrong more often, labels and length held fixed. */
export const isWorseWithNegation = (effect: TextEffect | null): effect is TextEffect => worse(effect);

/** From fewer examples the quarters are too small. */
export const LEAST_FOR_LENGTH = 200;

/** Errors grow with the length of the text, labels held fixed. */
export const growsWithLength = (effect: LengthEffect | null): effect is LengthEffect =>
  effect !== null && effect.judged >= LEAST_FOR_LENGTH && worse(effect);

/** Properties that an audit of their own speaks of, when it has found something. */
const own: Readonly<Record<string, (examination: Examination) => boolean>> = {
  negation: (examination) => isWorseWithNegation(examination.negation()),
  'word-count': (examination) => growsWithLength(examination.lengths()),
  'token-count': (examination) => growsWithLength(examination.lengths()),
};

/** From this chance of any false one among all tests on, a subset is no more than a hint: docs/thresholds/subsets.md. */
const LIKELY = 0.05;

export const claimOf = ({ familyWise }: Subset): Claim =>
  familyWise <= ALPHA ? 'strong' : familyWise <= LIKELY ? 'likely' : 'hint';

/**
 * Whether a kind of example is told on which the model is worse: where it is sure and wrong there, its errors look like wrong labels. Kinds
 * by reference label do not count, as those are what wrong labels make of any word that goes with a label.
 */
export function gathersErrors(examination: Examination): boolean {
  if (isWorseWithNegation(examination.negation()) || growsWithLength(examination.lengths())) return true;
  const byLabel = ({ parts }: Subset): boolean => parts.some(({ property }) => property.endsWith('-label'));
  if (examination.subsets().found.some((subset) => !byLabel(subset))) return true;
  const groups = examination.groups();
  return 'groups' in groups && groups.groups.some(({ confirmed }) => confirmed);
}

/**
 * Why a confirmed subset is in the table of subsets and no finding by itself; null when it is one. A function word marks a place in the
 * language (an "and then" between two subjects), and names nothing that could be mended. Of the many words tried, only those that pass
 * the stricter test speak.
 */
export function keptBack(
  subset: Subset,
  examination: Examination,
): 'function words' | 'other check' | 'weak word' | null {
  const { parts } = subset;
  if (parts.some((part) => part.functionWords)) return 'function words';
  if (parts.length === 1 && own[parts[0]!.property]?.(examination) === true) return 'other check';
  if (parts.some((part) => part.property === 'n-grams') && claimOf(subset) !== 'strong') return 'weak word';
  return null;
}
